"""Nobody is given a policy of AWS that allows all of a service."""

from collections.abc import Iterable

from accel.catalog.aws_managed_policies import administrator_policy, wide_policy
from accel.planning.graph import Resource
from policies.frameworks import PRIVILEGES
from policies.iam import MANAGED_POLICY_HOLDERS, managed_policies
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    for arn in managed_policies(resource):
        # Administrators are another rule's matter.
        name = None if administrator_policy(arn) else wide_policy(arn)
        if name:
            yield f"{name} lets its holder do everything in a service, to everybody's resources"


RULE = Rule(
    id="iam-no-full-access-policy",
    title="Nobody is given AWS's policies for all of a service",
    group="security",
    cloud="aws",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="AmazonS3FullAccess reads and deletes every bucket of the account: the weights, the prompts and the trail.",
    remediation="Attach a policy that names the actions and resources of the work at hand.",
    frameworks=PRIVILEGES,
    types=MANAGED_POLICY_HOLDERS,
    check_resource=_check,
)
