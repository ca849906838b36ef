"""In which country each cloud region stands, and how the GDPR sees that country.

Neither is legal advice: a country is where the machines are, not whose courts may ask for the data.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from accel.catalog.regions import folded, region_of, stands_beside_its_region
from accel.catalog.tables import by_region, table

Standing = Literal["eea", "adequate", "partial"]
"""In the European Economic Area; with an adequacy decision; with one that covers some recipients alone."""


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """How the GDPR sees a country."""

    country: str
    """ISO 3166-1 alpha-2; `EU` for what is somewhere in the Union."""
    standing: Standing
    covers: str
    """Whom a partial decision covers."""
    until: datetime.date | None
    """Last day of a decision that ends by itself."""
    source: str
    source_date: str


def country_of(cloud: str, place: str) -> str | None:
    """Return the country of a region or zone; None where nobody wrote it down.

    A local zone of AWS stands in another town than its region, perhaps in another country: it has no country here.
    """
    known = by_region("region_countries.csv").get(cloud, {})
    name = folded(place)
    return known.get(name) or (None if stands_beside_its_region(place) else known.get(region_of(place)))


def jurisdiction(country: str, today: datetime.date) -> Jurisdiction | None:
    """Return how the GDPR sees a country on a day; None for a third country without a decision."""
    found = _jurisdictions().get(country)
    return None if found is None or (found.until is not None and found.until < today) else found


@cache
def _jurisdictions() -> Mapping[str, Jurisdiction]:
    return {
        country: Jurisdiction(
            country,
            standing,  # type: ignore[arg-type] - a test judges the column
            covers,
            datetime.date.fromisoformat(until) if until else None,
            source,
            source_date,
        )
        for country, standing, covers, until, source, source_date in table("data_protection.csv")
    }
