"""Reads the large tables of the catalogue: CSV, each row naming its sources by their ids in `sources.csv`."""

import csv
import os
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from accel.catalog.names import UnknownName

# Neither importlib.resources nor pathlib: importing either takes about as long as reading all prices.
_DATA = os.path.join(os.path.dirname(__file__), "data")  # noqa: PTH118, PTH120 - see above
_INDICATIVE = "indicative"


class Source(NamedTuple):
    """Where figures were read, and of which day they are."""

    title: str
    date: str
    """ISO 8601. Of a source without a date, the earliest day it can be of: it may look too old, never too young."""
    indicative: bool
    """Whether it gives way to every other source, whatever the dates."""


def table(file: str) -> list[list[str]]:
    """Return the rows of `accel/catalog/data/<file>` without their heading; callers keep what they make of them."""
    with open(os.path.join(_DATA, file), encoding="utf-8", newline="") as text:  # noqa: PTH118, PTH123 - see above
        lines = text.read().splitlines()[1:]
    # Most tables quote nothing, and splitting takes half the time of parsing.
    return [line.split(",") if '"' not in line else next(csv.reader((line,))) for line in lines]


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
