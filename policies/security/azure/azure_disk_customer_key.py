"""Managed disks are encrypted with a key of yours."""

from collections.abc import Iterable

from accel.planning.graph import Resource, lookup
from policies.azure import machine_path
from policies.frameworks import CIS_AZURE, ENCRYPTION_AT_REST, checkov, cis
from policies.properties import absent, objects
from policies.resource_types import AZURE_DISKS, AZURE_MACHINES
from policies.rule import MANDATORY_IN_PROD, PlainContext, Rule

_SET = "managedDisk.diskEncryptionSet.id"


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    # Absent means a key of the platform.
    if resource.kind in AZURE_DISKS:
        if absent(resource.get("encryption.diskEncryptionSetId")):
            yield "encryption.diskEncryptionSetId is not set"
        return
    profile = machine_path(resource, "storageProfile")
    system = resource.get(f"{profile}.osDisk", {})
    # An ephemeral disk is gone with its machine, and a disk that is attached is judged where it is made.
    disks = [("osDisk", system)] if absent(lookup(system, "diffDiskSettings")) else []
    disks += [("dataDisks", disk) for disk in objects(resource.get(f"{profile}.dataDisks"))]
    for place, disk in disks:
        if absent(lookup(disk, _SET)) and absent(lookup(disk, "managedDisk.id")):
            yield f"{profile}.{place} has no {_SET}"


RULE = Rule(
    id="azure-disk-customer-key",
    title="Managed disks have a customer key",
    group="security",
    cloud="azure",
    severity="medium",
    levels=MANDATORY_IN_PROD,
    why="Weights and checkpoints lie on disks; a key of yours can be taken away from all of them at once.",
    remediation="Name a disk encryption set in every disk when it is made.",
    frameworks=(*checkov("CKV_AZURE_93"), *cis(CIS_AZURE, "7.3", "7.4"), *ENCRYPTION_AT_REST),
    types=(*AZURE_DISKS, *AZURE_MACHINES),
    check_resource=_check,
)
