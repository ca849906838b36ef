"""Machines of one SageMaker job encrypt what they tell each other."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import ENCRYPTION_IN_TRANSIT, checkov
from policies.properties import differs, is_unknown, mapping
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule
from policies.sagemaker_jobs import JOBS, jobs

_SWITCH = "enableInterContainerTrafficEncryption"


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    for job in jobs(resource):
        # The API's default is false. One machine has nobody to talk to.
        if not job.runs_on_several_machines or is_unknown(job.network):
            continue
        if differs(mapping(job.network).get(_SWITCH), True):
            yield f"{job.network_path}{_SWITCH} is not true, and several machines run the job"


RULE = Rule(
    id="sagemaker-job-traffic-encrypted",
    title="SageMaker jobs on several machines encrypt the traffic between them",
    group="security",
    cloud="aws",
    severity="medium",
    # It lengthens training.
    levels=MANDATORY_OUTSIDE_DEV,
    why="Gradients and samples of the training data cross the network in the clear otherwise.",
    remediation=f"Set {_SWITCH} to true, and expect distributed training to take longer.",
    frameworks=(*checkov("CKV_AWS_369"), *ENCRYPTION_IN_TRANSIT),
    types=JOBS,
    check_resource=_check,
)
