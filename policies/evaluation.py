"""Judges a recorded stack: every rule of its environment, with its settings and exemptions."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from accel.planning.graph import Graph
from accel.planning.stack import StackFacts
from policies.configuration import configured
from policies.exemptions import Exemptions
from policies.properties import opened
from policies.registry import all_rules
from policies.remediation import repaired
from policies.rule import Level, Rule, SettingsByRule, Severity, StackView

if TYPE_CHECKING:
    from accel.planning.cost.estimate import Estimate

EXEMPT = "exempt"
REMEDIATED = "remediated"
_LEVEL_ORDER = (Level.MANDATORY, Level.ADVISORY, REMEDIATED, EXEMPT)
_SEVERITY_ORDER: tuple[Severity, ...] = ("critical", "high", "medium", "low")


@dataclass(frozen=True, slots=True)
class Finding:
    """One violation of one rule, ready to report."""

    rule: str
    level: str
    """`mandatory`, `advisory`, `remediated` where the rule repaired it, `exempt` while an exemption covers it."""
    severity: Severity
    urn: str
    """Empty for the stack as a whole."""
    message: str
    remediation: str
    exempted_until: datetime.date | None = None
    raised_by: tuple[str, ...] = ()
    """Compliance profiles that raised the level above the environment's."""
    properties: tuple[str, ...] = ()
    """Dotted paths of the inputs that the rule changed, where it repaired the resource."""

    def to_json(self) -> dict[str, Any]:
        """Return the finding as the machine-readable report has it."""
        return {
            "rule": self.rule,
            "level": self.level,
            "severity": self.severity,
            "urn": self.urn,
            "message": self.message,
            "remediation": self.remediation,
            "raised_by": list(self.raised_by),
            "properties": list(self.properties),
        }


def evaluate(
    graph: Graph,
    facts: StackFacts,
    *,
    rules: Iterable[Rule[Any]] | None = None,
    overrides: SettingsByRule | None = None,
    estimate: "Estimate | None" = None,
) -> list[Finding]:
    """Return what breaks the rules, the worst first.

    Args:
        graph: the stack's resources.
        facts: what its file says: environment, settings of rules, exemptions.
        rules: the rules to run; all of them when absent.
        overrides: settings of rules that win over those of the stack.
        estimate: what the stack costs, where that is known already.

    Raises:
        ConfigurationError: a setting or an exemption names no rule, or has a wrong value.
    """
    exemptions = Exemptions(facts)
    view = StackView(opened(graph), facts, exemptions, estimate)
    findings: list[Finding] = []
    for entry in configured(all_rules() if rules is None else rules, facts, overrides):
        if entry.level is Level.DISABLED:
            continue
        rule = entry.rule
        for urn, message in rule.violations(view, entry.settings):
            exemption = exemptions.covering(rule.id, urn)
            level = EXEMPT if exemption else entry.level.value
            until = exemption.until if exemption else None
            by = entry.raised_by if exemption is None else ()
            findings.append(Finding(rule.id, level, rule.severity, urn, message, rule.remediation, until, by))
    return ordered(findings)


def remediated(graph: Graph, facts: StackFacts) -> tuple[Graph, list[Finding]]:
    """Return the graph as the rules that repair leave it, and one finding for each repair, which fails nothing.

    Raises:
        ConfigurationError: as `evaluate`.
    """
    fixed, repairs = repaired(graph, facts, configured(all_rules(), facts))
    findings: list[Finding] = []
    for repair in repairs:
        rule = repair.entry.rule
        advice = f"Write it into the program, so that it says what is built. {rule.remediation}"
        paths = tuple(change.path for change in repair.changes)
        findings.append(
            Finding(rule.id, REMEDIATED, rule.severity, repair.urn, repair.message, advice, properties=paths)
        )
    return fixed, ordered(findings)


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings in the order of reports, the worst first."""
    return sorted(findings, key=_order)


def _order(finding: Finding) -> tuple[int, int, str, str, str]:
    level = _LEVEL_ORDER.index(finding.level)
    return level, _SEVERITY_ORDER.index(finding.severity), finding.rule, finding.urn, finding.message
