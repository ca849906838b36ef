"""Accelerators of a development stack do not run when nobody works."""

from collections.abc import Iterable, Iterator

from accel.catalog.tpu import can_stop
from accel.planning.cost.hardware import NODE_POOLS, TPU_VMS, rented, tpu_purchase, tpu_slice
from accel.planning.cost.sagemaker import ENDPOINTS, Scaling, scaling_of_endpoints
from accel.planning.cost.schedules import tpu_hours
from accel.planning.graph import Graph, Resource
from policies.frameworks import CAPACITY
from policies.machine_counts import rented_by
from policies.properties import absent, is_unknown, number
from policies.resource_types import AKS_NODE_POOLS, EKS_NODE_GROUPS
from policies.rule import PlainContext, Rule, Violation, levels
from policies.stopping import MACHINES, stopped_machines

_PURCHASES = {"on_demand": "on-demand"}
_GROUP_SCHEDULES = ("aws:autoscaling/schedule:Schedule",)
_FEWEST = {
    "aws:autoscaling/group:Group": "minSize",
    **dict.fromkeys(EKS_NODE_GROUPS, "scalingConfig.minSize"),
    **dict.fromkeys(AKS_NODE_POOLS, "minCount"),
}


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    yield from _pools(graph)
    yield from _slices(graph)
    yield from _endpoints(graph)
    yield from _groups(graph)
    stopped = graph.derived(stopped_machines)
    for machine in graph.of(*MACHINES):
        if _has_accelerator(machine) and machine.urn not in stopped:
            yield Violation(machine.urn, "runs day and night: nothing of the stack stops it")


def _groups(graph: Graph) -> Iterator[Violation]:
    emptied = {urn for switch in graph.of(*_GROUP_SCHEDULES) for urn in switch.dependencies}
    for group in graph.of(*_FEWEST):
        path = _FEWEST[group.kind]
        if group.kind in AKS_NODE_POOLS and group.get("enableAutoScaling", False) is False:
            path = "count"
        fewest = number(group.get(path))
        if fewest and group.urn not in emptied and any(rent.accelerator for rent in rented_by(graph, group)):
            yield Violation(group.urn, f"keeps {fewest:g} nodes when nobody uses them")


def _pools(graph: Graph) -> Iterator[Violation]:
    for pool in graph.of(*NODE_POOLS):
        if not _has_accelerator(pool):
            continue
        autoscaling = pool.get("autoscaling")
        if absent(autoscaling):
            if number(pool.get("nodeCount", pool.get("initialNodeCount"))):
                yield Violation(pool.urn, "keeps its nodes day and night: it has no autoscaler")
        elif not is_unknown(autoscaling):
            fewest = [pool.get(f"autoscaling.{name}", 0) for name in ("minNodeCount", "totalMinNodeCount")]
            lowest = max((number(value) or 0 for value in fewest), default=0)
            if lowest:
                yield Violation(pool.urn, f"keeps {lowest:g} nodes when nobody uses them")


def _slices(graph: Graph) -> Iterator[Violation]:
    scheduled = graph.derived(tpu_hours)
    for vm in graph.of(*TPU_VMS):
        found, purchase = tpu_slice(vm), tpu_purchase(vm)
        # A slice that cannot be stopped is priced as what it is: always on.
        if found is None or purchase is None or not can_stop(found, _PURCHASES.get(purchase, purchase)):
            continue
        if vm.urn not in scheduled:
            yield Violation(vm.urn, f"{found.accelerator_type} runs day and night, and could be stopped")


def _endpoints(graph: Graph) -> Iterator[Violation]:
    scalings = graph.derived(scaling_of_endpoints)
    for endpoint in graph.of(*ENDPOINTS):
        for scaling in scalings.get(endpoint.urn, ()):
            # One instance is the least that a variant can have.
            fewest = number(scaling.target.get("minCapacity"))
            if fewest is not None and fewest > 1 and not _lowered(scaling):
                yield Violation(endpoint.urn, f"keeps {fewest:g} instances when nobody uses them")


def _lowered(scaling: Scaling) -> bool:
    lows = [action.get("scalableTargetAction.minCapacity") for action in scaling.actions]
    return any(is_unknown(low) or (number(low) is not None and (number(low) or 0) <= 1) for low in lows)


def _has_accelerator(resource: Resource) -> bool:
    return any(rent.accelerator is not None for rent in rented(resource))


RULE = Rule(
    id="schedule-or-scale-to-zero",
    title="Development accelerators are off when nobody works",
    group="cost",
    cloud="any",
    severity="medium",
    levels=levels("mandatory", "disabled", "disabled"),
    why="A week has 168 hours and a working week 40: the rest of the bill is for machines that nobody uses.",
    remediation=(
        "Let node pools shrink to 0 nodes, give TPU slices a TpuSchedule, and SageMaker endpoints a schedule that "
        "lowers them to one instance."
    ),
    frameworks=(*CAPACITY,),
    check_stack=_check,
)
