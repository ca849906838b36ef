"""Training outside production runs on interruptible capacity, or only in working hours."""

from collections.abc import Iterable

from accel.planning.cost.hardware import TPU_VMS, Rented, rented
from accel.planning.cost.schedules import tpu_hours
from accel.planning.graph import Graph, Resource
from policies.accelerators import is_for_training
from policies.frameworks import CAPACITY
from policies.rule import PlainContext, Rule, Violation, levels
from policies.stopping import MACHINES, stopped_machines

# Slices train whatever their generation: nothing of ours serves from them.
_ALWAYS_TRAIN = TPU_VMS


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    stopped = stopped_machines(graph) | set(tpu_hours(graph))
    for resource in graph.of(*TPU_VMS, *MACHINES):
        if resource.urn in stopped:
            continue
        for rent in rented(resource):
            if _trains(resource, rent) and rent.purchase == "on_demand":
                yield Violation(resource.urn, f"trains on {rent.machine} on demand, day and night")


def _trains(resource: Resource, rent: Rented) -> bool:
    return resource.kind in _ALWAYS_TRAIN or is_for_training(rent.accelerator)


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
