"""Nodes of AKS have no public addresses."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import NETWORK_BOUNDARY, checkov
from policies.properties import objects
from policies.resource_types import AKS_CLUSTERS, AKS_NODE_POOLS
from policies.rule import MANDATORY, PlainContext, Rule


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    # The default is false.
    if resource.get("enableNodePublicIP") is True:
        yield "enableNodePublicIP is true"
    for pool in objects(resource.get("agentPoolProfiles")):
        if pool.get("enableNodePublicIP") is True:
            yield f"enableNodePublicIP of the pool {pool.get('name')} is true"


RULE = Rule(
    id="aks-nodes-private",
    title="AKS nodes have private addresses only",
    group="security",
    cloud="azure",
    severity="high",
    levels=MANDATORY,
    why="A node with a public address is reachable past the load balancer.",
    remediation="Leave enableNodePublicIP out; a NAT gateway gives nodes a way out.",
    frameworks=(*checkov("CKV_AZURE_143"), *NETWORK_BOUNDARY),
    types=(*AKS_CLUSTERS, *AKS_NODE_POOLS),
    check_resource=_check,
)
