"""Dates of support of managed Kubernetes."""

import datetime

import pytest

from accel.catalog.kubernetes_versions import standard_support_until
from accel.catalog.rows import rows


@pytest.mark.parametrize(
    ("cloud", "version", "day"),
    [
        ("aws", "1.33", datetime.date(2026, 7, 29)),
        ("gcp", "1.33", datetime.date(2026, 8, 3)),
        ("gcp", "1.33.8-gke.1026000", datetime.date(2026, 8, 3)),
        ("azure", "1.33.4", datetime.date(2026, 7, 31)),
        ("azure", " v1.31 ", datetime.date(2025, 11, 1)),
    ],
)
def test_a_version_is_known_by_its_minor(cloud: str, version: str, day: datetime.date) -> None:
    assert standard_support_until(cloud, version) == day


@pytest.mark.parametrize(("cloud", "version"), [("aws", "1.99"), ("gcp", "latest"), ("azure", ""), ("lambda", "1.33")])
def test_what_nobody_wrote_down_has_no_date(cloud: str, version: str) -> None:
    assert standard_support_until(cloud, version) is None


def test_later_versions_are_supported_longer() -> None:
    for row in rows("kubernetes_versions.yaml"):
        days = list(row["standard_support_until"].values())
        assert days == sorted(days)
        assert all(isinstance(day, datetime.date) for day in days)
