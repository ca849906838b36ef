"""Nothing on Google Cloud is granted to everybody."""

import json
from collections.abc import Iterable
from typing import Any

from accel.planning.graph import Resource
from policies.frameworks import CIS_GCP, PUBLIC_DATA, checkov, cis
from policies.properties import mapping, objects, texts
from policies.rule import EVERY_TYPE, MANDATORY, PlainContext, Rule

_EVERYBODY = ("allusers", "allauthenticatedusers")
_GRANTS = ("IAMMember", "IAMBinding", "AccessControl", "IamMember", "IamBinding")
_WHOLE_POLICIES = ("IAMPolicy", "IamPolicy")


def _check(grant: Resource, _: PlainContext) -> Iterable[str]:
    # Each service has its own types; their names all end alike.
    if grant.package != "gcp":
        return
    if grant.type.endswith(_GRANTS):
        for property_name in ("member", "members", "entity"):
            yield from _public(grant.get("role"), grant.get(property_name))
    elif grant.type.endswith(_WHOLE_POLICIES):
        for binding in _bindings(grant.get("policyData")):
            yield from _public(binding.get("role"), binding.get("members"))


def _public(role: Any, members: Any) -> Iterable[str]:
    for member in texts(members):
        if member.lower() in _EVERYBODY:
            yield f"{role or 'a role'} is granted to {member}"


def _bindings(document: Any) -> list[dict[str, Any]]:
    """Return the bindings of a policy as JSON text; empty where it is unknown, or no policy."""
    try:
        return objects(mapping(json.loads(document)).get("bindings")) if isinstance(document, str) else []
    except (ValueError, RecursionError):
        return []


RULE = Rule(
    id="gcp-iam-no-public-members",
    title="Nothing is granted to allUsers or allAuthenticatedUsers",
    group="security",
    cloud="gcp",
    severity="critical",
    levels=MANDATORY,
    why="allAuthenticatedUsers is everybody with a Google account.",
    remediation="Grant the role to a service account or a group.",
    frameworks=(
        *checkov(
            "CKV_GCP_28",
            "CKV_GCP_101",
            "CKV_GCP_102",
            "CKV_GCP_112",
            "CKV_GCP_113",
            "CKV2_GCP_6",
            "CKV2_GCP_8",
            "CKV2_GCP_9",
        ),
        *cis(CIS_GCP, "1.9", "5.1"),
        *PUBLIC_DATA,
    ),
    types=EVERY_TYPE,
    check_resource=_check,
)
