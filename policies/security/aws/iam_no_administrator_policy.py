"""Nobody is given a policy of AWS that makes an administrator."""

from collections.abc import Iterable

from accel.catalog.aws_managed_policies import administrator_policy
from accel.planning.graph import Resource
from policies.frameworks import CIS_AWS, PRIVILEGES, checkov, cis
from policies.iam import MANAGED_POLICY_HOLDERS, managed_policies
from policies.rule import MANDATORY, PlainContext, Rule


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    for arn in managed_policies(resource):
        name = administrator_policy(arn)
        if name:
            yield f"{name} lets its holder become anything in the account"


RULE = Rule(
    id="iam-no-administrator-policy",
    title="Nobody is given AWS's administrator policies",
    group="security",
    cloud="aws",
    severity="critical",
    levels=MANDATORY,
    why="One stolen session of such a role is the whole account: every model, every log, every bill.",
    remediation="Attach policies that name the actions and resources of the work at hand.",
    frameworks=(*checkov("CKV_AWS_274", "CKV2_AWS_56"), *cis(CIS_AWS, "1.16"), *PRIVILEGES),
    types=MANAGED_POLICY_HOLDERS,
    check_resource=_check,
)
