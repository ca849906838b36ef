"""Training outside production runs on interruptible capacity, or only in working hours."""

from collections.abc import Iterable

from accel.planning.cost.hardware import TPU_VMS, rented
from accel.planning.cost.purchases import ON_DEMAND
from accel.planning.cost.schedules import tpu_hours
from accel.planning.graph import Graph
from policies.accelerators import trains
from policies.frameworks import CAPACITY
from policies.rule import PlainContext, Rule, Violation, levels
from policies.stopping import MACHINES, stopped_machines


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    stopped = graph.derived(stopped_machines).union(graph.derived(tpu_hours))
    for resource in graph.of(*TPU_VMS, *MACHINES):
        if resource.urn in stopped:
            continue
        for rent in rented(resource):
            if trains(resource, rent) and rent.purchase == ON_DEMAND:
                yield Violation(resource.urn, f"trains on {rent.machine} on demand, day and night")


RULE = Rule(
    id="spot-for-training",
    title="Training outside production is interruptible, or off outside working hours",
    group="cost",
    cloud="any",
    severity="medium",
    levels=levels("mandatory", "mandatory", "disabled"),
    why="A training job with checkpoints loses minutes when it is interrupted, and costs a fraction.",
    remediation=(
        "Buy it as spot and write checkpoints, use a reservation, or stop it: a slice by a TpuSchedule, a machine by "
        "an alarm on low use, a schedule or a time limit."
    ),
    frameworks=(*CAPACITY,),
    check_stack=_check,
)
