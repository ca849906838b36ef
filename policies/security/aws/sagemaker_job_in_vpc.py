"""SageMaker's jobs run in subnets of ours."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import NETWORK_BOUNDARY
from policies.properties import absent, is_unknown, mapping
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule
from policies.sagemaker_jobs import JOBS, jobs


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    for job in jobs(resource):
        if is_unknown(job.network):
            continue
        # Absent means a network of SageMaker's own, which no security group or flow log of ours covers.
        network = mapping(job.network).get("vpcConfig")
        if absent(network):
            yield f"{job.network_path}vpcConfig is not set: the job runs in a network that is not yours"
        elif not is_unknown(network) and absent(mapping(network).get("subnets")):
            yield f"{job.network_path}vpcConfig.subnets is empty"


RULE = Rule(
    id="sagemaker-job-in-vpc",
    title="SageMaker jobs run in private subnets of the stack",
    group="security",
    cloud="aws",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="Training code is full of packages that others wrote. In your own subnets they reach only what you let them.",
    remediation="Set vpcConfig with the private subnets and a security group of the stack (AwsNetwork makes them).",
    frameworks=(*NETWORK_BOUNDARY,),
    types=JOBS,
    check_resource=_check,
)
