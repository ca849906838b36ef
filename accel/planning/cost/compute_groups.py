"""Managed instance groups of Compute Engine: machines of a template, as many as an autoscaler keeps."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from accel.planning.cost.assumptions import autoscaled
from accel.planning.cost.context import CostContext, count_of, known, mappings, parts, required_count
from accel.planning.cost.gcp_machines import described_machines, disk_service, local_ssd_gb
from accel.planning.cost.hardware import INSTANCE_TEMPLATES
from accel.planning.cost.items import Item, Span, Unpriceable, always
from accel.planning.cost.lines import by_use, service_line
from accel.planning.cost.registry import Pricer
from accel.planning.cost.weekly import minutes_of_week, timeline
from accel.planning.graph import Resource, lookup
from accel.planning.month import HOURS_PER_MONTH

GROUPS = (
    "gcp:compute/instanceGroupManager:InstanceGroupManager",
    "gcp:compute/regionInstanceGroupManager:RegionInstanceGroupManager",
)
AUTOSCALERS = ("gcp:compute/autoscaler:Autoscaler", "gcp:compute/regionAutoscaler:RegionAutoscaler")
FREE = (
    *AUTOSCALERS,
    # What is made of them is paid for by the group.
    *INSTANCE_TEMPLATES,
    "gcp:compute/healthCheck:HealthCheck",
    "gcp:compute/instanceGroupNamedPort:InstanceGroupNamedPort",
)
_SCRATCH = "SCRATCH"
_MINUTES_OF_WEEK = 7 * 24 * 60
_SECONDS_PER_MINUTE = 60

Floors = frozenset[tuple[int, float]]
"""Schedules in force, each by its place in the list, with the fewest machines that it asks for."""


def _group(resource: Resource, context: CostContext) -> Iterator[Item]:
    if resource.get("instanceFlexibilityPolicy") is not None:
        raise Unpriceable("the cloud chooses its machines among several types", "unknown value")
    template = _template_of(resource, context)
    running, hours = _size(resource, context)
    yield from parts(
        resource,
        described_machines(resource, context, template, running, hours),
        _disks(resource, context, template, running, hours),
        _local_ssds(resource, context, template, running, hours),
    )


def _disks(resource: Resource, context: CostContext, template: Resource, running: Span, hours: Span) -> Iterator[Item]:
    for disk in mappings(template.get("disks"), "disks"):
        # An attached disk is a resource of its own; local SSDs are priced below.
        if lookup(disk, "source") is not None or lookup(disk, "type") == _SCRATCH:
            continue
        kind = str(known(lookup(disk, "diskType", "pd-standard"), "disks.diskType"))
        service, name = disk_service(kind), f"disk {kind.rpartition('/')[2]}"
        if lookup(disk, "diskSizeGb") is None:
            yield from by_use(resource, context, service, name, "for the size that its image asks for")
            continue
        size = count_of(lookup(disk, "diskSizeGb"), "disks.diskSizeGb")
        paid = hours.times(size / HOURS_PER_MONTH)
        yield from service_line(resource, context, service, name, running.times(size), paid)


def _local_ssds(
    resource: Resource, context: CostContext, template: Resource, running: Span, hours: Span
) -> Iterator[Item]:
    scratch = [disk for disk in mappings(template.get("disks"), "disks") if lookup(disk, "type") == _SCRATCH]
    size = local_ssd_gb(template.get("machineType"), len(scratch)) if scratch else 0
    if size:
        paid = hours.times(size / HOURS_PER_MONTH)
        yield from service_line(resource, context, "pd_local", "local SSD", running.times(size), paid)


def _template_of(group: Resource, context: CostContext) -> Resource:
    """Return the one template that all machines of a group are made of.

    Raises:
        Unpriceable: it is not part of the stack, or there are several.
    """
    templates = context.graph.referred(group, *INSTANCE_TEMPLATES, first="versions")
    if not templates:
        names = {str(version.get("instanceTemplate")) for version in mappings(group.get("versions"), "versions")}
        templates = [item for name in names if (item := context.derived(_templates).get(name.rpartition("/")[2]))]
    if not templates:
        raise Unpriceable("its instance template is not part of the stack", "unknown value")
    if len(templates) > 1:
        raise Unpriceable("which of its versions has how many machines is known only to the cloud", "unknown value")
    return templates[0]


def _templates(context: CostContext) -> dict[str, Resource]:
    named = [(item.get("name") or item.outputs.get("name"), item) for item in context.graph.of(*INSTANCE_TEMPLATES)]
    return {name: item for name, item in named if isinstance(name, str)}


def _size(group: Resource, context: CostContext) -> tuple[Span, Span]:
    """Return how many machines run on average over the month, and the machine-hours of a month."""
    policy = context.derived(_policies).get(group.urn)
    if policy is None:
        running = always(required_count(group, "targetSize", 0))
        return running, running.times(HOURS_PER_MONTH)
    lowest = count_of(lookup(policy, "minReplicas"), "autoscalingPolicy.minReplicas")
    highest = count_of(lookup(policy, "maxReplicas"), "autoscalingPolicy.maxReplicas")
    spans: list[tuple[Span, float]] = []
    for floors, hours in _floors(policy):
        fewest = min(max(lowest, *(count for _, count in floors), 0), highest)
        spans.append((autoscaled(fewest, highest, context.load), hours))
    worked = Span(*(sum(span[index] * hours for span, hours in spans) for index in range(3)))
    least, most = min(span.min for span, _ in spans), max(span.max for span, _ in spans)
    return Span(least, worked.expected / HOURS_PER_MONTH, most), worked


def _policies(context: CostContext) -> dict[str, Mapping[str, Any]]:
    """Return the policy of each group that an autoscaler moves; one that is switched off moves nothing."""
    found: dict[str, Mapping[str, Any]] = {}
    groups = {group.urn for group in context.graph.of(*GROUPS)}
    for scaler in context.graph.of(*AUTOSCALERS):
        policy = scaler.get("autoscalingPolicy", {})
        if lookup(policy, "mode", "ON") != "OFF":
            found.update((urn, policy) for urn in scaler.dependencies if urn in groups)
    return found


def _floors(policy: Mapping[str, Any]) -> list[tuple[Floors, float]]:
    """Return the schedules that are in force through the week, with the hours a month of each state."""
    schedules = [
        (index, item)
        for index, item in enumerate(mappings(lookup(policy, "scalingSchedules"), "scalingSchedules"))
        if lookup(item, "disabled", False) is not True
    ]
    floors = [
        (index, count_of(lookup(item, "minRequiredReplicas"), "minRequiredReplicas")) for index, item in schedules
    ]
    zones = {str(lookup(item, "timeZone", "UTC")) for _, item in schedules}
    events: list[tuple[int, Callable[[Floors], Floors]]] = []
    for floor, (_, item) in zip(floors, schedules, strict=True):
        cron = lookup(item, "schedule")
        minutes = minutes_of_week(cron) if isinstance(cron, str) else None
        lasts = int(count_of(lookup(item, "durationSec"), "durationSec")) // _SECONDS_PER_MINUTE
        if minutes is None or len(zones) > 1:
            # What is not weekly, or in which order only the clocks of two countries tell, may hold at any time.
            return [(frozenset(floors), float(HOURS_PER_MONTH))]
        for minute in minutes:
            events.append((minute, lambda active, floor=floor: active | {floor}))
            events.append(((minute + lasts) % _MINUTES_OF_WEEK, lambda active, floor=floor: active - {floor}))
    return timeline(events, frozenset[tuple[int, float]]())


PRICERS: dict[str, Pricer] = dict.fromkeys(GROUPS, _group)
