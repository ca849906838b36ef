"""A CloudTrail trail is encrypted with a key of ours."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.customer_keys import customer_key_missing
from policies.frameworks import CIS_AWS, ENCRYPTION_AT_REST, checkov, cis
from policies.resource_types import TRAILS
from policies.rule import MANDATORY, PlainContext, Rule


def _check(trail: Resource, _: PlainContext) -> Iterable[str]:
    # Absent means SSE-S3, a key of AWS.
    if missing := customer_key_missing(trail.get("kmsKeyId")):
        yield f"kmsKeyId {missing}"


RULE = Rule(
    id="cloudtrail-customer-key",
    title="Audit trails are encrypted with a customer-managed key",
    group="security",
    cloud="aws",
    severity="high",
    levels=MANDATORY,
    why=("The trail tells an intruder what is watched. Reading it should need a permission on the key as well."),
    remediation="Set kmsKeyId to a key of the stack whose policy lets cloudtrail.amazonaws.com use it.",
    frameworks=(*checkov("CKV_AWS_35"), *cis(CIS_AWS, "3.5"), *ENCRYPTION_AT_REST),
    types=TRAILS,
    check_resource=_check,
)
