"""People sign in to Linux machines by Microsoft Entra ID, and not with keys that nobody takes back."""

from collections.abc import Iterable

from accel.planning.graph import Graph, Resource
from policies.azure import machine_path, word
from policies.frameworks import ACCESS_CONTROL, HARDENING
from policies.properties import absent, attached, complete, is_unknown, objects
from policies.resource_types import AZURE_MACHINES
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule, Violation

_EXTENSIONS = {
    "azure-native:compute:VirtualMachineExtension": "vmName",
    "azure-native:compute:VirtualMachineScaleSetExtension": "vmScaleSetName",
}
_INLINE = "virtualMachineProfile.extensionProfile.extensions"
_LOGIN = "aadsshloginforlinux"


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    keyed = {machine.urn: machine for machine in graph.of(*AZURE_MACHINES) if _has_keys(machine)}
    signed_in = graph.derived(_with_login)
    for urn, machine in keyed.items():
        if urn not in signed_in and not _may_have_login(machine):
            yield Violation(urn, "has public keys for SSH, and no extension AADSSHLoginForLinux")


def _has_keys(machine: Resource) -> bool:
    # Machines of a disk that was made before, and Windows, have none.
    keys = machine.get(machine_path(machine, "osProfile.linuxConfiguration.ssh.publicKeys"))
    return not absent(keys) and not is_unknown(keys)


def _may_have_login(machine: Resource) -> bool:
    given = machine.get(_INLINE)
    return not complete(given) or any(_is_login(extension.get("type")) for extension in objects(given))


def _with_login(graph: Graph) -> frozenset[str]:
    """Return the URNs of machines and sets that an extension for signing in names."""
    found: set[str] = set()
    machines = graph.of(*AZURE_MACHINES)
    for kind, key in _EXTENSIONS.items():
        by_name = {name: machine.urn for machine in machines if isinstance(name := machine.get(key), str)}
        for urn, extensions in attached(graph, machines, (kind,), key).items():
            found.update(urn for extension in extensions if _is_login(extension.get("type")))
        for extension in graph.of(kind):
            name = extension.get(key)
            if isinstance(name, str) and name in by_name and _is_login(extension.get("type")):
                found.add(by_name[name])
    return frozenset(found)


def _is_login(name: object) -> bool:
    return is_unknown(name) or word(name) == _LOGIN


RULE = Rule(
    id="vm-entra-login",
    title="People sign in to Linux machines by Entra ID",
    group="security",
    cloud="azure",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="A key for SSH names nobody and works until somebody removes it; Entra ID signs one in for hours, and logs it.",
    remediation=(
        "Add the extension AADSSHLoginForLinux of Microsoft.Azure.ActiveDirectory with a system-assigned identity, and "
        "grant the role Virtual Machine User Login."
    ),
    frameworks=(*ACCESS_CONTROL, *HARDENING),
    check_stack=_check,
)
