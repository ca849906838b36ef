"""GKE nodes have no public addresses."""

from collections.abc import Iterable

from accel.planning.graph import Resource, lookup
from policies.frameworks import CIS_GKE, NETWORK_BOUNDARY, checkov, cis
from policies.gke import inline_pools
from policies.properties import differs
from policies.resource_types import GKE_CLUSTERS, GKE_NODE_POOLS
from policies.rule import MANDATORY, PlainContext, Rule


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    if resource.type in GKE_NODE_POOLS:
        # Absent means what the cluster says.
        if resource.get("networkConfig.enablePrivateNodes") is False:
            yield "networkConfig.enablePrivateNodes is false"
        return
    # The default of a cluster is false.
    if differs(resource.get("privateClusterConfig.enablePrivateNodes"), True):
        yield "privateClusterConfig.enablePrivateNodes is not true"
    for place, pool in inline_pools(resource):
        if lookup(pool, "networkConfig.enablePrivateNodes") is False:
            yield f"{place}.networkConfig.enablePrivateNodes is false"


RULE = Rule(
    id="gke-private-nodes",
    title="GKE nodes have private addresses only",
    group="security",
    cloud="gcp",
    severity="high",
    levels=MANDATORY,
    why="A node with a public address is reachable past the load balancer.",
    remediation="Set privateClusterConfig.enablePrivateNodes to true; Cloud NAT gives nodes a way out.",
    frameworks=(*checkov("CKV_GCP_64", "CKV_GCP_25"), *cis(CIS_GKE, "5.6.5"), *NETWORK_BOUNDARY),
    types=(*GKE_CLUSTERS, *GKE_NODE_POOLS),
    check_resource=_check,
)
