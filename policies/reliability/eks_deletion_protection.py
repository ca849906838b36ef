"""EKS clusters cannot be deleted by accident."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import AVAILABILITY
from policies.resource_types import EKS_CLUSTERS
from policies.rule import PlainContext, Rule, levels


def _check(cluster: Resource, _: PlainContext) -> Iterable[str]:
    # The provider's default is false.
    if cluster.get("deletionProtection", False) is False:
        yield "deletionProtection is off"


RULE = Rule(
    id="eks-deletion-protection",
    title="EKS clusters are protected against deletion",
    group="reliability",
    cloud="aws",
    severity="medium",
    levels=levels("disabled", "advisory", "mandatory"),
    why="A cluster takes its node groups, and everything that runs on them, with it.",
    remediation="Set deletionProtection to true.",
    frameworks=(*AVAILABILITY,),
    types=EKS_CLUSTERS,
    check_resource=_check,
)
