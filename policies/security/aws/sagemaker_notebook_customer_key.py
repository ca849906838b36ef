"""SageMaker notebooks and Studio domains encrypt their volumes with a key of ours."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.customer_keys import customer_key_missing
from policies.frameworks import ENCRYPTION_AT_REST, checkov
from policies.resource_types import SAGEMAKER_DOMAINS, SAGEMAKER_NOTEBOOKS
from policies.rule import MANDATORY, PlainContext, Rule


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    # Absent means a key of AWS. Another key replaces the notebook or the domain.
    if missing := customer_key_missing(resource.get("kmsKeyId")):
        yield f"kmsKeyId {missing}: the volume is encrypted with a key of AWS"


RULE = Rule(
    id="sagemaker-notebook-customer-key",
    title="SageMaker notebooks and domains encrypt their volumes with a customer-managed key",
    group="security",
    cloud="aws",
    severity="high",
    levels=MANDATORY,
    why="Copies of training data and tokens stay in notebooks for years. Withdrawing the key makes them unreadable.",
    remediation="Set kmsKeyId to a key of the stack before the notebook or domain is created: it cannot be changed.",
    frameworks=(*checkov("CKV_AWS_187", "CKV_AWS_22"), *ENCRYPTION_AT_REST),
    types=(*SAGEMAKER_NOTEBOOKS, *SAGEMAKER_DOMAINS),
    check_resource=_check,
)
