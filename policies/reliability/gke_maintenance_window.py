"""GKE upgrades clusters when few people need them."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import AVAILABILITY
from policies.properties import absent
from policies.resource_types import GKE_CLUSTERS
from policies.rule import PlainContext, Rule, levels

_WINDOWS = ("recurringWindow", "recurringMaintenanceWindow", "dailyMaintenanceWindow")


def _check(cluster: Resource, _: PlainContext) -> Iterable[str]:
    # Without a window GKE chooses the hour.
    if all(absent(cluster.get(f"maintenancePolicy.{name}")) for name in _WINDOWS):
        yield "maintenancePolicy has no window: GKE upgrades it at any hour"


RULE = Rule(
    id="gke-maintenance-window",
    title="GKE clusters have a maintenance window",
    group="reliability",
    cloud="gcp",
    severity="low",
    levels=levels("disabled", "advisory", "mandatory"),
    why="An upgrade at noon moves every model server at the busiest hour.",
    remediation="Set maintenancePolicy.recurringWindow to nights or weekends.",
    frameworks=(*AVAILABILITY,),
    types=GKE_CLUSTERS,
    check_resource=_check,
)
