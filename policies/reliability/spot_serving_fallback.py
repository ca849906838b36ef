"""A service that runs on spot machines has others to go to when they are taken."""

from collections.abc import Iterable

from accel.catalog import gke
from accel.planning.cost.hardware import NODE_POOLS, rented
from accel.planning.graph import Graph, Resource
from policies.frameworks import AVAILABILITY
from policies.properties import mapping
from policies.rule import PlainContext, Rule, Violation, levels
from policies.serving import workloads_by_pool


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    lasting = {
        rent.accelerator
        for pool in graph.of(*NODE_POOLS)
        for rent in rented(pool)
        # How it is bought may be unknown: then it may last.
        if not rent.interruptible
    }
    for urn, workloads in workloads_by_pool(graph).items():
        kinds = {rent.accelerator for rent in rented(graph.by_urn[urn]) if rent.interruptible and rent.accelerator}
        for workload in workloads if kinds else ():
            if not kinds & lasting or _wants_spot(workload.resource):
                yield Violation(
                    workload.resource.urn,
                    f"runs on spot machines alone ({graph.by_urn[urn].name}): no pool that lasts has their accelerator",
                )


def _wants_spot(workload: Resource) -> bool:
    return gke.name("spot") in mapping(workload.get("spec.template.spec.nodeSelector"))


RULE = Rule(
    id="spot-serving-fallback",
    title="Services on spot machines have a pool that lasts",
    group="reliability",
    cloud="gcp",
    severity="high",
    levels=levels("disabled", "disabled", "mandatory"),
    why="A cloud takes spot machines back in whole zones at once, when everybody needs them: then nothing answers.",
    remediation=(
        "Add a node pool on demand, or of a reservation, with the same accelerator; its autoscaler may rest at 0. "
        "Do not select the spot label in the pods."
    ),
    frameworks=(*AVAILABILITY,),
    check_stack=_check,
)
