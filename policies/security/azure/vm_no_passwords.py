"""Nobody enters a Linux machine with a password."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.azure import machine_path, word
from policies.frameworks import HARDENING, SECRETS, checkov
from policies.properties import absent, differs
from policies.resource_types import AZURE_MACHINES
from policies.rule import MANDATORY, PlainContext, Rule


def _check(machine: Resource, _: PlainContext) -> Iterable[str]:
    profile = machine_path(machine, "osProfile")
    linux = f"{profile}.linuxConfiguration"
    system = machine.get(machine_path(machine, "storageProfile.osDisk.osType"))
    # Windows knows no keys. A machine of a disk that was made before has no profile at all.
    if absent(machine.get(profile)) or (absent(machine.get(linux)) and word(system) != "linux"):
        return
    # The default is false: passwords are taken.
    if differs(machine.get(f"{linux}.disablePasswordAuthentication"), True):
        yield f"{linux}.disablePasswordAuthentication is not true"
    if not absent(machine.get(f"{profile}.adminPassword")):
        yield f"{profile}.adminPassword is given"


RULE = Rule(
    id="vm-no-passwords",
    title="Linux machines take no passwords",
    group="security",
    cloud="azure",
    severity="high",
    levels=MANDATORY,
    why="A password is guessed, shared and never changed, and it stands in the state of the stack.",
    remediation=(
        "Set linuxConfiguration.disablePasswordAuthentication to true when the machine is made, without adminPassword; "
        "sign in by Microsoft Entra ID."
    ),
    frameworks=(
        *checkov("CKV_AZURE_1", "CKV_AZURE_149", "CKV_AZURE_178", "CKV_AZURE_49"),
        *SECRETS,
        *HARDENING,
    ),
    types=AZURE_MACHINES,
    check_resource=_check,
)
