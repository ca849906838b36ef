"""Regions of each cloud, and zones where a zone has the same name for everybody."""

from collections.abc import Mapping
from functools import cache

from accel.catalog.names import UnknownName
from accel.catalog.rows import rows


def regions(cloud: str) -> Mapping[str, tuple[str, ...]]:
    """Return the zones of each region of a cloud; no zones where their names differ between accounts."""
    return _all().get(cloud, {})


def region(cloud: str, name: str) -> str:
    """Return `name` if the cloud has such a region.

    Raises:
        UnknownName: it has none; carries the nearest one.
    """
    known = regions(cloud)
    if name not in known:
        raise UnknownName(f"region of {cloud}", name, known)
    return name


def partition(region_name: str) -> str:
    """Return the partition of an AWS region, the second part of every ARN in it: `aws`, `aws-cn`, `aws-us-gov`.

    Raises:
        UnknownName: AWS has no such region.
    """
    region("aws", region_name)
    return next(row["partition"] for row in rows("regions.yaml") if region_name in row["regions"].split())


@cache
def _all() -> dict[str, dict[str, tuple[str, ...]]]:
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for row in rows("regions.yaml"):
        for item in row["regions"].split():
            name, _, letters = item.partition(":")
            found.setdefault(row["cloud"], {})[name] = tuple(f"{name}-{letter}" for letter in letters)
    return found
