"""A disruption budget lets nodes be drained."""

from collections.abc import Iterable
from typing import Any

from accel.planning.graph import Graph, Resource
from policies.disruption_budgets import DisruptionBudgets, alike
from policies.frameworks import AVAILABILITY
from policies.label_selectors import may_select
from policies.pods import namespace_of, pod_labels
from policies.properties import is_unknown, number
from policies.replicas import REPLICATED, ReplicasOfWorkloads
from policies.resource_types import DISRUPTION_BUDGETS
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule, Violation

_NONE = (0, "0", "0%")
_ALL = "100%"


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    for budget in graph.of(*DISRUPTION_BUDGETS):
        if budget.get("spec.maxUnavailable") in _NONE:
            yield Violation(budget.urn, "maxUnavailable is 0: no pod may ever be evicted, and no node drained")
        elif budget.get("spec.minAvailable") == _ALL:
            yield Violation(budget.urn, "minAvailable is 100%: no pod may ever be evicted, and no node drained")
    replicas, budgets = graph.derived(ReplicasOfWorkloads), graph.derived(DisruptionBudgets)
    fewest: dict[str, tuple[float, Resource]] = {}
    for workload in graph.of(*REPLICATED):
        lowest, key = replicas.of(workload).lowest, alike(workload)
        if lowest and (key not in fewest or lowest < fewest[key][0]):
            fewest[key] = lowest, workload
    told: set[str] = set()
    for lowest, workload in fewest.values():
        for budget in budgets.of(workload):
            kept = budget.get("spec.minAvailable")
            least = None if isinstance(kept, str) and kept.endswith("%") else number(kept)
            if least is None or least < lowest or budget.urn in told or not _certain(budget, workload):
                continue
            told.add(budget.urn)
            yield Violation(
                budget.urn,
                f"minAvailable is {least:g} and {workload.name} has {lowest:g} replicas: none may be evicted",
            )


def _certain(budget: Resource, workload: Resource) -> bool:
    """Say whether a budget that may select these pods certainly does."""
    known = [namespace_of(budget), namespace_of(workload), budget.get("spec.selector"), pod_labels(workload)]
    if any(_holds_unknown(value) for value in known):
        return False
    return may_select(budget.get("spec.selector"), pod_labels(workload))


def _holds_unknown(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_holds_unknown(item) for item in value.values())
    if isinstance(value, list):
        return any(_holds_unknown(item) for item in value)
    return is_unknown(value)


RULE = Rule(
    id="disruption-budget-drains",
    title="Disruption budgets let nodes be drained",
    group="reliability",
    cloud="kubernetes",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="A budget that spares no pod stops every upgrade of its nodes until the cloud drains them by force.",
    remediation="Set maxUnavailable to 1 or more, or minAvailable below the number of replicas.",
    frameworks=(*AVAILABILITY,),
    check_stack=_check,
)
