"""What the tables of every cloud hold beside its own: what names must look like, and the bounds of settings."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from accel.catalog.names import UnknownName
from accel.catalog.rows import rows

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a name must look like."""

    expression: re.Pattern[str]
    means: str
    """The same in words."""

    def fits(self, name: str) -> bool:
        """Say whether the whole of a name fits."""
        return self.expression.fullmatch(name) is not None


@dataclass(frozen=True, slots=True)
class Limit:
    """The lowest and the highest value that the cloud takes."""

    lowest: int
    highest: int


def known(kind: str, name: str, values: Mapping[str, T]) -> T:
    """Return the value of a name.

    Raises:
        UnknownName: it has none; carries the nearest one that has.
    """
    if name not in values:
        raise UnknownName(kind, name, values)
    return values[name]


def patterns(file: str) -> Mapping[str, Pattern]:
    """Return what each kind of name must look like, of a cloud's file."""
    return _patterns(file)


def limits(file: str) -> Mapping[str, Limit]:
    """Return the bounds of each setting, of a cloud's file."""
    return _limits(file)


def table(file: str, name: str) -> list[dict[str, Any]]:
    """Return the rows of one table of a cloud's file."""
    return _tables(file)[name]


@cache
def _patterns(file: str) -> dict[str, Pattern]:
    return {row["name"]: Pattern(re.compile(row["pattern"]), row["means"]) for row in table(file, "patterns")}


@cache
def _limits(file: str) -> dict[str, Limit]:
    return {row["name"]: Limit(row["lowest"], row["highest"]) for row in table(file, "limits")}


@cache
def _tables(file: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows(file):
        found.setdefault(row["table"], []).append(row)
    return found
