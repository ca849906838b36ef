"""A machine has a role instead of keys."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.ec2 import starts_from_template
from policies.frameworks import CIS_AWS, SECRETS, checkov, cis
from policies.properties import absent
from policies.resource_types import EC2_INSTANCES
from policies.rule import ADVISORY, PlainContext, Rule


def _check(machine: Resource, _: PlainContext) -> Iterable[str]:
    # A launch template may bring the role, and that of an EKS node group must not.
    if absent(machine.get("iamInstanceProfile")) and not starts_from_template(machine):
        yield "iamInstanceProfile is not set: programs on the machine will be given keys"


RULE = Rule(
    id="ec2-instance-profile",
    title="EC2 machines have roles",
    group="security",
    cloud="aws",
    severity="low",
    levels=ADVISORY,
    why="A machine without a role reads its weights with somebody's access key, and Session Manager cannot reach it.",
    remediation="Set iamInstanceProfile to a profile whose role may do what the machine needs.",
    frameworks=(*checkov("CKV2_AWS_41"), *cis(CIS_AWS, "1.18"), *SECRETS),
    types=EC2_INSTANCES,
    check_resource=_check,
)
