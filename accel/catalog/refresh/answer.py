"""What a cloud's price API has answered, and why an answer is not taken."""

from collections.abc import Mapping
from dataclasses import dataclass, field


class Refused(Exception):  # noqa: N818 - the name says what happened
    """An answer that must not replace a price: malformed, implausible, in another currency, or none at all."""


@dataclass(frozen=True, slots=True)
class Api:
    """One price list of one cloud, as a source of rows."""

    source: str
    """Begins the id of its rows' source; the day is added, so that rows of two days never share one."""
    title: str
    """Its address, and what it is."""
    date: str
    """The day it was published or, where the API does not say, read. ISO 8601."""

    @property
    def id(self) -> str:
        """Name of the source in `sources.csv`."""
        return f"{self.source}-{self.date}"


@dataclass(frozen=True, slots=True)
class Key:
    """What a price is of; the first columns of a table of prices."""

    cloud: str
    region: str
    item: str
    purchase: str

    def __str__(self) -> str:
        """Say it in the order of the columns."""
        return f"{self.cloud} {self.region} {self.item} {self.purchase}"


@dataclass(frozen=True, slots=True)
class Scope:
    """What an answer speaks of: a row in it that the answer lacks is no longer sold."""

    cloud: str
    regions: frozenset[str]
    purchases: frozenset[str]
    api: Api

    def holds(self, key: Key) -> bool:
        """Say whether the answer should have this price, if the cloud still sells it."""
        return key.cloud == self.cloud and key.region in self.regions and key.purchase in self.purchases


@dataclass(frozen=True, slots=True)
class Answer:
    """The prices of one refresh, before anybody has judged them."""

    scopes: tuple[Scope, ...]
    """One for each price list that was read."""
    usd_per_hour: Mapping[Key, float]
    unpriced: Mapping[str, str] = field(default_factory=dict[str, str])
    """What the catalogue has and the answer does not price, and why."""
