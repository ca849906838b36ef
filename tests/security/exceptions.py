"""Accepted findings of the judges: one file, each with its reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_suffix(".yaml")


@dataclass(frozen=True, order=True)
class Finding:
    """What a judge holds against one resource of one stack."""

    judge: str
    check: str
    stack: str
    resource: str
    detail: str = field(default="", compare=False)


@dataclass(frozen=True)
class Accepted:
    """A finding that stays, and why."""

    judge: str
    check: str
    resource: str
    reason: str
    stacks: tuple[str, ...] = ()

    def covers(self, finding: Finding) -> bool:
        return (
            (finding.judge, finding.check) == (self.judge, self.check)
            and fnmatchcase(finding.resource, self.resource)
            and (not self.stacks or finding.stack in self.stacks)
        )


def exceptions() -> tuple[Accepted, ...]:
    rows: list[dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return tuple(Accepted(**{**row, "stacks": tuple(row.get("stacks", ()))}) for row in rows)


def outside(findings: Iterable[Finding], accepted: Sequence[Accepted]) -> list[Finding]:
    """Return the findings that no exception covers."""
    return sorted({found for found in findings if not any(one.covers(found) for one in accepted)})


def idle(findings: Iterable[Finding], accepted: Sequence[Accepted]) -> list[str]:
    """Return what is excepted but not found: whole exceptions, and stacks of one in which nothing is found."""
    found = set(findings)
    said: list[str] = []
    for one in accepted:
        covered = {finding.stack for finding in found if one.covers(finding)}
        if not covered:
            said.append(f"{one.judge} {one.check} {one.resource}")
        said += [f"{one.judge} {one.check} {one.resource} in {stack}" for stack in one.stacks if stack not in covered]
    return said
