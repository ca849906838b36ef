"""Which objects of Kubernetes many selectors pick, in time that grows with a stack and not with its square."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from accel.planning.graph import Resource
from policies.label_selectors import may_select
from policies.pods import label_sets, namespace_of, pod_labels
from policies.properties import is_unknown, mapping

_Pair = tuple[str, str]
_Selecting = tuple[Any, Resource]
"""A selector, and what selects with it."""


class SelectorIndex:
    """Objects that select others in their namespace, found by the rarest label that each of them wants."""

    def __init__(self, selectors: Iterable[_Selecting]) -> None:
        """Take pairs of a selector and the object that has it, whose namespace may be unknown."""
        self._all = [(_known(namespace_of(holder)), (selector, holder)) for selector, holder in selectors]
        self._by_label: dict[tuple[str | None, str, str], list[_Selecting]] = {}
        self._by_namespace: dict[str | None, list[_Selecting]] = {}
        wanted = Counter(pair for _, (selector, _) in self._all for pair in _wanted(selector))
        for namespace, selecting in self._all:
            pairs = list(_wanted(selecting[0]))
            if pairs:
                # The label that the fewest ask for: those such as managed-by are on everything.
                self._by_label.setdefault((namespace, *min(pairs, key=wanted.__getitem__)), []).append(selecting)
            else:
                self._by_namespace.setdefault(namespace, []).append(selecting)

    def selecting(self, namespace: Any, labels: Any) -> Iterator[Resource]:
        """Yield what picks an object, or may: what is unknown counts as a match."""
        return (holder for selector, holder in self._near(_known(namespace), labels) if may_select(selector, labels))

    def _near(self, namespace: str | None, labels: Any) -> Iterator[_Selecting]:
        if namespace is None or is_unknown(labels) or any(map(is_unknown, mapping(labels).values())):
            yield from (found for place, found in self._all if namespace is None or place in (namespace, None))
            return
        for place in (namespace, None):
            yield from self._by_namespace.get(place, [])
            for pair in _labels(labels):
                yield from self._by_label.get((place, *pair), [])


class PodSelectors:
    """Network policies or disruption budgets, by the pods that they select."""

    def __init__(self, holders: Iterable[Resource], path: str) -> None:
        """Take what selects pods, and the path of its selector."""
        self._index = SelectorIndex((holder.get(path), holder) for holder in holders)

    def of(self, workload: Resource) -> Iterator[Resource]:
        """Yield what selects the pods of a workload, or may."""
        return self._index.selecting(namespace_of(workload), pod_labels(workload))

    def may_select(self, workload: Resource) -> bool:
        """Say whether something selects all pods of a workload, or may."""
        space = namespace_of(workload)
        return all(any(True for _ in self._index.selecting(space, labels)) for labels in label_sets(workload))


def _known(namespace: Any) -> str | None:
    return namespace if isinstance(namespace, str) else None


def _wanted(selector: Any) -> Iterator[_Pair]:
    return _labels(mapping(selector).get("matchLabels"))


def _labels(given: Any) -> Iterator[_Pair]:
    """Yield the labels that are known."""
    return ((key, value) for key, value in mapping(given).items() if isinstance(value, str))
