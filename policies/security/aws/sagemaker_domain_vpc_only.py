"""Apps of a SageMaker Studio domain reach nothing but what the VPC lets them."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import NETWORK_BOUNDARY
from policies.properties import differs
from policies.resource_types import SAGEMAKER_DOMAINS
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule


def _check(domain: Resource, _: PlainContext) -> Iterable[str]:
    # The provider's default is PublicInternetOnly: only the file system is then reached through the VPC.
    if differs(domain.get("appNetworkAccessType"), "VpcOnly"):
        yield "appNetworkAccessType is not VpcOnly: Studio's apps have a way to the internet past your VPC"


RULE = Rule(
    id="sagemaker-domain-vpc-only",
    title="SageMaker Studio runs its apps in the VPC",
    group="security",
    cloud="aws",
    severity="high",
    levels=MANDATORY_OUTSIDE_DEV,
    why="Data and weights that people load in Studio can otherwise leave by a network that no rule of yours covers.",
    remediation="Set appNetworkAccessType to VpcOnly, with VPC endpoints for what the apps need.",
    frameworks=(*NETWORK_BOUNDARY,),
    types=SAGEMAKER_DOMAINS,
    check_resource=_check,
)
