"""A machine made for training does not wait for the next job."""

from collections.abc import Iterable

from accel.planning.cost.hardware import rented
from accel.planning.cost.purchases import ON_DEMAND
from accel.planning.graph import Graph
from policies.accelerators import is_for_training
from policies.frameworks import CAPACITY
from policies.rule import PlainContext, Rule, Violation, levels
from policies.stopping import MACHINES, stopped_machines


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    stopped = graph.derived(stopped_machines)
    for machine in graph.of(*MACHINES):
        # What is taken back at any time is not always on; how it is bought may be unknown.
        kinds = [rent for rent in rented(machine) if is_for_training(rent.accelerator) and rent.purchase == ON_DEMAND]
        if kinds and machine.urn not in stopped:
            yield Violation(machine.urn, f"{kinds[0].machine} stays on when its training is over: nothing stops it")


RULE = Rule(
    id="training-machine-stops",
    title="Machines made for training stop when they idle",
    group="cost",
    cloud="any",
    severity="high",
    # Elsewhere spot-for-training asks for the same, or for spot.
    levels=levels("disabled", "disabled", "mandatory"),
    why="Training ends at night, and until somebody looks the most expensive machine there is does nothing.",
    remediation=(
        "Add an alarm on low use with the action ec2:stop, a schedule, scheduling.maxRunDuration on Google Cloud or a "
        "shutdown schedule on Azure; or train in a job, which ends by itself."
    ),
    frameworks=(*CAPACITY,),
    check_stack=_check,
)
