"""The control plane of a GKE cluster has no public IP endpoint."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import CIS_GKE, NETWORK_BOUNDARY, checkov, cis
from policies.gke import has_ip_endpoint
from policies.properties import differs
from policies.resource_types import GKE_CLUSTERS
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule


def _check(cluster: Resource, _: PlainContext) -> Iterable[str]:
    # The default is a public endpoint. The DNS endpoint is not judged here: IAM stands before it.
    if has_ip_endpoint(cluster) and differs(cluster.get("privateClusterConfig.enablePrivateEndpoint"), True):
        yield "privateClusterConfig.enablePrivateEndpoint is not true"


RULE = Rule(
    id="gke-private-endpoint",
    title="GKE control planes have no public IP endpoint",
    group="security",
    cloud="gcp",
    severity="high",
    levels=MANDATORY_OUTSIDE_DEV,
    why="A control plane on the internet is one leaked kubeconfig away from anybody.",
    remediation=(
        "Set privateClusterConfig.enablePrivateEndpoint to true, or switch IP endpoints off and use the DNS endpoint."
    ),
    frameworks=(*checkov("CKV_GCP_18"), *cis(CIS_GKE, "5.6.4"), *NETWORK_BOUNDARY),
    types=GKE_CLUSTERS,
    check_resource=_check,
)
