"""Which rules judge which control of a framework, and which controls none does."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from accel.catalog.framework_controls import control_lists
from accel.catalog.names import UnknownName
from policies.profiles import PROFILES
from policies.rule import Rule

_NUMBER = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Coverage:
    """The matrix of one framework."""

    name: str
    """As it is asked for: `hipaa`, `cis-gke-1.4.0`."""
    framework: str
    rules: Mapping[str, tuple[str, ...]]
    """Ids of the rules by control, in the order of the controls."""
    without: tuple[str, ...] | None
    """Controls that no rule refers to; None where no list of the framework's controls is known."""
    note: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the matrix for other programs to read."""
        return {
            "name": self.name,
            "framework": self.framework,
            "controls": [{"control": control, "rules": list(found)} for control, found in self.rules.items()],
            "without_rule": None if self.without is None else list(self.without),
            "note": self.note,
        }


def frameworks(rules: Iterable[Rule[Any]]) -> dict[str, str]:
    """Return every framework that rules refer to by the name that it is asked for: profiles first."""
    known = {framework: name for name, framework in PROFILES.items()}
    referred = sorted({name for rule in rules for name, _ in rule.frameworks} - known.keys())
    return {**PROFILES, **{_slug(framework): framework for framework in referred}}


def coverage(rules: Iterable[Rule[Any]], name: str) -> Coverage:
    """Return the matrix of a framework.

    Raises:
        UnknownName: no rule refers to it; carries the nearest one.
    """
    chosen = sorted(rules, key=lambda rule: rule.id)
    known = frameworks(chosen)
    if name not in known:
        raise UnknownName("framework", name, known)
    framework = known[name]
    found: dict[str, list[str]] = {}
    for rule in chosen:
        for control in dict.fromkeys(reference for of, reference in rule.frameworks if of == framework):
            found.setdefault(control, []).append(rule.id)
    listed = control_lists().get(framework)
    return Coverage(
        name,
        framework,
        {control: tuple(found[control]) for control in sorted(found, key=_in_order)},
        None if listed is None else tuple(listed.without(found)),
        listed.note if listed else "",
    )


def _in_order(control: str) -> list[tuple[int, int, str]]:
    """Order `A.5.9` before `A.5.15`."""
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in _NUMBER.split(control) if part]


def _slug(framework: str) -> str:
    return "-".join(framework.lower().split())
