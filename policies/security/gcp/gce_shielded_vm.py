"""Compute Engine machines measure what they boot."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.compute_engine import is_made_from_another
from policies.frameworks import CIS_GCP, HARDENING, checkov, cis
from policies.resource_types import COMPUTE_MACHINES
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule

_SWITCHES = ("enableVtpm", "enableIntegrityMonitoring")


def _check(machine: Resource, _: PlainContext) -> Iterable[str]:
    # Absent as a whole means off; inside, the two switches are on by default. Secure boot is left to the machine: it
    # refuses the unsigned drivers that many images for accelerators bring.
    if machine.get("shieldedInstanceConfig") is None:
        if not is_made_from_another(machine):
            yield "shieldedInstanceConfig is not set"
        return
    for name in _SWITCHES:
        if machine.get(f"shieldedInstanceConfig.{name}") is False:
            yield f"shieldedInstanceConfig.{name} is false"


RULE = Rule(
    id="gce-shielded-vm",
    title="Compute Engine machines are Shielded VMs",
    group="security",
    cloud="gcp",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="Without measurements a rootkit in the boot chain leaves no trace.",
    remediation=(
        "Set shieldedInstanceConfig with enableVtpm and enableIntegrityMonitoring true, and enableSecureBoot where all "
        "drivers are signed."
    ),
    frameworks=(*checkov("CKV_GCP_39"), *cis(CIS_GCP, "4.8"), *HARDENING),
    types=COMPUTE_MACHINES,
    check_resource=_check,
)
