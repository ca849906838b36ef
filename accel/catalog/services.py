"""Unit prices of what is not a machine: storage, requests, keys, logs, addresses, traffic, management fees."""

from collections.abc import Mapping
from functools import cache

from accel.catalog.records import Record
from accel.catalog.tables import source_of, table

REFERENCE_REGIONS: Mapping[str, str] = {"aws": "us-east-1", "azure": "eastus", "gcp": "us-central1"}
"""The region of each cloud for which most unit prices are known."""


class UnitPrice(Record):
    """What one unit of a service costs."""

    cloud: str
    region: str
    """The region that the price is of: not always the one that was asked for."""
    service: str
    unit: str
    """`hour`, `GB-month`, `GB`, `month`, `1k requests`, ..."""
    usd: float
    source: str
    source_date: str
    """ISO 8601."""
    exact: bool = True
    """False where the region that was asked for has no row, and this is the price in the cloud's reference region."""


def unit_price(cloud: str, region: str, service: str) -> UnitPrice | None:
    """Return the newest unit price of a service, or None where neither the region nor the reference region has one.

    Args:
        cloud: `aws`, `gcp` or `azure`.
        region: where the service runs.
        service: its name in the catalogue, `nat_gateway`; `services(cloud)` has them all.
    """
    for place, exact in (
        (region, True),
        (REFERENCE_REGIONS.get(cloud, region), region == REFERENCE_REGIONS.get(cloud)),
    ):
        found = _all().get((cloud, place, service))
        if found:
            return _unit_price(found, exact=exact)
    return None


def services(cloud: str | None = None) -> frozenset[str]:
    """Return the names of all services with a unit price, in one cloud or in all."""
    return frozenset(service for of_cloud, _, service in _all() if cloud in (None, of_cloud))


def unit_prices_of(service: str) -> tuple[UnitPrice, ...]:
    """Return the newest unit price of a service in each region that has one; nothing for a name nobody knows."""
    return tuple(_unit_price(row, exact=True) for (_, _, name), row in sorted(_all().items()) if name == service)


@cache
def _all() -> dict[tuple[str, str, str], list[str]]:
    """Return the newest row of each cloud, region and service."""
    newest: dict[tuple[str, str, str], list[str]] = {}
    for row in table("services.csv"):
        key = (row[0], row[1], row[2])
        if key not in newest or source_of(row[5]).date > source_of(newest[key][5]).date:
            newest[key] = row
    return newest


def _unit_price(row: list[str], *, exact: bool) -> UnitPrice:
    cloud, region, service, unit, usd, sources = row
    source = source_of(sources)
    return UnitPrice(cloud, region, service, unit, float(usd), source.title, source.date, exact)
