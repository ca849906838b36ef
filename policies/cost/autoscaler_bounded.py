"""Autoscalers cannot grow past what the environment is meant for."""

from collections.abc import Iterable

from pydantic import Field

from accel.planning.graph import Resource
from policies.frameworks import CAPACITY
from policies.machine_counts import autoscaled_nodes
from policies.properties import absent, is_unknown, number
from policies.resource_types import (
    AKS_NODE_POOLS,
    EKS_NODE_GROUPS,
    GKE_NODE_POOLS,
    HORIZONTAL_POD_AUTOSCALERS,
    SCALABLE_TARGETS,
)
from policies.rule import MANDATORY, PerEnvironment, Rule, RuleContext, RuleSettings

_PATHS = {"aws:autoscaling/group:Group": "maxSize", **dict.fromkeys(EKS_NODE_GROUPS, "scalingConfig.maxSize")}


class AutoscalerSettings(RuleSettings):
    """How far an autoscaler may go."""

    max_units: int = Field(ge=1, description="Most instances, nodes or replicas of one autoscaler.")


def _check(resource: Resource, context: RuleContext[AutoscalerSettings]) -> Iterable[str]:
    highest = _highest(resource)
    limit = context.settings.max_units
    if highest is None:
        yield "scales without an upper bound"
    elif isinstance(highest, int | float) and highest > limit:
        yield f"may grow to {highest:g}, more than {limit}"


def _highest(resource: Resource) -> object:
    """Return the upper bound: a number, None where there is none, anything else where that is unknown."""
    if resource.kind in SCALABLE_TARGETS:
        return _bound(resource.get("maxCapacity"))
    if resource.kind in HORIZONTAL_POD_AUTOSCALERS:
        return _bound(resource.get("spec.maxReplicas"))
    if resource.kind in _PATHS:
        return _bound(resource.get(_PATHS[resource.kind]))
    if resource.kind in AKS_NODE_POOLS:
        scales = resource.get("enableAutoScaling", False)
        return (
            scales if is_unknown(scales) else _bound(resource.get("maxCount") if scales else resource.get("count", 1))
        )
    autoscaling = resource.get("autoscaling")
    if absent(autoscaling) or is_unknown(autoscaling):
        return _bound(resource.get("nodeCount", 0))
    return _bound(autoscaled_nodes(resource))


def _bound(value: object) -> object:
    return value if is_unknown(value) else number(value)


RULE = Rule(
    id="autoscaler-bounded",
    title="Autoscalers are bounded",
    group="cost",
    cloud="any",
    severity="high",
    levels=MANDATORY,
    why="A loop in a client, or an attack, would otherwise rent accelerators until somebody looks.",
    remediation=(
        "Lower the maximum, or raise policies.autoscaler-bounded.maxUnits of the stack together with its budget."
    ),
    frameworks=(*CAPACITY,),
    types=(*SCALABLE_TARGETS, *GKE_NODE_POOLS, *HORIZONTAL_POD_AUTOSCALERS, *_PATHS, *AKS_NODE_POOLS),
    settings=PerEnvironment(
        AutoscalerSettings(max_units=4), AutoscalerSettings(max_units=10), AutoscalerSettings(max_units=40)
    ),
    check_resource=_check,
)
