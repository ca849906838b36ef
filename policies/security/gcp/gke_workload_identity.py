"""Pods on GKE get identities of their own and not the node's."""

from collections.abc import Iterable

from accel.planning.graph import Resource, lookup
from policies.frameworks import ACCESS_CONTROL, CIS_GKE, checkov, cis
from policies.gke import pool_configurations
from policies.properties import absent, differs
from policies.resource_types import GKE_CLUSTERS, GKE_NODE_POOLS
from policies.rule import MANDATORY, PlainContext, Rule


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    # The default is none; Autopilot always has it.
    without = (
        absent(resource.get("workloadIdentityConfig.workloadPool")) and resource.get("enableAutopilot") is not True
    )
    if resource.type in GKE_CLUSTERS and without:
        yield "workloadIdentityConfig.workloadPool is not set"
    # The default of a node pool depends on when its cluster got Workload Identity: only the explicit mode is certain.
    # GKE gives it to the pools that it provisions.
    for place, nodes in pool_configurations(resource):
        if differs(lookup(nodes, "workloadMetadataConfig.mode"), "GKE_METADATA"):
            yield f"{place}.workloadMetadataConfig.mode is not GKE_METADATA: pods can take the node's token"


RULE = Rule(
    id="gke-workload-identity",
    title="Pods on GKE use Workload Identity",
    group="security",
    cloud="gcp",
    severity="high",
    levels=MANDATORY,
    why="Without it every pod can ask the metadata server for the token of the node.",
    remediation=(
        "Set workloadIdentityConfig.workloadPool of the cluster and workloadMetadataConfig.mode GKE_METADATA of each "
        "pool."
    ),
    frameworks=(*checkov("CKV_GCP_69"), *cis(CIS_GKE, "5.2.2", "5.4.2"), *ACCESS_CONTROL),
    types=(*GKE_CLUSTERS, *GKE_NODE_POOLS),
    check_resource=_check,
)
