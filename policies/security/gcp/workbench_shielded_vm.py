"""Workbench instances measure what they boot."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import HARDENING, checkov
from policies.resource_types import WORKBENCHES
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule

_PLACE = {WORKBENCHES[0]: "gceSetup.shieldedInstanceConfig", WORKBENCHES[1]: "shieldedInstanceConfig"}


def _check(notebook: Resource, _: PlainContext) -> Iterable[str]:
    # Both switches are on by default.
    for name in ("enableVtpm", "enableIntegrityMonitoring"):
        if notebook.get(f"{_PLACE[notebook.kind]}.{name}") is False:
            yield f"{_PLACE[notebook.kind]}.{name} is false"


RULE = Rule(
    id="workbench-shielded-vm",
    title="Workbench instances are Shielded VMs",
    group="security",
    cloud="gcp",
    severity="low",
    levels=MANDATORY_OUTSIDE_DEV,
    why="Without measurements a rootkit in the boot chain leaves no trace.",
    remediation="Leave enableVtpm and enableIntegrityMonitoring out.",
    frameworks=(*checkov("CKV_GCP_126", "CKV_GCP_127"), *HARDENING),
    types=WORKBENCHES,
    check_resource=_check,
)
