"""EBS volumes are encrypted."""

from collections.abc import Iterable, Mapping
from typing import Any

from accel.planning.graph import Resource
from policies.ec2 import MACHINES, VOLUMES, copies_a_snapshot, disks, is_true
from policies.frameworks import CIS_AWS, ENCRYPTION_AT_REST, checkov, cis
from policies.properties import absent, is_unknown
from policies.resource_types import LAUNCH_TEMPLATES, SPOT_FLEETS
from policies.rule import MANDATORY, PlainContext, Rule


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    # The provider's default is false. No program shows whether the account encrypts by itself.
    for disk in disks(resource):
        encrypted = disk.settings.get("encrypted")
        if not is_true(encrypted) and not is_unknown(encrypted) and not copies_a_snapshot(disk):
            yield f"{disk.place}: encrypted is not true"


def _remediate(resource: Resource, _: PlainContext) -> dict[str, Any] | None:
    # A template changes in place; volumes and machines are made anew.
    listed = resource.get("blockDeviceMappings")
    if resource.type not in LAUNCH_TEMPLATES or absent(listed) or not isinstance(listed, list):
        return None
    return {**resource.inputs, "blockDeviceMappings": [_encrypted(device) for device in listed]}


def _encrypted(device: Any) -> Any:
    volume = device.get("ebs") if isinstance(device, Mapping) else None
    if not isinstance(volume, Mapping) or is_unknown(volume.get("encrypted")) or not absent(volume.get("snapshotId")):
        return device
    return {**device, "ebs": {**volume, "encrypted": "true"}}


RULE = Rule(
    id="ebs-encrypted",
    title="EBS volumes are encrypted",
    group="security",
    cloud="aws",
    severity="high",
    levels=MANDATORY,
    why="Weights and checkpoints on a volume outlive the machine, in snapshots that are easily shared too widely.",
    remediation="Set encrypted to true on each volume, the root volume of instances and templates included.",
    frameworks=(*checkov("CKV_AWS_3", "CKV_AWS_8"), *cis(CIS_AWS, "2.2.1"), *ENCRYPTION_AT_REST),
    types=(*VOLUMES, *MACHINES, *SPOT_FLEETS),
    check_resource=_check,
    remediate=_remediate,
)
