"""Which pods run on which node pool: what an autoscaled pool is expected to hold, where the stack says it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from accel.catalog import gke
from accel.planning.cost.assumptions import autoscaled
from accel.planning.cost.hardware import NODE_POOLS, rented
from accel.planning.cost.schedules import deployment_hours
from accel.planning.graph import Graph, Resource, lookup
from accel.planning.month import HOURS_PER_MONTH

DEPLOYMENTS = ("kubernetes:apps/v1:Deployment", "kubernetes:apps/v1:StatefulSet")
POD_AUTOSCALERS = (
    "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
    "kubernetes:autoscaling/v1:HorizontalPodAutoscaler",
)
_ACCELERATORS = ("nvidia.com/gpu", "google.com/tpu", "amd.com/gpu")

Selector = frozenset[tuple[str, str]]
Key = tuple[str, str, str]
"""Kind, namespace and name."""


@dataclass(frozen=True, slots=True)
class Workload:
    """Pods of one kind that ask for accelerators, and the pool that they run on."""

    resource: Resource
    replicas: tuple[float, float]
    """Fewest and most pods while there are any."""
    accelerators: float
    """Accelerators of one pod."""
    hours: float
    """Hours a month in which there are pods."""

    def nodes(self, per_node: float, load: float) -> float:
        """Return how many nodes it fills on average while it runs."""
        pods = autoscaled(*self.replicas, load).expected
        return pods * self.accelerators / per_node


@dataclass(frozen=True, slots=True)
class Demand:
    """Nodes of a pool that the stack's own pods fill."""

    nodes: float
    """On average, while any pod runs."""
    hours: float
    """Hours a month in which any pod runs."""


def demand_on(pool: Resource, workloads: Iterable[Workload], load: float) -> Demand:
    """Return what workloads ask of the pool that they run on."""
    listed = list(workloads)
    per_node = max((rent.accelerators for rent in rented(pool)), default=0) or 1
    shared = lookup(pool.get("nodeConfig.guestAccelerators.0", {}), "gpuSharingConfig.maxSharedClientsPerGpu", 1)
    per_node *= shared if isinstance(shared, int | float) and shared > 0 else 1
    # Pods are whole: one that needs a third of a node still needs a node.
    nodes = sum(workload.nodes(per_node, load) for workload in listed)
    return Demand(max(nodes, 1.0) if nodes else 0.0, max((workload.hours for workload in listed), default=0.0))


def workloads_of_pools(graph: Graph) -> dict[str, list[Workload]]:
    """Return the workloads of each node pool, by its URN; each counts for the first pool that its selector fits."""
    hours = deployment_hours(graph)
    bounds = _bounds(graph)
    pools = [(pool, _labels(pool)) for pool in graph.of(*NODE_POOLS)]
    found: dict[str, list[Workload]] = defaultdict(list)
    chosen: dict[Selector, str | None] = {}
    for workload in graph.of(*DEPLOYMENTS):
        selector = _selector(workload)
        accelerators = accelerators_of(workload)
        if not selector or not accelerators:
            continue
        if selector not in chosen:
            chosen[selector] = next((pool.urn for pool, labels in pools if selector <= labels), None)
        pool = chosen[selector]
        replicas = _replicas(workload, bounds, scheduled=_key(workload)[1:] in hours)
        if pool is not None and replicas is not None:
            on = hours.get(_key(workload)[1:], float(HOURS_PER_MONTH))
            found[pool].append(Workload(workload, replicas, accelerators, on))
    return dict(found)


def _replicas(
    workload: Resource, bounds: Mapping[Key, tuple[float, float]], *, scheduled: bool
) -> tuple[float, float] | None:
    """Return the fewest and most pods while there are any; None where only the cluster knows."""
    given = workload.get("spec.replicas")
    # An autoscaler rests while its Deployment has no pod: only a schedule wakes such a one.
    if given == 0 and not scheduled:
        return 0.0, 0.0
    if _key(workload) in bounds:
        return bounds[_key(workload)]
    if given is None or (given == 0 and scheduled):
        return 1.0, 1.0
    return (float(given), float(given)) if isinstance(given, int | float) else None


def _bounds(graph: Graph) -> dict[Key, tuple[float, float]]:
    found: dict[Key, tuple[float, float]] = {}
    for autoscaler in graph.of(*POD_AUTOSCALERS):
        target = autoscaler.get("spec.scaleTargetRef", {})
        low, high = autoscaler.get("spec.minReplicas", 1), autoscaler.get("spec.maxReplicas")
        names = (lookup(target, "kind"), autoscaler.get("metadata.namespace", "default"), lookup(target, "name"))
        if (
            isinstance(low, int | float)
            and isinstance(high, int | float)
            and all(isinstance(name, str) for name in names)
        ):
            found[str(names[0]), str(names[1]), str(names[2])] = (float(low), float(high))
    return found


def _key(workload: Resource) -> Key:
    name = workload.get("metadata.name", workload.name)
    return workload.type.rpartition(":")[2], str(workload.get("metadata.namespace", "default")), str(name)


def _selector(workload: Resource) -> Selector:
    selector = workload.get("spec.template.spec.nodeSelector")
    return (
        frozenset((str(key), str(value)) for key, value in selector.items())
        if isinstance(selector, Mapping)
        else frozenset()
    )


def accelerators_of(workload: Resource) -> float:
    """Return how many accelerators one pod of a workload asks for; 0 for none, or where only the cluster knows."""
    containers = workload.get("spec.template.spec.containers")
    total = 0.0
    for container in containers if isinstance(containers, list) else []:
        for part in ("limits", "requests"):
            asked = lookup(container, f"resources.{part}")
            counts = [asked.get(name) for name in _ACCELERATORS] if isinstance(asked, Mapping) else []
            numbers = [
                float(count)
                for count in counts
                if isinstance(count, int | float) or (isinstance(count, str) and count.isdecimal())
            ]
            if numbers:
                total += max(numbers)
                break
    return total


def _labels(pool: Resource) -> Selector:
    """Return the labels that the nodes of a pool carry, as far as its inputs tell: its own, and those that GKE adds."""
    own: Any = pool.get("nodeConfig.labels", {})
    found = {str(key): str(value) for key, value in own.items()} if isinstance(own, Mapping) else {}
    found["cloud.google.com/gke-nodepool"] = str(pool.get("name", pool.name))
    for rent in rented(pool):
        if rent.accelerator and not rent.accelerator.startswith("tpu-"):
            found[gke.name("accelerator")] = rent.accelerator
        if rent.purchase == "spot":
            found[gke.name("spot")] = "true"
    return frozenset(found.items())
