"""Disks of Workbench instances are encrypted with a key of ours."""

from collections.abc import Iterable

from accel.planning.graph import Resource, lookup
from policies.frameworks import ENCRYPTION_AT_REST, checkov
from policies.properties import absent, differs, objects
from policies.resource_types import WORKBENCHES
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule


def _check(notebook: Resource, _: PlainContext) -> Iterable[str]:
    # The defaults are a key of Google's; `kmsKey` counts with the method CMEK only.
    places = [("", notebook.inputs)]
    if notebook.kind == WORKBENCHES[0]:
        places = [("gceSetup.bootDisk.", notebook.get("gceSetup.bootDisk"))]
        places += [("gceSetup.dataDisks.", disk) for disk in objects(notebook.get("gceSetup.dataDisks"))]
    for place, disk in places:
        if differs(lookup(disk, "diskEncryption"), "CMEK"):
            yield f"{place}diskEncryption is not CMEK"
        elif absent(lookup(disk, "kmsKey")):
            yield f"{place}kmsKey is not set"


RULE = Rule(
    id="workbench-customer-key",
    title="Disks of Workbench instances are encrypted with a customer-managed key",
    group="security",
    cloud="gcp",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="People copy data to their notebooks, and leave it there.",
    remediation="Set diskEncryption to CMEK and kmsKey to a key of the stack, on the boot disk and the data disk.",
    frameworks=(*checkov("CKV2_GCP_21", "CKV2_GCP_27"), *ENCRYPTION_AT_REST),
    types=WORKBENCHES,
    check_resource=_check,
)
