"""Disks of Compute Engine are encrypted with a key of ours."""

from collections.abc import Iterable, Mapping
from typing import Any

from accel.planning.graph import Resource
from policies.frameworks import CIS_GCP, ENCRYPTION_AT_REST, checkov, cis
from policies.properties import absent, is_unknown, mapping, objects
from policies.resource_types import COMPUTE_MACHINES
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule

_DISKS = ("gcp:compute/disk:Disk", "gcp:compute/regionDisk:RegionDisk")
_KEYS = ("kmsKeySelfLink", "kmsKeyName", "rawKey", "rawKeyWo", "rsaEncryptedKey", "rsaEncryptedKeyWo")
_BOOT_KEYS = ("kmsKeySelfLink", "diskEncryptionKeyRaw", "diskEncryptionKeyRsa")


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    # Absent means a key of Google's everywhere.
    if resource.kind in _DISKS:
        if not _has_key(resource.get("diskEncryptionKey"), _KEYS):
            yield "diskEncryptionKey names no key"
        return
    # A disk that exists already has the key it was made with; local disks take none.
    boot = resource.get("bootDisk")
    if isinstance(boot, Mapping) and absent(mapping(boot).get("source")) and not _has_key(boot, _BOOT_KEYS):
        yield "bootDisk.kmsKeySelfLink is not set"
    for number, disk in enumerate(objects(resource.get("disks"))):
        new = absent(disk.get("source")) and disk.get("type") != "SCRATCH" and not is_unknown(disk.get("type"))
        if new and not _has_key(disk.get("diskEncryptionKey"), _KEYS):
            yield f"disks[{number}].diskEncryptionKey names no key"


def _has_key(place: Any, names: tuple[str, ...]) -> bool:
    return is_unknown(place) or any(not absent(mapping(place).get(name)) for name in names)


RULE = Rule(
    id="gce-disk-customer-key",
    title="Disks are encrypted with a customer-managed key",
    group="security",
    cloud="gcp",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="Weights and training data lie on disks and in snapshots of them: a key of your own can close them all.",
    remediation="Set diskEncryptionKey.kmsKeySelfLink (bootDisk.kmsKeySelfLink of an instance) to a key of the stack.",
    frameworks=(*checkov("CKV_GCP_37", "CKV_GCP_38"), *cis(CIS_GCP, "4.7"), *ENCRYPTION_AT_REST),
    types=(*_DISKS, *COMPUTE_MACHINES),
    check_resource=_check,
)
