"""SNS topics are encrypted with a key of ours."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import ENCRYPTION_AT_REST, checkov
from policies.properties import absent
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule


def _check(topic: Resource, _: PlainContext) -> Iterable[str]:
    # Absent means no encryption by a key at all.
    key = topic.get("kmsMasterKeyId")
    if absent(key):
        yield "kmsMasterKeyId is not set"
    elif key == "alias/aws/sns":
        yield "kmsMasterKeyId is the key of AWS, which alarms of CloudWatch cannot use"


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
