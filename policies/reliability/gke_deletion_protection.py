"""GKE clusters cannot be deleted by accident."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import AVAILABILITY
from policies.resource_types import GKE_CLUSTERS
from policies.rule import PlainContext, Rule, levels


def _check(cluster: Resource, _: PlainContext) -> Iterable[str]:
    # The provider's default is true.
    if cluster.get("deletionProtection") is False:
        yield "deletionProtection is false"


RULE = Rule(
    id="gke-deletion-protection",
    title="GKE clusters are protected against deletion",
    group="reliability",
    cloud="gcp",
    severity="medium",
    levels=levels("disabled", "advisory", "mandatory"),
    why="A cluster takes its volumes, load balancers and addresses with it.",
    remediation="Set deletionProtection to true, or leave it out.",
    frameworks=(*AVAILABILITY,),
    types=GKE_CLUSTERS,
    check_resource=_check,
)
