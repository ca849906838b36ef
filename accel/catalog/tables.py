"""Reads the large tables of the catalogue: CSV, each row naming its sources by their ids in `sources.csv`."""

import os
from collections.abc import Mapping, Sequence
from functools import cache

from accel.catalog.names import UnknownName
from accel.catalog.records import Record

# Neither importlib.resources nor pathlib: importing either takes about as long as reading all prices.
_DATA = os.path.join(os.path.dirname(__file__), "data")  # noqa: PTH118, PTH120 - see above
_INDICATIVE = "indicative"
_QUOTE, _DOUBLED = '"', '""'
_HIDDEN_COMMA = "\0"


class Source(Record):
    """Where figures were read, and of which day they are."""

    title: str
    date: str
    """ISO 8601. Of a source without a date, the earliest day it can be of: it may look too old, never too young."""
    indicative: bool
    """Whether it gives way to every other source, whatever the dates."""


def table(file: str) -> list[list[str]]:
    """Return the rows of `accel/catalog/data/<file>` without their heading; callers keep what they make of them."""
    return [_cells(line) for line in _text(file).splitlines()[1:]]


def columns(file: str) -> Sequence[Sequence[str]]:
    """Return the columns of `accel/catalog/data/<file>` without its heading: for tables of thousands of rows.

    One split for all rows is three times as fast as one for each.
    """
    text = _text(file)
    if _QUOTE in text:
        return list(zip(*table(file), strict=True))
    width = text.partition("\n")[0].count(",") + 1
    cells = text.rstrip("\n").replace("\n", ",").split(",")
    return [cells[column::width] for column in range(width, 2 * width)]


@cache
def by_region(file: str) -> Mapping[str, Mapping[str, str]]:
    """Return by cloud and region what a table says of them; each of its rows says one thing of many regions."""
    found: dict[str, dict[str, str]] = {}
    for cloud, value, names, _, _ in table(file):
        found.setdefault(cloud, {}).update(dict.fromkeys(names.split(), value))
    return found


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
    known = sources()
    found: list[Source] = []
    for name in ids.split("+"):
        if name not in known:
            raise UnknownName("source", name, known)
        found.append(known[name])
    if len(found) == 1:
        return found[0]
    return Source(
        title="; ".join(source.title for source in found),
        date=min(source.date for source in found),
        indicative=any(source.indicative for source in found),
    )


def _text(file: str) -> str:
    with open(os.path.join(_DATA, file), encoding="utf-8") as text:  # noqa: PTH118, PTH123 - see above
        return text.read()


def _cells(line: str) -> list[str]:
    if _QUOTE not in line:
        return line.split(",")
    if _DOUBLED in line:
        import csv

        return next(csv.reader((line,)))
    # Not csv for every quote: importing it takes as long as reading a thousand rows.
    parts = line.split(_QUOTE)
    parts[1::2] = [quoted.replace(",", _HIDDEN_COMMA) for quoted in parts[1::2]]
    return [cell.replace(_HIDDEN_COMMA, ",") for cell in "".join(parts).split(",")]
