"""SageMaker's jobs encrypt the volumes of their machines with a key of ours."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.customer_keys import customer_key_missing
from policies.frameworks import ENCRYPTION_AT_REST, checkov
from policies.properties import absent, is_unknown, mapping
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule
from policies.sagemaker_jobs import JOBS, jobs


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    for job in jobs(resource):
        # SageMaker chooses the machines of a serverless job, and refuses a key for disks that encrypt themselves.
        if absent(job.cluster) or is_unknown(job.cluster) or job.has_local_storage:
            continue
        if missing := customer_key_missing(mapping(job.cluster).get("volumeKmsKeyId")):
            yield f"{job.cluster_path}.volumeKmsKeyId {missing}: the volumes are encrypted with a key of AWS"


RULE = Rule(
    id="sagemaker-job-customer-key",
    title="SageMaker jobs encrypt their volumes with a customer-managed key",
    group="security",
    cloud="aws",
    severity="high",
    levels=MANDATORY_OUTSIDE_DEV,
    why="Training data, checkpoints and captured prompts are copied to the volumes of the machines that work on them.",
    remediation="Set volumeKmsKeyId of the job's resources to a key of the stack.",
    frameworks=(*checkov("CKV_AWS_368"), *ENCRYPTION_AT_REST),
    types=JOBS,
    check_resource=_check,
)
