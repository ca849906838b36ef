"""IAM policies name resources wherever AWS lets an action be limited."""

import re
from collections.abc import Iterable

from accel.catalog.iam import can_name_resource
from accel.planning.graph import Resource
from policies.frameworks import PRIVILEGES, checkov
from policies.iam import IDENTITY_POLICIES, identity_statements
from policies.rule import MANDATORY, PlainContext, Rule

_ALL_OF_A_SERVICE = re.compile(r"\*|arn:[^:]*:[^:]*:[^:]*:[^:]*:\*")


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    for statement in identity_statements(resource):
        wide = [name for name in statement.resources if _ALL_OF_A_SERVICE.fullmatch(name)]
        if not statement.allows or not (wide or statement.not_resources):
            continue
        limitable = [action for action in statement.actions if can_name_resource(action)]
        if limitable:
            found = wide[0] if wide else "NotResource"
            yield f"statement {statement.label} allows {', '.join(limitable)} on {found}"


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
        "may keep *."
    ),
    frameworks=(*checkov("CKV_AWS_355", "CKV_AWS_356"), *PRIVILEGES),
    types=IDENTITY_POLICIES,
    check_resource=_check,
)
