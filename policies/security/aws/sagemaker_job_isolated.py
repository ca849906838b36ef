"""The containers of SageMaker's jobs cannot reach any network."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import NETWORK_BOUNDARY
from policies.properties import absent, differs, is_unknown, mapping
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule
from policies.sagemaker_jobs import JOBS, jobs


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    # A serverless job runs what SageMaker brings, on machines of SageMaker.
    if not absent(resource.get("serverlessJobConfig")):
        return
    for job in jobs(resource):
        # The default is false. Machines of one job still reach each other.
        if not is_unknown(job.network) and differs(mapping(job.network).get("enableNetworkIsolation"), True):
            yield f"{job.network_path}enableNetworkIsolation is not true: the container can send data anywhere"


RULE = Rule(
    id="sagemaker-job-isolated",
    title="SageMaker jobs run with network isolation",
    group="security",
    cloud="aws",
    severity="high",
    levels=MANDATORY_OUTSIDE_DEV,
    why=(
        "A training job runs code and packages that others wrote, beside all of the training data. Without a network "
        "it cannot send them anywhere."
    ),
    remediation=(
        "Set enableNetworkIsolation to true and give data, weights and packages from S3 or in the image; the machines "
        "of one job still reach each other."
    ),
    frameworks=(*NETWORK_BOUNDARY,),
    types=JOBS,
    check_resource=_check,
)
