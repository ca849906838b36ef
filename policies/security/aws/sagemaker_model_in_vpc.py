"""A SageMaker model runs in subnets of ours."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import NETWORK_BOUNDARY
from policies.properties import absent
from policies.resource_types import SAGEMAKER_MODELS
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule


def _check(model: Resource, _: PlainContext) -> Iterable[str]:
    # Absent means a network of SageMaker's own, which no security group or flow log of ours covers.
    if absent(model.get("vpcConfig")):
        yield "vpcConfig is not set: the containers run in a network that is not yours"
    elif absent(model.get("vpcConfig.subnets")):
        yield "vpcConfig.subnets is empty"


RULE = Rule(
    id="sagemaker-model-in-vpc",
    title="SageMaker models run in private subnets of the stack",
    group="security",
    cloud="aws",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why=(
        "In your own subnets, security groups, endpoint policies and flow logs hold for the containers, and S3 is "
        "reached without the internet."
    ),
    remediation="Set vpcConfig with the private subnets and a security group of the stack (AwsNetwork makes them).",
    frameworks=(*NETWORK_BOUNDARY,),
    types=SAGEMAKER_MODELS,
    check_resource=_check,
)
