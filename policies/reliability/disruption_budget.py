"""Replicated workloads survive the drain of a node."""

from collections.abc import Iterable

from accel.planning.graph import Graph
from policies.disruption_budgets import DisruptionBudgets
from policies.frameworks import AVAILABILITY
from policies.replicas import REPLICATED, ReplicasOfWorkloads
from policies.rule import MANDATORY_IN_PROD, PlainContext, Rule, Violation

_SEVERAL = 2


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    replicas, budgets = graph.derived(ReplicasOfWorkloads), graph.derived(DisruptionBudgets)
    for workload in graph.of(*REPLICATED):
        lowest = replicas.of(workload).lowest
        if lowest is not None and lowest >= _SEVERAL and not budgets.of(workload):
            yield Violation(workload.urn, "no PodDisruptionBudget selects its pods: one node upgrade may stop them all")


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
