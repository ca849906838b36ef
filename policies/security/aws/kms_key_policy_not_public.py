"""Key policies let nobody use a key whom they do not name."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import ACCESS_CONTROL, checkov
from policies.iam import is_open_to_anybody, statements
from policies.resource_types import KMS_KEYS
from policies.rule import MANDATORY, PlainContext, Rule


def _check(key: Resource, _: PlainContext) -> Iterable[str]:
    # Absent means the policy of AWS: the account's administrators decide through IAM.
    for statement in statements(key.get("policy")):
        if is_open_to_anybody(statement):
            yield f"statement {statement.label} lets anybody use the key"


RULE = Rule(
    id="kms-key-policy-not-public",
    title="Key policies name who may use the key",
    group="security",
    cloud="aws",
    severity="critical",
    levels=MANDATORY,
    why="A key that everybody may use protects nothing that is encrypted with it.",
    remediation="Name the roles and services, or add a condition on kms:CallerAccount.",
    frameworks=(*checkov("CKV_AWS_33"), *ACCESS_CONTROL),
    types=(*KMS_KEYS, "aws:kms/keyPolicy:KeyPolicy"),
    check_resource=_check,
)
