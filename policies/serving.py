"""Model servers on Kubernetes as rules judge them: workloads whose pods have accelerators and listen."""

from collections.abc import Mapping, Sequence
from weakref import WeakKeyDictionary

from accel.planning.cost.workloads import Workload, accelerators_of, workloads_of_pools
from accel.planning.graph import Graph, Resource
from policies.pods import pod_specs
from policies.properties import absent, entries, mapping
from policies.replicas import REPLICATED

# Several rules ask the same of one graph, which nobody changes.
_servers: WeakKeyDictionary[Graph, Sequence[Resource]] = WeakKeyDictionary()
_pools: WeakKeyDictionary[Graph, Mapping[str, Sequence[Workload]]] = WeakKeyDictionary()


def model_servers(graph: Graph) -> Sequence[Resource]:
    """Return the workloads that answer requests with accelerators; they are found once for each graph."""
    if graph not in _servers:
        _servers[graph] = [workload for workload in graph.of(*REPLICATED) if is_model_server(workload)]
    return _servers[graph]


def workloads_by_pool(graph: Graph) -> Mapping[str, Sequence[Workload]]:
    """Return the workloads of each node pool of GKE, by its URN; they are found once for each graph."""
    if graph not in _pools:
        _pools[graph] = workloads_of_pools(graph)
    return _pools[graph]


def is_model_server(workload: Resource) -> bool:
    """Say whether pods of a workload have accelerators and listen on a port."""
    return accelerators_of(workload) > 0 and any(
        not absent(mapping(container).get("ports"))
        for spec in pod_specs(workload)
        for container in entries(spec.get("containers"))
    )
