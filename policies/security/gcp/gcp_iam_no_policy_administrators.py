"""Nobody whom a stack names may change who has which role in a whole project."""

from collections.abc import Iterable

from accel.catalog.gcp import policy_administration_roles
from accel.planning.graph import Resource
from policies.frameworks import PRIVILEGES
from policies.google_iam import PROJECT_GRANTS, granted_roles
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule


def _check(grant: Resource, _: PlainContext) -> Iterable[str]:
    for role in granted_roles(grant):
        if role in policy_administration_roles():
            yield f"grants {role}, with which its member can make himself an owner"


RULE = Rule(
    id="gcp-iam-no-policy-administrators",
    title="Nobody is given the policy of a whole project",
    group="security",
    cloud="gcp",
    severity="high",
    levels=MANDATORY_OUTSIDE_DEV,
    why="Who may set the policy of a project is one call away from any role in it.",
    remediation="Let the organisation's own pipeline hold the role, or write an exemption that says who needs it.",
    frameworks=PRIVILEGES,
    types=PROJECT_GRANTS,
    check_resource=_check,
)
