"""How many pods a workload keeps at least, whether it says so itself or an autoscaler does."""

from typing import Any, NamedTuple

from accel.planning.graph import Graph, Resource
from policies.pods import namespace_of
from policies.properties import is_unknown, number
from policies.resource_types import DEPLOYMENTS, HORIZONTAL_POD_AUTOSCALERS

REPLICATED = (*DEPLOYMENTS, "kubernetes:apps/v1:StatefulSet")
"""Workloads that keep a number of equal pods."""
_DEFAULT = 1
"""Of Kubernetes: one replica, also as the lowest of an autoscaler."""


class Replicas(NamedTuple):
    """The pods of one workload."""

    lowest: float | None
    """None where only the cluster knows."""
    autoscaler: Resource | None
    """What sets the number instead of the workload; None where it sets its own."""


class ReplicasOfWorkloads:
    """The pods of each workload of a stack; the autoscalers are read once."""

    def __init__(self, graph: Graph) -> None:
        self._autoscalers = {_target(item, graph): item for item in graph.of(*HORIZONTAL_POD_AUTOSCALERS)}
        self._open = [target for target in self._autoscalers if any(map(is_unknown, target))]
        """Targets that a first preview cannot name."""

    def of(self, workload: Resource) -> Replicas:
        """Return how many pods a workload keeps at least."""
        key = _key(workload)
        autoscaler = self._autoscalers.get(key)
        if autoscaler is None and any(_may_be(target, key) for target in self._open):
            return Replicas(None, None)
        given = (
            workload.get("spec.replicas", _DEFAULT)
            if autoscaler is None
            else autoscaler.get("spec.minReplicas", _DEFAULT)
        )
        return Replicas(number(given), autoscaler)


def _may_be(target: tuple[Any, Any, Any], workload: tuple[Any, Any, Any]) -> bool:
    return all(is_unknown(a) or is_unknown(b) or a == b for a, b in zip(target, workload, strict=True))


def _target(autoscaler: Resource, graph: Graph) -> tuple[Any, Any, Any]:
    reference = autoscaler.get("spec.scaleTargetRef", {})
    known = reference if isinstance(reference, dict) else {}
    kind, name = known.get("kind"), known.get("name")
    if is_unknown(name):
        # A first preview does not know the outputs of a workload, but whose they are.
        giving = [found for found in _referred(autoscaler, graph) if found.type.endswith(f":{kind}")]
        if len(giving) == 1:
            return _key(giving[0])
    return namespace_of(autoscaler), _name(kind), _name(name)


def _referred(autoscaler: Resource, graph: Graph) -> list[Resource]:
    linked = autoscaler.property_dependencies.get("spec", ())
    return [graph.by_urn[urn] for urn in linked if urn in graph.by_urn]


def _key(workload: Resource) -> tuple[Any, Any, Any]:
    return namespace_of(workload), workload.type.rpartition(":")[2], _name(workload.get("metadata.name"))


def _name(value: Any) -> Any:
    return value if isinstance(value, str) or is_unknown(value) else None
