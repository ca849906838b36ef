"""Roles of your own say what they may do, and cannot grant themselves the rest."""

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase

from accel.planning.graph import Resource
from policies.azure import word
from policies.frameworks import CIS_AZURE, PRIVILEGES, checkov, cis
from policies.properties import objects, texts
from policies.rule import MANDATORY, PlainContext, Rule

_HARMLESS = "*/read"
_SERVICE = re.compile(r"[^*/]+(/\*)+")
"""Everything of one service: `Microsoft.KeyVault/*`."""
_GRANTING = (
    "microsoft.authorization/elevateaccess/action",
    "microsoft.authorization/roleassignments/write",
    "microsoft.authorization/roledefinitions/write",
)
"""With one of these a role gives itself every right."""


def _check(role: Resource, _: PlainContext) -> Iterable[str]:
    for permission in objects(role.get("permissions")):
        for kind in ("actions", "dataActions"):
            for action in texts(permission.get(kind)):
                if _is_everything(word(action)):
                    yield f"{kind} hold {action}"
                elif kind == "actions" and _grants(word(action)):
                    yield f"{kind} hold {action}, which gives itself every right"


def _is_everything(action: str) -> bool:
    # What notActions take away is little beside it, and new actions come every month.
    everywhere = action == "*" or (action.startswith("*/") and action != _HARMLESS)
    return everywhere or _SERVICE.fullmatch(action) is not None


def _grants(action: str) -> bool:
    return any(fnmatchcase(right, action) for right in _GRANTING)


RULE = Rule(
    id="azure-role-no-wildcards",
    title="Custom roles have no wildcards over services and grant no roles",
    group="security",
    cloud="azure",
    severity="high",
    levels=MANDATORY,
    why="A role with * is an owner under another name, and no review finds it among the owners.",
    remediation="List the actions that are needed, type by type; */read is fine, and grants are for people to make.",
    frameworks=(*checkov("CKV_AZURE_39"), *cis(CIS_AZURE, "1.23"), *PRIVILEGES),
    types=("azure-native:authorization:RoleDefinition",),
    check_resource=_check,
)
