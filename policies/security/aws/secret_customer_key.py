"""Secrets Manager secrets are encrypted with a key of ours."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.customer_keys import customer_key_missing
from policies.frameworks import ENCRYPTION_AT_REST, SECRETS, checkov
from policies.resource_types import AWS_SECRETS
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule


def _check(secret: Resource, _: PlainContext) -> Iterable[str]:
    # Absent means the key aws/secretsmanager.
    if missing := customer_key_missing(secret.get("kmsKeyId")):
        yield f"kmsKeyId {missing}"


RULE = Rule(
    id="secret-customer-key",
    title="Secrets are encrypted with a customer-managed key",
    group="security",
    cloud="aws",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="Reading a token then needs a permission on the key as well, and shows in the key's audit trail.",
    remediation="Set kmsKeyId to a key of the stack.",
    frameworks=(*checkov("CKV_AWS_149"), *ENCRYPTION_AT_REST, *SECRETS),
    types=AWS_SECRETS,
    check_resource=_check,
)
