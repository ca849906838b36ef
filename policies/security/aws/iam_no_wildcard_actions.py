"""IAM policies allow actions by name, never a whole service."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import CIS_AWS, PRIVILEGES, checkov, cis
from policies.iam import IDENTITY_POLICIES, identity_statements
from policies.iam_wildcards import is_whole_service
from policies.rule import MANDATORY, PlainContext, Rule


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    for statement in identity_statements(resource):
        if not statement.allows:
            continue
        for action in statement.actions:
            if is_whole_service(action):
                yield f"statement {statement.label} allows {action}"
        if statement.not_actions:
            yield f"statement {statement.label} allows everything but NotAction"


RULE = Rule(
    id="iam-no-wildcard-actions",
    title="IAM policies name the actions they allow",
    group="security",
    cloud="aws",
    severity="high",
    levels=MANDATORY,
    why=(
        "A whole service includes deleting, sharing and reading what the workload never touches, and whatever AWS "
        "adds later."
    ),
    remediation="List the actions that the workload calls.",
    frameworks=(*checkov("CKV_AWS_62", "CKV_AWS_63", "CKV2_AWS_40"), *cis(CIS_AWS, "1.16"), *PRIVILEGES),
    types=IDENTITY_POLICIES,
    check_resource=_check,
)
