"""Azure's resources as rules judge them: words in any capitals, firewalls, and machines alone or in a set."""

from collections.abc import Iterable
from typing import Any

from accel.planning.graph import Resource
from policies.addresses import is_world
from policies.properties import complete, differs, is_unknown, objects
from policies.resource_types import AZURE_MACHINES

_CLOSED = ("disabled", "securedbyperimeter")
_EVERY_LOG = "alllogs"
"""The group of all categories."""
_SCALE_SET = AZURE_MACHINES[1]


def word(value: Any) -> Any:
    """Return a word of an enumeration in small letters, as Azure compares it; anything else as it is."""
    return value.casefold() if isinstance(value, str) else value


def reachable(resource: Resource, access: str, firewall: str) -> Iterable[str]:
    """Yield why a service certainly answers the internet, if it does.

    Azure's defaults are public access, and a firewall that lets everybody in.

    Args:
        resource: the service.
        access: path of the switch of public access.
        firewall: path of the rules of what may come in while it is on.
    """
    if not differs(word(resource.get(access)), *_CLOSED):
        return
    if differs(word(resource.get(f"{firewall}.defaultAction")), "deny"):
        yield f"{access} is not Disabled, and {firewall}.defaultAction not Deny"
    for rule in objects(resource.get(f"{firewall}.ipRules")):
        # Storage accounts and registries call it one way, vaults and Cognitive Services the other.
        found = rule.get("iPAddressOrRange", rule.get("value"))
        if is_world(found):
            yield f"{firewall} lets in {found}"


def machine_path(machine: Resource, path: str) -> str:
    """Return where a virtual machine, or the machines of a scale set, have a property."""
    return f"virtualMachineProfile.{path}" if machine.kind == _SCALE_SET else path


def exports_audit_log(setting: Resource, *categories: str) -> bool:
    """Say whether a diagnostic setting exports the audit log of its resource, or may do so.

    Args:
        setting: the setting.
        categories: what the resource calls its audit log, in small letters; groups that hold it count as well.
    """
    return _exports(setting, (_EVERY_LOG, "audit"), categories)


def exports_log(setting: Resource, category: str) -> bool:
    """Say whether a diagnostic setting exports one category, in small letters, or may do so."""
    return _exports(setting, (_EVERY_LOG,), (category,))


def _exports(setting: Resource, groups: tuple[str, ...], categories: tuple[str, ...]) -> bool:
    logs = setting.get("logs")
    return not complete(logs) or any(_is_one_of(log, groups, categories) for log in objects(logs))


def _is_one_of(log: dict[str, Any], groups: tuple[str, ...], categories: tuple[str, ...]) -> bool:
    if log.get("enabled") is not True and not is_unknown(log.get("enabled")):
        return False
    group, category = log.get("categoryGroup"), log.get("category")
    return word(group) in groups or word(category) in categories or is_unknown(group) or is_unknown(category)
