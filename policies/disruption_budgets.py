"""Which disruption budgets hold for which workload."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from accel.planning.graph import Graph, Resource, Unknown
from policies.label_selectors import may_select
from policies.pods import namespace_of, pod_labels
from policies.properties import is_unknown, mapping
from policies.resource_types import DISRUPTION_BUDGETS

Pair = tuple[str, str]


class DisruptionBudgets:
    """The budgets of a stack, found by the labels that they select: looking one up does not pass over all of them."""

    def __init__(self, graph: Graph) -> None:
        wanted = [(budget, _pairs(budget.get("spec.selector.matchLabels"))) for budget in graph.of(*DISRUPTION_BUDGETS)]
        usual = Counter(pair for _, pairs in wanted for pair in pairs)
        self._by_pair: dict[Pair, list[Resource]] = defaultdict(list)
        self._others: list[Resource] = []
        self._found: dict[str, list[Resource]] = {}
        for budget, pairs in wanted:
            # The pair that the fewest budgets ask for: labels such as managed-by are on everything.
            holder = self._by_pair[min(pairs, key=lambda pair: usual[pair])] if pairs else self._others
            holder.append(budget)

    def of(self, workload: Resource) -> list[Resource]:
        """Return the budgets that select a workload's pods, or may: what is unknown counts as a match."""
        namespace, labels = namespace_of(workload), pod_labels(workload)
        key = alike(workload)
        if key not in self._found:
            self._found[key] = [
                budget
                for budget in self._candidates(labels)
                if _same(namespace_of(budget), namespace) and may_select(budget.get("spec.selector"), labels)
            ]
        return self._found[key]

    def _candidates(self, labels: Any) -> Iterator[Resource]:
        yield from self._others
        given = mapping(labels)
        if is_unknown(labels) or any(is_unknown(value) for value in given.values()):
            for budgets in self._by_pair.values():
                yield from budgets
            return
        for pair in _pairs(given):
            yield from self._by_pair.get(pair, ())


def alike(workload: Resource) -> str:
    """Return what is the same for all workloads whose pods the same budgets select."""
    return repr((namespace_of(workload), pod_labels(workload)))


def _pairs(labels: Any) -> list[Pair]:
    return [(key, value) for key, value in mapping(labels).items() if isinstance(value, str)]


def _same(one: Any, other: Any) -> bool:
    return isinstance(one, Unknown) or isinstance(other, Unknown) or one == other
