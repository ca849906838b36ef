"""Which objects of Kubernetes many selectors pick, in time that grows with a stack and not with its square."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from accel.planning.graph import Resource
from policies.label_selectors import may_select
from policies.pods import namespace_of, pod_labels
from policies.properties import is_unknown, mapping

_Pair = tuple[str, str]


class SelectorIndex:
    """Selectors with their namespaces, found by the rarest label that each of them wants."""

    def __init__(self, selectors: Iterable[tuple[Any, Any]]) -> None:
        """Take pairs of a namespace, which may be unknown, and a selector."""
        self._all = [(_known(namespace), selector) for namespace, selector in selectors]
        self._by_label: dict[tuple[str | None, str, str], list[Any]] = {}
        self._by_namespace: dict[str | None, list[Any]] = {}
        wanted = Counter(pair for _, selector in self._all for pair in _wanted(selector))
        for namespace, selector in self._all:
            pairs = list(_wanted(selector))
            if pairs:
                self._by_label.setdefault((namespace, *min(pairs, key=wanted.__getitem__)), []).append(selector)
            else:
                self._by_namespace.setdefault(namespace, []).append(selector)

    def may_select(self, namespace: Any, labels: Any) -> bool:
        """Say whether a selector picks an object, or may: what is unknown counts as a match."""
        return any(may_select(selector, labels) for selector in self._near(_known(namespace), labels))

    def _near(self, namespace: str | None, labels: Any) -> Iterator[Any]:
        if namespace is None or is_unknown(labels) or any(map(is_unknown, mapping(labels).values())):
            yield from (selector for place, selector in self._all if namespace is None or place in (namespace, None))
            return
        for place in (namespace, None):
            yield from self._by_namespace.get(place, [])
            for pair in _labels(labels):
                yield from self._by_label.get((place, *pair), [])


class PodSelectors:
    """Network policies, by the pods that they select."""

    def __init__(self, policies: Iterable[Resource]) -> None:
        self._index = SelectorIndex((namespace_of(policy), policy.get("spec.podSelector")) for policy in policies)

    def may_select(self, workload: Resource) -> bool:
        """Say whether a policy selects the pods of a workload, or may."""
        return self._index.may_select(namespace_of(workload), pod_labels(workload))


def _known(namespace: Any) -> str | None:
    return namespace if isinstance(namespace, str) else None


def _wanted(selector: Any) -> Iterator[_Pair]:
    return _labels(mapping(selector).get("matchLabels"))


def _labels(given: Any) -> Iterator[_Pair]:
    """Yield the labels that are known."""
    return ((key, value) for key, value in mapping(given).items() if isinstance(value, str))
