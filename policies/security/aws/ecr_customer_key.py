"""Images in a registry are encrypted with a key of ours."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.customer_keys import customer_key_missing
from policies.frameworks import ENCRYPTION_AT_REST, checkov
from policies.properties import absent, differs, is_unknown, objects
from policies.resource_types import ECR_CREATION_TEMPLATES, ECR_REPOSITORIES
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule

_KMS = ("KMS", "KMS_DSSE")


def _check(repository: Resource, _: PlainContext) -> Iterable[str]:
    # Absent means AES256, with a key that S3 keeps; KMS alone means a key of AWS. A change replaces the repository.
    given = repository.get("encryptionConfigurations")
    if absent(given):
        yield "encryptionConfigurations is not set: images are encrypted with a key of AWS"
    elif not is_unknown(given):
        for configuration in objects(given):
            if differs(configuration.get("encryptionType"), *_KMS):
                yield "encryptionConfigurations: encryptionType is not KMS"
            elif missing := customer_key_missing(configuration.get("kmsKey")):
                yield f"encryptionConfigurations: kmsKey {missing}"


RULE = Rule(
    id="ecr-customer-key",
    title="ECR repositories are encrypted with a customer-managed key",
    group="security",
    cloud="aws",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="Images may hold weights and code of your own. Pulling them then needs the key too, which the audit log shows.",
    remediation="Set encryptionConfigurations with encryptionType KMS and kmsKey before the repository is created.",
    frameworks=(*checkov("CKV_AWS_136"), *ENCRYPTION_AT_REST),
    types=(*ECR_REPOSITORIES, *ECR_CREATION_TEMPLATES),
    check_resource=_check,
)
