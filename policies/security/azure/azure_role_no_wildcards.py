"""Roles of your own say what they may do."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.azure import word
from policies.frameworks import CIS_AZURE, PRIVILEGES, checkov, cis
from policies.properties import objects, texts
from policies.rule import MANDATORY, PlainContext, Rule

_HARMLESS = "*/read"
_GRANTING = "microsoft.authorization/*"


def _check(role: Resource, _: PlainContext) -> Iterable[str]:
    for permission in objects(role.get("permissions")):
        for kind in ("actions", "dataActions"):
            for action in texts(permission.get(kind)):
                if _is_everything(word(action)):
                    yield f"{kind} hold {action}"


def _is_everything(action: str) -> bool:
    # What notActions take away is little beside it, and new actions come every month.
    return action in ("*", _GRANTING) or (action.startswith("*/") and action != _HARMLESS)


RULE = Rule(
    id="azure-role-no-wildcards",
    title="Custom roles have no wildcards over services",
    group="security",
    cloud="azure",
    severity="high",
    levels=MANDATORY,
    why="A role with * is an owner under another name, and no review finds it among the owners.",
    remediation="List the actions that are needed, service by service; */read is fine.",
    frameworks=(*checkov("CKV_AZURE_39"), *cis(CIS_AZURE, "1.23"), *PRIVILEGES),
    types=("azure-native:authorization:RoleDefinition",),
    check_resource=_check,
)
