"""Who may enter an EKS cluster stands in IAM and in the stack, not in a ConfigMap."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import ACCESS_CONTROL
from policies.properties import differs
from policies.resource_types import EKS_CLUSTERS
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule


def _check(cluster: Resource, _: PlainContext) -> Iterable[str]:
    # The API's default is CONFIG_MAP.
    if differs(cluster.get("accessConfig.authenticationMode"), "API"):
        yield "accessConfig.authenticationMode is not API: the ConfigMap aws-auth decides who is an administrator"


RULE = Rule(
    id="eks-access-entries",
    title="EKS clusters take their users from access entries",
    group="security",
    cloud="aws",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why=(
        "Whoever may write one ConfigMap of the cluster makes themselves its administrator, and no audit trail of AWS "
        "shows it."
    ),
    remediation="Set accessConfig.authenticationMode to API, and write an AccessEntry for each role that enters.",
    frameworks=(*ACCESS_CONTROL,),
    types=EKS_CLUSTERS,
    check_resource=_check,
)
