"""How many machines a resource may rent at once."""

from collections.abc import Callable
from typing import Any

from accel.planning.cost.compute_groups import GROUPS
from accel.planning.cost.hardware import INSTANCE_TEMPLATES, LAUNCH_TEMPLATES, NODE_POOLS, Rented, rented
from accel.planning.graph import Graph, Resource
from policies.properties import absent, is_unknown, number

_ALTERNATIVES = ("aws:autoscaling/group:Group", "aws:eks/nodeGroup:NodeGroup")
"""Types that list machines of which any will do, instead of some of each."""
_TEMPLATES = (*LAUNCH_TEMPLATES, *INSTANCE_TEMPLATES)


def most_machines(resource: Resource) -> float | None:
    """Return the most machines of a resource at once; None where it has no bound, or only the cloud knows it."""
    read = _READERS.get(resource.kind)
    return read(resource) if read is not None else 1.0


def rented_by(graph: Graph, resource: Resource) -> list[Rented]:
    """Return what a resource rents; of a group that names no machines itself, those of its template."""
    own = rented(resource)
    if own:
        return own
    return [rent for template in graph.referred(resource, *_TEMPLATES) for rent in rented(template)]


def lists_alternatives(resource: Resource) -> bool:
    """Say whether a resource lists kinds of machines to choose from."""
    return resource.kind in _ALTERNATIVES


def most_nodes(pool: Resource) -> float | None:
    """Return the most nodes of a node pool of GKE; see `most_machines`."""
    autoscaling = pool.get("autoscaling")
    if absent(autoscaling) or is_unknown(autoscaling):
        return None if is_unknown(autoscaling) else number(pool.get("nodeCount", pool.get("initialNodeCount", 0)))
    return number(autoscaled_nodes(pool))


def autoscaled_nodes(pool: Resource) -> Any:
    """Return the most nodes that a node pool of GKE grows to by itself: UNKNOWN, or None, where nothing says it."""
    total = pool.get("autoscaling.totalMaxNodeCount")
    if total is not None:
        return total
    # maxNodeCount counts for each zone; how many zones a regional cluster has is not known here: take those listed.
    each, zones = pool.get("autoscaling.maxNodeCount"), pool.get("nodeLocations")
    count = number(each)
    return each if count is None else count * (len(zones) if isinstance(zones, list) and zones else 1)


def _agents(pool: Resource) -> float | None:
    scales = pool.get("enableAutoScaling", False)
    return number(pool.get("maxCount" if scales is True else "count", None if is_unknown(scales) else 1))


def _path(path: str, default: Any = None) -> Callable[[Resource], float | None]:
    return lambda resource: number(resource.get(path, default))


_READERS: dict[str, Callable[[Resource], float | None]] = {
    **dict.fromkeys(NODE_POOLS, most_nodes),
    **dict.fromkeys(GROUPS, _path("targetSize", 0)),
    "aws:autoscaling/group:Group": _path("maxSize"),
    "aws:eks/nodeGroup:NodeGroup": _path("scalingConfig.maxSize"),
    "aws:sagemaker/trainingJob:TrainingJob": _path("resourceConfig.instanceCount", 1),
    "azure-native:compute:VirtualMachineScaleSet": _path("sku.capacity", 1),
    "azure-native:containerservice:AgentPool": _agents,
    "azure-native:machinelearningservices:Compute": _path("properties.properties.scaleSettings.maxNodeCount", 1),
    "azure-native:machinelearningservices:OnlineDeployment": _path("sku.capacity", 1),
}
