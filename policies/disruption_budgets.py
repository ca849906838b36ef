"""Which disruption budgets hold for which workload."""

from accel.planning.graph import Graph, Resource
from policies.pods import namespace_of, pod_labels
from policies.resource_types import DISRUPTION_BUDGETS
from policies.selector_index import PodSelectors


class DisruptionBudgets:
    """The budgets of a stack, looked up once for all workloads that are alike."""

    def __init__(self, graph: Graph) -> None:
        self._selectors = PodSelectors(graph.of(*DISRUPTION_BUDGETS), "spec.selector")
        self._found: dict[str, list[Resource]] = {}

    def of(self, workload: Resource) -> list[Resource]:
        """Return the budgets that select a workload's pods, or may: what is unknown counts as a match."""
        key = alike(workload)
        if key not in self._found:
            self._found[key] = list(self._selectors.of(workload))
        return self._found[key]


def alike(workload: Resource) -> str:
    """Return what is the same for all workloads whose pods the same budgets select."""
    return repr((namespace_of(workload), pod_labels(workload)))
