"""The API of an EKS cluster is reached from within the VPC only."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import NETWORK_BOUNDARY, checkov
from policies.properties import differs
from policies.resource_types import EKS_CLUSTERS
from policies.rule import PlainContext, Rule, levels


def _check(cluster: Resource, _: PlainContext) -> Iterable[str]:
    # The provider's default is true.
    if differs(cluster.get("vpcConfig.endpointPublicAccess"), False):
        yield "vpcConfig.endpointPublicAccess is not false: the API has a public address"


RULE = Rule(
    id="eks-private-endpoint",
    title="EKS clusters have no public endpoint",
    group="security",
    cloud="aws",
    severity="high",
    # eks-endpoint-not-open holds everywhere; a laptop needs the public endpoint where there is no VPN.
    levels=levels("disabled", "advisory", "mandatory"),
    why="A range of addresses is all that stands between a stolen token and a public endpoint.",
    # No remediation by machine: it could lock out the program that deploys into the cluster.
    remediation=(
        "Set vpcConfig.endpointPublicAccess to false and endpointPrivateAccess to true, and deploy from inside the VPC."
    ),
    frameworks=(*checkov("CKV_AWS_39"), *NETWORK_BOUNDARY),
    types=EKS_CLUSTERS,
    check_resource=_check,
)
