"""What every form of a report says of findings in the same way."""

from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING

from accel.preview.names import name_of

if TYPE_CHECKING:
    from policies.evaluation import Finding

LEVELS = ("mandatory", "advisory", "remediated", "exempt")
"""Of findings, the strictest first."""


def failing(fail_on: str) -> tuple[str, ...]:
    """Return the levels that fail: this one and those that are stricter."""
    return LEVELS[: LEVELS.index(fail_on) + 1]


def by_rule(findings: "Iterable[Finding]") -> "list[list[Finding]]":
    """Return the findings of a preview by level and rule; they come in that order."""
    return [list(group) for _, group in groupby(findings, key=lambda finding: (finding.level, finding.rule))]


def stopping(findings: "Iterable[Finding]") -> str:
    """Return how many findings would stop the engine, in words; nothing where it would go on."""
    count = sum(finding.level == "mandatory" for finding in findings)
    return f"{count} mandatory finding{'s' if count > 1 else ''}" if count else ""


def where(finding: "Finding", stack: str) -> str:
    """Return the name of what breaks the rule: a resource, or the stack as a whole."""
    return name_of(finding.urn) or stack


def raised(finding: "Finding") -> str:
    """Return which profiles raised the level of its rule, to stand behind it; nothing where none did."""
    return f" (raised by {', '.join(finding.raised_by)})" if finding.raised_by else ""
