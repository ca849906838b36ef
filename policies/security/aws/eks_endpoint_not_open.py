"""The API of an EKS cluster does not answer the whole internet."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.addresses import is_world
from policies.frameworks import NETWORK_BOUNDARY, checkov
from policies.properties import absent, texts
from policies.resource_types import EKS_CLUSTERS
from policies.rule import MANDATORY, PlainContext, Rule


def _check(cluster: Resource, _: PlainContext) -> Iterable[str]:
    # The provider's defaults are a public endpoint, for 0.0.0.0/0.
    if cluster.get("vpcConfig.endpointPublicAccess", True) is not True:
        return
    ranges = cluster.get("vpcConfig.publicAccessCidrs")
    if absent(ranges):
        yield "vpcConfig.publicAccessCidrs is not set: the endpoint is public, for everybody"
    for found in texts(ranges):
        if is_world(found):
            yield f"vpcConfig.publicAccessCidrs lets in {found}"


RULE = Rule(
    id="eks-endpoint-not-open",
    title="EKS clusters do not offer their API to the whole internet",
    group="security",
    cloud="aws",
    severity="critical",
    levels=MANDATORY,
    why="A flaw in the API server, or one leaked token, is then enough for anybody to take the cluster.",
    remediation="Set vpcConfig.endpointPublicAccess to false, or publicAccessCidrs to the ranges of your own networks.",
    frameworks=(*checkov("CKV_AWS_38"), *NETWORK_BOUNDARY),
    types=EKS_CLUSTERS,
    check_resource=_check,
)
