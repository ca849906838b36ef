"""Settings that make a rule laxer, which a compliance profile holds at the rule's own default.

A profile raises levels; a setting could take back what it raised, without a reason and for ever. So it holds the
settings here for each rule that refers to one of its controls. `accel/catalog/data/compliance.yaml` has those of which
a framework itself says how strict they must be.
"""

from collections.abc import Collection, Mapping
from typing import Any, Literal

from accel.catalog.compliance import requirements
from accel.planning.problems import Problem
from policies.profiles import raises
from policies.rule import Rule, RuleSettings

Bound = Literal["at least", "at most", "only"]

HELD: Mapping[str, Bound] = {
    "activity-log-exported.auditedElsewhere": "only",
    "activity-log-immutable.minDays": "at least",
    "audit-retention.minDays": "at least",
    "audit-sink-on.auditedElsewhere": "only",
    "audit-trail-on.auditedElsewhere": "only",
    "autoscaler-minimum.minReplicas": "at least",
    "crypto-key-destruction-delay.minDays": "at least",
    "endpoint-instances.minInstances": "at least",
    "gce-os-login.projectSetsIt": "only",
    "kms-deletion-window.minimumDays": "at least",
    "namespace-pod-security.standards": "only",
    "node-upgrade-gradual.maxUnavailable": "at most",
    "node-upgrade-gradual.maxUnavailablePercent": "at most",
    "pod-egress-limited.publicPorts": "only",
    "server-replicas.minReplicas": "at least",
}
"""Setting -> how it may differ from its default in the environment: `only` is the default itself, or a part of it."""

FREE: Mapping[str, str] = {
    "crypto-key-rotation.maxDays": "compliance.yaml has it, with what the benchmark says",
    "drain-time.answerSeconds": "it is measured, and says how long a server answers",
    "image-from-allowed-registry.registries": "a team says for which ones it answers; a pattern of all is refused",
    "lock-in-notice.accepted": "what it costs to leave a cloud is for the team to weigh",
    "startup-probe.gibPerSecond": "it is measured, and says how fast weights are read",
    "startup-probe.secondsBesides": "it is measured, and says how long a server warms up",
}
"""Settings of rules with references that no profile holds, and why."""


def let_go(
    rule: Rule[Any], settings: RuleSettings, default: RuleSettings, compliance: Collection[str], file: str
) -> list[Problem]:
    """Return one problem for each setting that is laxer than the default which a profile of the stack holds."""
    by = [name for name in compliance if raises(name, rule)]
    stated = {wanted.key for wanted in requirements(compliance, f"policies.{rule.id}.")}
    problems: list[Problem] = []
    for name, field in rule.settings_model.model_fields.items() if by else ():
        key = f"{rule.id}.{field.alias or name}"
        bound = None if f"policies.{key}" in stated else HELD.get(key)
        value, held = getattr(settings, name), getattr(default, name)
        if bound is None or _kept(bound, value, held):
            continue
        shown = ", ".join(map(str, held)) if isinstance(held, tuple) else str(held).lower()
        allowed = f"{bound} {shown} ({', '.join(by)})"
        hint = "to relax a rule, write an exemption with reason and end date"
        problems.append(Problem(file, f"policies.{key}", value, allowed, hint))
    return problems


def _kept(bound: Bound, value: Any, held: Any) -> bool:
    if bound == "only":
        return set(value) <= set(held) if isinstance(held, tuple) else value == held
    return value >= held if bound == "at least" else value <= held
