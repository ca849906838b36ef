"""GKE clusters and node pools as rules judge them."""

from accel.planning.graph import Resource
from policies.properties import is_unknown
from policies.resource_types import GKE_CLUSTERS


def has_nodes_of_its_own(resource: Resource) -> bool:
    """Say whether a resource certainly configures nodes: a node pool does, a cluster only by its default pool."""
    if resource.type not in GKE_CLUSTERS:
        return True
    flags = [resource.get("removeDefaultNodePool", False), resource.get("enableAutopilot", False)]
    return not any(flag is True or is_unknown(flag) for flag in flags) and not is_unknown(resource.get("nodeConfig"))


def has_ip_endpoint(cluster: Resource) -> bool:
    """Say whether the control plane is reached by IP address; it is unless only the DNS endpoint is left on."""
    return cluster.get("controlPlaneEndpointsConfig.ipEndpointsConfig.enabled", True) is True
