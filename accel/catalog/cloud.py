"""What the tables of every cloud hold beside its own: what names must look like, and the bounds of settings."""

import re
from dataclasses import dataclass
from functools import cache

from accel.catalog.names import known
from accel.catalog.rows import tables


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


def pattern(file: str, name: str) -> Pattern:
    """Return what a kind of name must look like, by a cloud's file.

    Raises:
        UnknownName: the file has no such kind.
    """
    return known("kind of name", name, _patterns(file))


def limit(file: str, name: str) -> Limit:
    """Return the bounds of a setting, by a cloud's file.

    Raises:
        UnknownName: the file has no such limit.
    """
    return known("limit", name, _limits(file))


@cache
def _patterns(file: str) -> dict[str, Pattern]:
    return {row["name"]: Pattern(re.compile(row["pattern"]), row["means"]) for row in tables(file)["patterns"]}


@cache
def _limits(file: str) -> dict[str, Limit]:
    return {row["name"]: Limit(row["lowest"], row["highest"]) for row in tables(file)["limits"]}
