"""Roles say who may assume them."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import ACCESS_CONTROL, checkov
from policies.iam import ANYBODY, statements
from policies.resource_types import IAM_ROLES
from policies.rule import MANDATORY, PlainContext, Rule


def _check(role: Resource, _: PlainContext) -> Iterable[str]:
    for statement in statements(role.get("assumeRolePolicy")):
        if statement.allows and ANYBODY in statement.principals:
            yield f"statement {statement.label} lets anybody assume the role"


RULE = Rule(
    id="iam-role-trust-narrow",
    title="Roles can be assumed only by those they name",
    group="security",
    cloud="aws",
    severity="critical",
    levels=MANDATORY,
    why="A trust policy for anybody hands the role to every AWS account there is.",
    remediation="Name the service (sagemaker.amazonaws.com) or the role that assumes it.",
    frameworks=(*checkov("CKV_AWS_60"), *ACCESS_CONTROL),
    types=IAM_ROLES,
    check_resource=_check,
)
