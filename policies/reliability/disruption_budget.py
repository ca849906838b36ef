"""Replicated workloads survive the drain of a node."""

from collections.abc import Iterable
from typing import Any

from accel.planning.graph import Graph, Resource
from policies.frameworks import AVAILABILITY
from policies.label_selectors import may_select
from policies.pods import namespace_of, pod_labels
from policies.properties import is_unknown, number
from policies.resource_types import DEPLOYMENTS, HORIZONTAL_POD_AUTOSCALERS
from policies.rule import MANDATORY_IN_PROD, PlainContext, Rule, Violation

_REPLICATED = (*DEPLOYMENTS, "kubernetes:apps/v1:StatefulSet")
_BUDGETS = ("kubernetes:policy/v1:PodDisruptionBudget",)
_SEVERAL = 2


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    autoscalers = {_target(item): item for item in graph.of(*HORIZONTAL_POD_AUTOSCALERS)}
    budgets = graph.of(*_BUDGETS)
    for workload in graph.of(*_REPLICATED):
        namespace = namespace_of(workload)
        kind = workload.type.rpartition(":")[2]
        autoscaler = autoscalers.get((namespace, kind, _name(workload.get("metadata.name"))))
        # Defaults of Kubernetes: one replica, also as the lowest of an autoscaler.
        replicas = number(autoscaler.get("spec.minReplicas") if autoscaler else workload.get("spec.replicas"))
        if replicas is None or replicas < _SEVERAL:
            continue
        labels = pod_labels(workload)
        covered = any(
            _same(namespace_of(budget), namespace) and may_select(budget.get("spec.selector"), labels)
            for budget in budgets
        )
        if not covered:
            yield Violation(workload.urn, "no PodDisruptionBudget selects its pods: one node upgrade may stop them all")


def _target(autoscaler: Resource) -> tuple[Any, Any, Any]:
    reference = autoscaler.get("spec.scaleTargetRef", {})
    known = reference if isinstance(reference, dict) else {}
    return namespace_of(autoscaler), _name(known.get("kind")), _name(known.get("name"))


def _name(value: Any) -> Any:
    return value if isinstance(value, str) or is_unknown(value) else None


def _same(one: Any, other: Any) -> bool:
    return is_unknown(one) or is_unknown(other) or one == other


RULE = Rule(
    id="disruption-budget",
    title="Replicated workloads have a disruption budget",
    group="reliability",
    cloud="kubernetes",
    severity="medium",
    levels=MANDATORY_IN_PROD,
    why=(
        "A node upgrade evicts all pods of a node at once, and a model server needs minutes to load its weights again."
    ),
    remediation="Add a PodDisruptionBudget that selects the pods and keeps at least one.",
    frameworks=(*AVAILABILITY,),
    check_stack=_check,
)
