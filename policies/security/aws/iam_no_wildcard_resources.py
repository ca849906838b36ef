"""IAM policies name resources wherever AWS lets an action be limited."""

from collections.abc import Iterable

from accel.catalog.iam import can_name_resource, makes
from accel.planning.graph import Resource
from policies.frameworks import PRIVILEGES, checkov
from policies.iam import IDENTITY_POLICIES, Statement, identity_statements
from policies.iam_conditions import names_resource
from policies.iam_wildcards import Width, width
from policies.rule import MANDATORY, PlainContext, Rule


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    for statement in identity_statements(resource):
        given = ("NotResource",) if statement.not_resources else statement.resources
        for name in given if statement.allows else ():
            if too_wide := _not_limited_by(name, statement):
                yield f"statement {statement.label} allows {', '.join(too_wide)} on {name}"
                break


def _not_limited_by(name: str, statement: Statement) -> list[str]:
    """Return the actions of a statement that could name resources, and do not by this ARN."""
    found = Width() if statement.not_resources else width(name)
    if found is None or (found.type and names_resource(statement.conditions)):
        return []
    return [action for action in statement.actions if can_name_resource(action) and not makes(action, found.type)]


RULE = Rule(
    id="iam-no-wildcard-resources",
    title="IAM policies name the resources they allow",
    group="security",
    cloud="aws",
    severity="high",
    levels=MANDATORY,
    why="A role that may read every bucket makes one stolen session a leak of everything.",
    remediation=(
        "Give the ARNs of the stack in Resource. Only actions that cannot name a resource (ecr:GetAuthorizationToken) "
        "may keep *; all of a type (network-interface/*) needs a condition that tells them apart, or makes them."
    ),
    frameworks=(*checkov("CKV_AWS_355", "CKV_AWS_356"), *PRIVILEGES),
    types=IDENTITY_POLICIES,
    check_resource=_check,
)
