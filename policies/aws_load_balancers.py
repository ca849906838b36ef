"""Load balancers that face the internet."""

from accel.planning.graph import Graph, Resource
from policies.resource_types import LOAD_BALANCERS


def internet_facing(graph: Graph) -> list[Resource]:
    """Return the application load balancers that certainly have public addresses."""
    # The provider's defaults are an application load balancer, and not an internal one.
    return [
        balancer
        for balancer in graph.of(*LOAD_BALANCERS)
        if balancer.get("loadBalancerType", "application") == "application" and balancer.get("internal", False) is False
    ]
