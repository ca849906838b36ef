"""Only listed networks reach the control plane of a GKE cluster."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.addresses import is_world
from policies.frameworks import CIS_GKE, NETWORK_BOUNDARY, checkov, cis
from policies.gke import has_ip_endpoint
from policies.properties import is_unknown, objects
from policies.resource_types import GKE_CLUSTERS
from policies.rule import MANDATORY, PlainContext, Rule


def _check(cluster: Resource, _: PlainContext) -> Iterable[str]:
    networks = cluster.get("masterAuthorizedNetworksConfig")
    if not has_ip_endpoint(cluster) or is_unknown(networks):
        return
    # Absent admits every address that reaches the endpoint; an empty object admits the cluster's own network only.
    if networks is None:
        yield "masterAuthorizedNetworksConfig is not set"
    for block in objects(cluster.get("masterAuthorizedNetworksConfig.cidrBlocks")):
        if is_world(block.get("cidrBlock")):
            yield f"masterAuthorizedNetworksConfig admits {block['cidrBlock']}"
    if cluster.get("masterAuthorizedNetworksConfig.gcpPublicCidrsAccessEnabled") is True:
        yield "gcpPublicCidrsAccessEnabled admits every customer of Google Cloud"


RULE = Rule(
    id="gke-authorized-networks",
    title="GKE control planes admit only listed networks",
    group="security",
    cloud="gcp",
    severity="high",
    levels=MANDATORY,
    why="Authorized networks still hold when credentials leak.",
    remediation=(
        "Set masterAuthorizedNetworksConfig with the ranges of your administrators, or switch IP endpoints off."
    ),
    frameworks=(*checkov("CKV_GCP_20"), *cis(CIS_GKE, "5.6.3"), *NETWORK_BOUNDARY),
    types=GKE_CLUSTERS,
    check_resource=_check,
)
