"""Versions of EKS: until when AWS supports each, and until when without being paid for it."""

import datetime
from collections.abc import Mapping
from functools import cache

from accel.catalog.rows import rows


def standard_support_until(version: str) -> datetime.date | None:
    """Return the last day of standard support of a Kubernetes version such as `1.31`; None for one not in the table."""
    return _all("standard_support_until").get(version)


def extended_support_until(version: str) -> datetime.date | None:
    """Return the last day on which AWS still mends a version; None for one not in the table."""
    return _all("extended_support_until").get(version)


def log_types() -> tuple[str, ...]:
    """Return the kinds of logs that a control plane can write."""
    return tuple(name for row in rows("eks.yaml") for name in row.get("log_types", ()))


def oldest_version() -> str:
    """Return the oldest version in the table: whatever is older has been out of support for longer."""
    return min(_all("extended_support_until"), key=lambda version: tuple(map(int, version.split("."))))


@cache
def _all(kind: str) -> Mapping[str, datetime.date]:
    return {version: day for row in rows("eks.yaml") for version, day in row.get(kind, {}).items()}
