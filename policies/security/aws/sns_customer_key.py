"""SNS topics are encrypted with a key of ours."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.customer_keys import customer_key_missing
from policies.frameworks import ENCRYPTION_AT_REST, checkov
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule


def _check(topic: Resource, _: PlainContext) -> Iterable[str]:
    # Absent means no encryption by a key at all.
    if missing := customer_key_missing(topic.get("kmsMasterKeyId")):
        yield f"kmsMasterKeyId {missing}"


RULE = Rule(
    id="sns-customer-key",
    title="SNS topics are encrypted with a customer-managed key",
    group="security",
    cloud="aws",
    severity="low",
    levels=MANDATORY_OUTSIDE_DEV,
    why=("Alarm texts name endpoints and errors, and a topic with the key of AWS never receives alarms of CloudWatch."),
    remediation="Set kmsMasterKeyId to a key of the stack whose policy lets cloudwatch.amazonaws.com use it.",
    frameworks=(*checkov("CKV_AWS_26"), *ENCRYPTION_AT_REST),
    types=("aws:sns/topic:Topic",),
    check_resource=_check,
)
