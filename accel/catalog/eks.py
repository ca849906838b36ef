"""Versions of EKS: until when a cluster of each is in standard support, after which it costs more."""

import datetime
from collections.abc import Mapping
from functools import cache

from accel.catalog.rows import rows


def standard_support_until(version: str) -> datetime.date | None:
    """Return the last day of standard support of a Kubernetes version such as `1.31`; None for one not in the table."""
    return _all().get(version)


@cache
def _all() -> Mapping[str, datetime.date]:
    return {version: day for row in rows("eks.yaml") for version, day in row["standard_support_until"].items()}
