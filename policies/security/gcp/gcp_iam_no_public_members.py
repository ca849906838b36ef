"""Nothing on Google Cloud is granted to everybody."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import CIS_GCP, PUBLIC_DATA, checkov, cis
from policies.properties import texts
from policies.rule import EVERY_TYPE, MANDATORY, PlainContext, Rule

_EVERYBODY = ("allusers", "allauthenticatedusers")
_GRANTS = ("IAMMember", "IAMBinding", "AccessControl", "IamMember", "IamBinding")


def _check(grant: Resource, _: PlainContext) -> Iterable[str]:
    # Each service has its own types; their names all end alike.
    if grant.package != "gcp" or not grant.type.endswith(_GRANTS):
        return
    for property_name in ("member", "members", "entity"):
        for member in texts(grant.get(property_name)):
            if member.lower() in _EVERYBODY:
                yield f"{grant.get('role', 'a role')} is granted to {member}"


RULE = Rule(
    id="gcp-iam-no-public-members",
    title="Nothing is granted to allUsers or allAuthenticatedUsers",
    group="security",
    cloud="gcp",
    severity="critical",
    levels=MANDATORY,
    why="allAuthenticatedUsers is everybody with a Google account.",
    remediation="Grant the role to a service account or a group.",
    frameworks=(*checkov("CKV_GCP_28", "CKV_GCP_113", "CKV2_GCP_6"), *cis(CIS_GCP, "1.9", "5.1"), *PUBLIC_DATA),
    types=EVERY_TYPE,
    check_resource=_check,
)
