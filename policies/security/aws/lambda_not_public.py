"""A Lambda function lets nobody call it whom its permissions do not name."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import ACCESS_CONTROL, checkov
from policies.iam import ANYBODY
from policies.iam_conditions import names_caller
from policies.properties import absent
from policies.rule import MANDATORY, PlainContext, Rule

_NARROWS = {
    "principalOrgId": "aws:PrincipalOrgID",
    "sourceAccount": "aws:SourceAccount",
    "sourceArn": "aws:SourceArn",
}
"""Properties, and the condition that AWS Lambda makes of each."""


def _check(permission: Resource, _: PlainContext) -> Iterable[str]:
    given = {key: permission.get(name) for name, key in _NARROWS.items() if not absent(permission.get(name))}
    if permission.get("principal") == ANYBODY and not names_caller({"ArnLike": given}):
        yield "principal is *, and nothing says of which organization or account"


RULE = Rule(
    id="lambda-not-public",
    title="Lambda functions may be called only by those they name",
    group="security",
    cloud="aws",
    severity="critical",
    levels=MANDATORY,
    why="A principal of * is every account of AWS, and with a function URL without authorization the whole internet.",
    remediation="Name the service or role in principal, or add principalOrgId, sourceAccount or sourceArn.",
    frameworks=(*checkov("CKV_AWS_301"), *ACCESS_CONTROL),
    types=("aws:lambda/permission:Permission",),
    check_resource=_check,
)
