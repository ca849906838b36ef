"""A SageMaker endpoint encrypts its instances' volumes with a key of ours."""

from collections.abc import Iterable

from accel.catalog.local_storage import has_local_storage
from accel.planning.graph import Resource
from policies.customer_keys import customer_key_missing
from policies.frameworks import ENCRYPTION_AT_REST, checkov
from policies.properties import objects
from policies.resource_types import SAGEMAKER_ENDPOINT_CONFIGURATIONS
from policies.rule import MANDATORY, PlainContext, Rule


def _check(configuration: Resource, _: PlainContext) -> Iterable[str]:
    # Absent means a key of AWS. SageMaker refuses a key for machines whose disks encrypt themselves.
    missing = customer_key_missing(configuration.get("kmsKeyArn"))
    if not missing:
        return
    machines = [variant.get("instanceType") for variant in objects(configuration.get("productionVariants"))]
    if not any(isinstance(machine, str) and has_local_storage(machine) for machine in machines):
        yield f"kmsKeyArn {missing}: weights and captured data lie on volumes encrypted with a key of AWS"


RULE = Rule(
    id="sagemaker-endpoint-customer-key",
    title="SageMaker endpoints encrypt their volumes with a customer-managed key",
    group="security",
    cloud="aws",
    severity="high",
    levels=MANDATORY,
    why=(
        "Weights are downloaded to the volumes of the endpoint. Only a key of your own can be withdrawn, and only its "
        "use shows in your audit log."
    ),
    remediation="Set kmsKeyArn of the endpoint configuration to a key of the stack (AwsEncryption makes one).",
    frameworks=(*checkov("CKV_AWS_98"), *ENCRYPTION_AT_REST),
    types=SAGEMAKER_ENDPOINT_CONFIGURATIONS,
    check_resource=_check,
)
