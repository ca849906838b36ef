"""EBS volumes are encrypted with a key of ours."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.customer_keys import customer_key_missing
from policies.ec2 import VOLUMES, disks, is_true
from policies.frameworks import ENCRYPTION_AT_REST, KEY_MANAGEMENT, checkov
from policies.resource_types import EC2_INSTANCES, LAUNCH_TEMPLATES, SPOT_FLEETS
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    for disk in disks(resource):
        # Absent means the account's own choice of key, AWS's at first. Of unencrypted volumes ebs-encrypted tells.
        missing = customer_key_missing(disk.settings.get("kmsKeyId"))
        if missing and is_true(disk.settings.get("encrypted")):
            yield f"{disk.place}: kmsKeyId {missing}"


RULE = Rule(
    id="ebs-customer-key",
    title="EBS volumes are encrypted with a customer-managed key",
    group="security",
    cloud="aws",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="Only a key of your own can be withdrawn, and keeps a snapshot from being used in another account.",
    remediation="Set kmsKeyId of each volume to a key of the stack; a new key replaces a volume.",
    frameworks=(*checkov("CKV_AWS_189"), *ENCRYPTION_AT_REST, *KEY_MANAGEMENT),
    # Launch configurations cannot name a key.
    types=(*VOLUMES, *EC2_INSTANCES, *LAUNCH_TEMPLATES, *SPOT_FLEETS),
    check_resource=_check,
)
