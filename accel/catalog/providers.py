"""Who rents accelerators out: the tier of the market, what is promised, the ways to buy.

A cloud that the guide does not name has the tier of what it sells: GPUs by the hour, in data centres of its own, are
tier 2. Uptimes are those of the tier, for comparison; a contract states its own.
"""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from accel.catalog.names import known
from accel.catalog.tables import source_of, table


class Tier(NamedTuple):
    """A layer of the market."""

    number: int
    """1 hyperscaler, 2 GPU cloud, 3 marketplace, 4 serverless."""
    title: str
    sla_class: str
    """The uptime usually promised: `99.9%+`, `best effort`, ..."""
    uptime_from_percent: float | None
    """None, like the upper end, where no uptime is promised."""
    uptime_to_percent: float | None
    source: str
    source_date: str


class Provider(NamedTuple):
    """One cloud or service that has accelerators."""

    name: str
    """As in the tables of prices: `aws`, `aws-sagemaker`, `lambda`, ..."""
    title: str
    tier: int
    rentable: bool
    """Whether anybody can rent there today."""
    purchases: tuple[str, ...]
    """Ways to buy that it has, with a price in the catalogue or without."""
    source: str
    source_date: str

    @property
    def sla_class(self) -> str:
        """The uptime that its tier usually promises."""
        return tiers()[self.tier].sla_class


def provider(name: str) -> Provider:
    """Return a provider, `lambda`.

    Raises:
        UnknownName: the catalogue does not hold it; carries the nearest one.
    """
    return known("cloud", name, providers())


@cache
def providers() -> Mapping[str, Provider]:
    """Return every provider by name."""
    return {row[0]: _provider(row) for row in table("providers.csv")}


@cache
def tiers() -> Mapping[int, Tier]:
    """Return every tier of the market by its number."""
    return {int(row[0]): _tier(row) for row in table("market_tiers.csv")}


def _provider(row: list[str]) -> Provider:
    name, title, tier, rentable, purchases, sources = row
    source = source_of(sources)
    return Provider(name, title, int(tier), rentable == "yes", tuple(purchases.split()), source.title, source.date)


def _tier(row: list[str]) -> Tier:
    number, title, sla_class, low, high, sources = row
    source = source_of(sources)
    uptimes = (float(low) if low else None, float(high) if high else None)
    return Tier(int(number), title, sla_class, *uptimes, source.title, source.date)
