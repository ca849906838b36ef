"""Roles say who may assume them."""

from collections.abc import Iterable

from accel.catalog.oidc_issuers import issuer_of, narrowing_claims
from accel.planning.graph import Resource
from policies.frameworks import ACCESS_CONTROL, checkov
from policies.iam import Statement, is_open_to_anybody, statements
from policies.iam_conditions import holds, required
from policies.resource_types import IAM_ROLES
from policies.rule import MANDATORY, PlainContext, Rule


def _check(role: Resource, _: PlainContext) -> Iterable[str]:
    for statement in statements(role.get("assumeRolePolicy")):
        if is_open_to_anybody(statement):
            yield f"statement {statement.label} lets anybody assume the role"
        for issuer in dict.fromkeys(map(issuer_of, statement.principals)):
            if statement.allows and _takes_strangers(issuer, statement):
                claims = " or ".join(f"{issuer}:{claim}" for claim in narrowing_claims(issuer))
                yield f"statement {statement.label} takes anybody's token of {issuer}: nothing fixes {claims}"


def _takes_strangers(issuer: str, statement: Statement) -> bool:
    forms = {f"{issuer}:{claim}".lower(): form for claim, form in narrowing_claims(issuer).items()}
    asked = required(statement.conditions)
    return bool(forms) and not any(key in forms and holds(value, forms[key].fullmatch) for key, value in asked)


RULE = Rule(
    id="iam-role-trust-narrow",
    title="Roles can be assumed only by those they name",
    group="security",
    cloud="aws",
    severity="critical",
    levels=MANDATORY,
    why="A trust policy for anybody hands the role to every AWS account there is, or to everybody's pipelines.",
    remediation=(
        "Name the service (sagemaker.amazonaws.com) or the role that assumes it; for tokens of CI also whose they are, "
        "with StringLike on token.actions.githubusercontent.com:sub (repo:organization/repository:*)."
    ),
    frameworks=(*checkov("CKV_AWS_60", "CKV_AWS_358"), *ACCESS_CONTROL),
    types=IAM_ROLES,
    check_resource=_check,
)
