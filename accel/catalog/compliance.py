"""What a compliance profile wants of a stack's own settings, each with its reason and source."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from accel.catalog.rows import rows

Bound = Literal["at_least", "at_most", "stated"]


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that a profile wants of a stack file."""

    profile: str
    key: str
    """A key of the stack file: `dataClass`, `profile.logRetentionDays`, `policies.<rule>.<setting>`."""
    bound: Bound
    value: float | None
    """None where the value only has to be stated."""
    reason: str
    source: str
    source_date: str

    @property
    def setting(self) -> str:
        """The last part of the key."""
        return self.key.rpartition(".")[2]

    def kept_by(self, value: float) -> bool:
        """Say whether a value is as strict as wanted, or stricter."""
        return self.strictest(value) == value

    def strictest(self, value: float) -> float:
        """Return the stricter one of a value and what is wanted."""
        if self.value is None:
            return value
        return max(value, self.value) if self.bound == "at_least" else min(value, self.value)

    def __str__(self) -> str:
        """Say what is wanted by whom: `at least 2192 (hipaa: 45 CFR 164.316(b)(2)(i))`."""
        wanted = self.bound.replace("_", " ") + ("" if self.value is None else f" {self.value:g}")
        return f"{wanted} ({self.profile}: {self.source.partition(', ')[0]})"


def requirements(profiles: Iterable[str], under: str = "") -> list[Requirement]:
    """Return what these profiles want of the keys that begin with `under`; profiles that nobody knows want nothing."""
    wanted = set(profiles)
    return [row for row in _all() if row.profile in wanted and row.key.startswith(under)]


@cache
def _all() -> tuple[Requirement, ...]:
    return tuple(
        Requirement(
            row["profile"],
            row["key"],
            row["bound"],
            row.get("value"),
            row["reason"],
            row["source"],
            str(row["source_date"]),
        )
        for row in rows("compliance.yaml")
    )
