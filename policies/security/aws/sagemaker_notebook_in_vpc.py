"""A SageMaker notebook stands in a subnet of ours."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import NETWORK_BOUNDARY, checkov
from policies.properties import absent
from policies.resource_types import SAGEMAKER_NOTEBOOKS
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule


def _check(notebook: Resource, _: PlainContext) -> Iterable[str]:
    # Absent means a network of SageMaker's own, which no security group or flow log of ours covers.
    if absent(notebook.get("subnetId")):
        yield "subnetId is not set: the notebook stands in a network that is not yours"


RULE = Rule(
    id="sagemaker-notebook-in-vpc",
    title="SageMaker notebooks stand in subnets of the stack",
    group="security",
    cloud="aws",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="In your own subnet, security groups, endpoint policies and flow logs hold for what people do in the notebook.",
    remediation="Set subnetId to a private subnet and securityGroups to a group of the stack (AwsNetwork makes them).",
    frameworks=(*checkov("CKV_AWS_306"), *NETWORK_BOUNDARY),
    types=SAGEMAKER_NOTEBOOKS,
    check_resource=_check,
)
