"""The kubelet of a GKE node tells nothing to who does not log in."""

from collections.abc import Iterable

from accel.planning.graph import Resource, lookup
from policies.frameworks import HARDENING, NETWORK_BOUNDARY, checkov
from policies.gke import pool_configurations
from policies.properties import differs, is_unknown
from policies.resource_types import GKE_CLUSTERS, GKE_NODE_POOLS
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule

_OF_NODES = "kubeletConfig.insecureKubeletReadonlyPortEnabled"
_OF_CLUSTER = "nodePoolDefaults.nodeConfigDefaults.insecureKubeletReadonlyPortEnabled"


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    for place, nodes in pool_configurations(resource):
        own = lookup(nodes, _OF_NODES)
        if not is_unknown(own) and str(own).upper() == "TRUE":
            yield f"{place}.{_OF_NODES} is TRUE"
    # A pool that says nothing takes what its cluster says; what a silent cluster does depends on its version.
    judged = resource.kind in GKE_CLUSTERS and resource.get("enableAutopilot") is not True
    if judged and differs(resource.get(_OF_CLUSTER), "FALSE"):
        yield f"{_OF_CLUSTER} is not FALSE"


RULE = Rule(
    id="gke-kubelet-port-closed",
    title="The kubelet's port without login is closed on GKE nodes",
    group="security",
    cloud="gcp",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="The port shows the specification of every pod on the node, variables included, to whoever reaches the node.",
    remediation="Set nodePoolDefaults.nodeConfigDefaults.insecureKubeletReadonlyPortEnabled to FALSE.",
    frameworks=(*checkov("CKV_K8S_141"), *HARDENING, *NETWORK_BOUNDARY),
    types=(*GKE_CLUSTERS, *GKE_NODE_POOLS),
    check_resource=_check,
)
