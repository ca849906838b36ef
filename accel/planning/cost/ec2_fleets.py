"""Autoscaling groups of EC2, and load balancers before them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from accel.planning.cost.assumptions import autoscaled
from accel.planning.cost.context import CostContext, count_of, known, mappings, parts, required_count, required_text
from accel.planning.cost.ec2 import ebs_disk
from accel.planning.cost.hardware import LAUNCH_TEMPLATES, ec2_purchase
from accel.planning.cost.items import Item, Span, Unpriceable, always
from accel.planning.cost.lines import by_use, machine_line, service_line
from accel.planning.cost.registry import Pricer
from accel.planning.graph import UNKNOWN, Resource, Unknown, lookup

_BALANCERS = ("alb", "applicationloadbalancing", "elasticloadbalancingv2", "lb")
"""Modules of load balancers: those with long names are former ones."""
FREE = (
    "aws:autoscaling/attachment:Attachment",
    "aws:autoscaling/lifecycleHook:LifecycleHook",
    "aws:autoscaling/notification:Notification",
    "aws:autoscaling/policy:Policy",
    "aws:autoscaling/schedule:Schedule",
    "aws:autoscaling/tag:Tag",
    *(f"aws:{module}/{name}" for module in _BALANCERS for name in ("listener:*", "listenerRule:*", "targetGroup*")),
)
_SCALERS = ("aws:autoscaling/policy:Policy", "aws:autoscaling/schedule:Schedule")
_KINDS = ("application", "network")
_PERCENT = 100


@dataclass(frozen=True, slots=True)
class Template:
    """What a launch template says of a machine, as far as it says it."""

    machine: Any
    purchase: str
    disks: list[Mapping[str, Any]]


def template_of(resource: Resource, context: CostContext, *properties: str) -> Template | None:
    """Return the launch template that a property of a resource names; None where it names none.

    Raises:
        Unpriceable: it is not part of the stack, or only the cloud knows what it says.
    """
    named = next((name for name in properties if resource.get(name) is not None), None)
    if named is None:
        return None
    linked = context.graph.referred(resource, *LAUNCH_TEMPLATES, first=named)
    if not linked:
        raise Unpriceable("its launch template is not part of the stack", "unknown value")
    purchase = str(known(ec2_purchase(linked[0]) or UNKNOWN, "instanceMarketOptions"))
    disks = mappings(linked[0].get("blockDeviceMappings"), "blockDeviceMappings")
    return Template(linked[0].get("instanceType"), purchase, disks)


def template_disks(
    resource: Resource, context: CostContext, template: Template | None, running: Span
) -> Iterator[Item]:
    """Yield the disks that a launch template gives to each machine."""
    for disk in template.disks if template is not None else ():
        if lookup(disk, "ebs") is None:
            continue
        yield from ebs_disk(resource, context, lookup(disk, "ebs"), name="disk", default_kind="gp2", running=running)


def _group(resource: Resource, context: CostContext) -> Iterator[Item]:
    running = _size(resource, context)
    mixed = resource.get("mixedInstancesPolicy")
    template = template_of(resource, context, "launchTemplate", "mixedInstancesPolicy")
    if template is None:
        raise Unpriceable("its launch configuration names no machine here", "unknown value")
    yield from parts(
        resource,
        _machines(resource, context, template, mixed, running),
        template_disks(resource, context, template, running),
    )


def _machines(
    resource: Resource, context: CostContext, template: Template, mixed: Any, running: Span
) -> Iterator[Item]:
    machine = str(known(_first_override(mixed) or template.machine, "launchTemplate.instanceType"))
    region = context.region_of(resource)
    for purchase, share in _shares(mixed, template, running).items():
        if share.max:
            yield machine_line(resource, context.price("aws", region, machine, purchase), machine, share)


def _shares(mixed: Any, template: Template, running: Span) -> dict[str, Span]:
    """Return how many machines are bought in which way; without a distribution, all as the template says."""
    split = lookup(mixed, "instancesDistribution") if mixed is not None else None
    if split is None:
        return {template.purchase: running}
    base = count_of(lookup(split, "onDemandBaseCapacity", 0), "onDemandBaseCapacity")
    percent = lookup(split, "onDemandPercentageAboveBaseCapacity", _PERCENT)
    share = count_of(percent, "onDemandPercentageAboveBaseCapacity") / _PERCENT
    on_demand = Span(*(min(count, base) + max(0.0, count - base) * min(share, 1.0) for count in running))
    spot = Span(*(count - bought for count, bought in zip(running, on_demand, strict=True)))
    return {"on_demand": on_demand, "spot": spot}


def _first_override(mixed: Any) -> Any:
    """Return the machine that a mixed group prefers: others come where the cloud is short of it."""
    overrides = lookup(mixed, "launchTemplate.overrides") if mixed is not None else None
    if isinstance(overrides, Unknown):
        return overrides
    return lookup(overrides, "0.instanceType") if overrides else None


def _size(resource: Resource, context: CostContext) -> Span:
    lowest = required_count(resource, "minSize")
    highest = max(lowest, required_count(resource, "maxSize"))
    if resource.urn in context.derived(_scaled):
        return autoscaled(lowest, highest, context.load)
    # Nothing of the stack moves it: it stays at what was asked for.
    wanted = min(max(required_count(resource, "desiredCapacity", lowest), lowest), highest)
    return always(wanted)


def _scaled(context: CostContext) -> set[str]:
    return {urn for scaler in context.graph.of(*_SCALERS) for urn in scaler.dependencies}


def _load_balancer(resource: Resource, context: CostContext) -> Iterator[Item]:
    kind = required_text(resource, "loadBalancerType", "application")
    if kind not in _KINDS:
        raise Unpriceable(f"no price is known of load balancers of the type {kind}")
    yield from parts(
        resource,
        service_line(resource, context, "load_balancer", f"{kind} load balancer"),
        by_use(
            resource, context, f"{kind}_load_balancer_units", f"{kind} load balancer, use", "for what goes through it"
        ),
    )


PRICERS: dict[str, Pricer] = {
    "aws:autoscaling/group:Group": _group,
    **{f"aws:{module}/loadBalancer:LoadBalancer": _load_balancer for module in _BALANCERS},
}
