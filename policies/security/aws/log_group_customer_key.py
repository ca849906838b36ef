"""CloudWatch log groups are encrypted with a key of ours."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.customer_keys import customer_key_missing
from policies.frameworks import ENCRYPTION_AT_REST, checkov
from policies.resource_types import LOG_GROUPS
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule


def _check(group: Resource, _: PlainContext) -> Iterable[str]:
    # Absent means a key of CloudWatch Logs.
    if missing := customer_key_missing(group.get("kmsKeyId")):
        yield f"kmsKeyId {missing}"


RULE = Rule(
    id="log-group-customer-key",
    title="Log groups are encrypted with a customer-managed key",
    group="security",
    cloud="aws",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="Logs of model servers hold prompts and errors with user data.",
    remediation="Set kmsKeyId to a key of the stack whose policy lets logs.<region>.amazonaws.com use it.",
    frameworks=(*checkov("CKV_AWS_158"), *ENCRYPTION_AT_REST),
    types=LOG_GROUPS,
    check_resource=_check,
)
