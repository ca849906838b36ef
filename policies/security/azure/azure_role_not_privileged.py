"""Nobody is given everything, or the right to give themselves everything."""

import re
from collections.abc import Iterable
from functools import cache

from accel.catalog.azure import privileged_roles
from accel.planning.graph import Resource
from policies.azure import word
from policies.frameworks import PRIVILEGES
from policies.properties import absent
from policies.rule import MANDATORY, PlainContext, Rule

_WIDE = re.compile(r"(?i)/?|/?subscriptions/[^/]+/?|/?providers/microsoft\.management/managementgroups/[^/]+/?")
_HARMLESS_BELOW = "Contributor"
"""Cannot give anybody a role; on a single group of resources it is what a pipeline may need."""
_OWNER = "Owner"


def _check(assignment: Resource, _: PlainContext) -> Iterable[str]:
    given, scope = assignment.get("roleDefinitionId"), assignment.get("scope")
    role = _roles().get(word(given.rpartition("/")[2])) if isinstance(given, str) else None
    if role is None:
        return
    if role == _HARMLESS_BELOW:
        if isinstance(scope, str) and _WIDE.fullmatch(scope):
            yield f"{role} of the whole of {scope or '/'}"
    # A condition can say which roles may be given; an owner is one all the same.
    elif role == _OWNER or absent(assignment.get("condition")):
        yield f"{role} may give itself every right"


@cache
def _roles() -> dict[str, str]:
    return {word(guid): name for name, guid in privileged_roles().items()}


RULE = Rule(
    id="azure-role-not-privileged",
    title="Nobody owns a subscription, or grants roles without bounds",
    group="security",
    cloud="azure",
    severity="critical",
    levels=MANDATORY,
    why="Whoever takes such an identity over has every key, every weight and the log of it.",
    remediation="Grant the narrowest role on the narrowest scope: Storage Blob Data Reader on one container.",
    frameworks=(*PRIVILEGES,),
    types=("azure-native:authorization:RoleAssignment",),
    check_resource=_check,
)
