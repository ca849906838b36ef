"""Judges a recorded stack: every rule of its environment, with its settings and exemptions."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from accel.planning.graph import Graph, Secret, plain
from accel.planning.stack import StackFacts
from policies.configuration import configured
from policies.exemptions import Exemptions
from policies.registry import all_rules
from policies.rule import Level, Rule, SettingsByRule, Severity, StackView

if TYPE_CHECKING:
    from accel.planning.cost.estimate import Estimate

EXEMPT = "exempt"
_LEVEL_ORDER = (Level.MANDATORY, Level.ADVISORY, EXEMPT)
_SEVERITY_ORDER: tuple[Severity, ...] = ("critical", "high", "medium", "low")


@dataclass(frozen=True, slots=True)
class Finding:
    """One violation of one rule, ready to report."""

    rule: str
    level: str
    """`mandatory`, `advisory`, or `exempt` while an exemption of the stack file covers it."""
    severity: Severity
    urn: str
    """Empty for the stack as a whole."""
    message: str
    remediation: str
    exempted_until: datetime.date | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the finding as the machine-readable report has it."""
        return {
            "rule": self.rule,
            "level": self.level,
            "severity": self.severity,
            "urn": self.urn,
            "message": self.message,
            "remediation": self.remediation,
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
            findings.append(Finding(rule.id, level, rule.severity, urn, message, rule.remediation, until))
    return sorted(findings, key=_order)


def _order(finding: Finding) -> tuple[int, int, str, str, str]:
    level = _LEVEL_ORDER.index(finding.level)
    return level, _SEVERITY_ORDER.index(finding.severity), finding.rule, finding.urn, finding.message


def opened(graph: Graph) -> Graph:
    """Return the graph with secrets opened, as rules read it; resources without secrets are not copied."""
    resources = [
        replace(resource, inputs=plain(resource.inputs)) if _holds_secret(resource.inputs) else resource
        for resource in graph
    ]
    return Graph(resources)


def _holds_secret(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_holds_secret(item) for item in value.values())
    if isinstance(value, list):
        return any(_holds_secret(item) for item in value)
    return isinstance(value, Secret)
