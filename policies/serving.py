"""Model servers on Kubernetes as rules judge them: workloads whose pods have accelerators and listen."""

from collections.abc import Mapping, Sequence

from accel.planning.cost.workloads import Workload, accelerators_of, workloads_of_pools
from accel.planning.graph import Graph, Resource
from policies.pods import pod_specs
from policies.properties import absent, objects
from policies.replicas import REPLICATED


def model_servers(graph: Graph) -> Sequence[Resource]:
    """Return the workloads that answer requests with accelerators; they are found once for each graph."""
    return graph.derived(_model_servers)


def workloads_by_pool(graph: Graph) -> Mapping[str, Sequence[Workload]]:
    """Return the workloads of each node pool of GKE, by its URN; they are found once for each graph."""
    return graph.derived(workloads_of_pools)


def is_model_server(workload: Resource) -> bool:
    """Say whether pods of a workload have accelerators and listen on a port."""
    return accelerators_of(workload) > 0 and any(
        not absent(container.get("ports"))
        for spec in pod_specs(workload)
        for container in objects(spec.get("containers"))
    )


def _model_servers(graph: Graph) -> list[Resource]:
    return [workload for workload in graph.of(*REPLICATED) if is_model_server(workload)]
