"""An environment rents the accelerators that it is meant for."""

from collections.abc import Iterable

from accel.planning.cost.hardware import RENTERS, rented
from accel.planning.graph import Resource
from policies.frameworks import CAPACITY
from policies.rule import MANDATORY, PlainContext, Rule


def _check(resource: Resource, context: PlainContext) -> Iterable[str]:
    allowed = context.facts.profile.allowed_accelerators
    for rent in rented(resource):
        if rent.accelerator is not None and rent.accelerator not in allowed:
            yield (
                f"{rent.machine} has {rent.accelerator}, which {context.facts.environment} may not use; "
                f"it may use {', '.join(allowed) or 'none'}"
            )


RULE = Rule(
    id="allowed-accelerators",
    title="Only the environment's accelerators are rented",
    group="cost",
    cloud="any",
    severity="high",
    levels=MANDATORY,
    why="Development seldom needs the accelerators of production, and they cost many times as much.",
    remediation="Choose a machine with an allowed accelerator, or allow it under profile.allowedAccelerators.",
    frameworks=(*CAPACITY,),
    types=RENTERS,
    check_resource=_check,
)
