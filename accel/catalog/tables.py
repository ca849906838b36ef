"""Reads the large tables of the catalogue: CSV, each row naming its sources by their ids in `sources.csv`."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from accel.catalog.names import UnknownName

# Not importlib.resources: importing that takes longer than reading all prices.
_DATA = Path(__file__).with_name("data")
_INDICATIVE = "indicative"


@dataclass(frozen=True, slots=True)
class Source:
    """Where figures were read, and of which day they are."""

    title: str
    date: str
    """ISO 8601. Of a source without a date, the earliest day it can be of: it may look too old, never too young."""
    indicative: bool
    """Whether it gives way to every other source, whatever the dates."""


def table(file: str) -> list[list[str]]:
    """Return the rows of `accel/catalog/data/<file>` without their heading; callers keep what they make of them."""
    with (_DATA / file).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))
    return rows[1:]


@cache
def sources() -> Mapping[str, Source]:
    """Return every source by its id."""
    return {name: Source(title, date, standing == _INDICATIVE) for name, date, standing, title in table("sources.csv")}


@cache
def source_of(ids: str) -> Source:
    """Return the source that a row names. `first+second` is both, as old as the older of them.

    Raises:
        UnknownName: `sources.csv` has no such id.
    """
    found: list[Source] = []
    for name in ids.split("+"):
        if name not in sources():
            raise UnknownName("source", name, sources())
        found.append(sources()[name])
    if len(found) == 1:
        return found[0]
    return Source(
        title="; ".join(source.title for source in found),
        date=min(source.date for source in found),
        indicative=any(source.indicative for source in found),
    )
