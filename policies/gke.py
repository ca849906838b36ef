"""GKE clusters and node pools as rules judge them."""

from collections.abc import Iterator
from typing import Any

from accel.planning.graph import Resource
from policies.properties import absent, is_unknown, objects
from policies.resource_types import GKE_CLUSTERS

_PROVISIONED = "clusterAutoscaling.autoProvisioningDefaults"


def node_configurations(resource: Resource) -> Iterator[tuple[str, Any]]:
    """Yield where a resource certainly configures nodes and what it says there, UNKNOWN or None included.

    A node pool does so, and a cluster by its default pool, by pools of its own, and by the defaults from which pools
    are provisioned for it. Autopilot's nodes are Google's matter but for their account.
    """
    yield from pool_configurations(resource)
    if provisions_nodes(resource) and not is_autopilot(resource):
        yield _PROVISIONED, resource.get(_PROVISIONED)


def pool_configurations(resource: Resource) -> Iterator[tuple[str, Any]]:
    """Yield the same without the defaults of provisioned pools, which say less than a pool does."""
    if resource.kind not in GKE_CLUSTERS or _has_default_pool(resource):
        yield "nodeConfig", resource.get("nodeConfig")
    for place, pool in inline_pools(resource):
        yield f"{place}.nodeConfig", pool.get("nodeConfig")


def account_configurations(resource: Resource) -> Iterator[tuple[str, Any]]:
    """Yield the same as `node_configurations`, and what Autopilot is told of the account of its nodes."""
    yield from node_configurations(resource)
    if resource.kind not in GKE_CLUSTERS:
        return
    if is_autopilot(resource):
        yield _PROVISIONED, resource.get(_PROVISIONED)
    elif _may_be_autopilot_and_is_silent(resource):
        yield "nodeConfig", None


def inline_pools(resource: Resource) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield place and content of each pool that a cluster brings along."""
    pools = resource.get("nodePools") if resource.kind in GKE_CLUSTERS else None
    for number, pool in enumerate(pools if isinstance(pools, list) else ()):
        for found in objects([pool]):
            yield f"nodePools[{number}]", found


def provisions_nodes(resource: Resource) -> bool:
    """Say whether GKE certainly makes pools for a cluster by itself."""
    if resource.kind not in GKE_CLUSTERS:
        return False
    switch = resource.get("clusterAutoscaling.enabled")
    return switch is True or (switch is None and not absent(resource.get(_PROVISIONED)))


def is_autopilot(cluster: Resource) -> bool:
    """Say whether Google certainly keeps the nodes of a cluster."""
    return cluster.get("enableAutopilot") is True


def _may_be_autopilot_and_is_silent(cluster: Resource) -> bool:
    """Say whether nodes have no account named, with Autopilot or without it."""
    places = ("removeDefaultNodePool", "nodePools", "nodeConfig", _PROVISIONED)
    named = [value for value in map(cluster.get, places) if value is not False]
    return is_unknown(cluster.get("enableAutopilot")) and all(map(absent, named))


def _has_default_pool(cluster: Resource) -> bool:
    flags = [cluster.get("removeDefaultNodePool", False), cluster.get("enableAutopilot", False)]
    # Pools of the cluster's own stand in the place of the default one.
    if any(flag is True or is_unknown(flag) for flag in flags) or not absent(cluster.get("nodePools")):
        return False
    return not is_unknown(cluster.get("nodeConfig"))


def has_ip_endpoint(cluster: Resource) -> bool:
    """Say whether the control plane is reached by IP address; it is unless only the DNS endpoint is left on."""
    return cluster.get("controlPlaneEndpointsConfig.ipEndpointsConfig.enabled", True) is True
