"""Which hours machines are off, read off the resources that switch them: nothing else makes an estimate lower."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from accel.planning.cost.hardware import TPU_VMS
from accel.planning.cost.weekly import minutes_of_week, timeline
from accel.planning.graph import Graph, Resource, lookup

SCHEDULER_JOBS = ("gcp:cloudscheduler/job:Job",)
CRON_JOBS = ("kubernetes:batch/v1:CronJob",)
SCALE_ANNOTATION = "accelerator-blueprints/scale-to"
"""On a CronJob that scales a Deployment: how many pods there are after it has run."""
_CALL = re.compile(r"/nodes/([^/:]+):(start|stop)$")
_DEPLOYMENT = re.compile(r"^deployments?(?:\.apps)?/([a-z0-9.-]+)$")
_REPLICAS = re.compile(r"^--replicas=(\d+)$")

Event = tuple[str, str, Any]
"""Cron expression, time zone, and the state that begins."""


def tpu_hours(graph: Graph) -> dict[str, float]:
    """Return, by URN of each TPU VM that Cloud Scheduler stops and starts, the hours a month in which it is on."""
    slices = graph.of(*TPU_VMS)
    by_name = {name: vm.urn for vm in slices for name in _names(vm)}
    urns = {vm.urn for vm in slices}
    events: dict[str, list[Event]] = defaultdict(list)
    for job in graph.of(*SCHEDULER_JOBS):
        uri = job.get("httpTarget.uri")
        call = _CALL.search(uri) if isinstance(uri, str) else None
        # Before its first `up` the id of a slice is unknown, and the dependency alone says which one is meant.
        linked = [urn for urn in (*job.property_dependencies.get("httpTarget", ()), *job.dependencies) if urn in urns]
        target = linked[0] if linked else by_name.get(call[1]) if call else None
        running = _running_after(job, call)
        if target is not None and running is not None and job.get("paused", False) is False:
            events[target].append((str(job.get("schedule")), str(job.get("timeZone", "Etc/UTC")), running))
    found: dict[str, float] = {}
    for urn, switches in events.items():
        states = weekly_states(switches)
        if states is not None:
            found[urn] = sum(hours for running, hours in states if running)
    return found


def deployment_hours(graph: Graph) -> dict[tuple[str, str], float]:
    """Return, by namespace and name of each Deployment that CronJobs scale to nothing, the hours when it has pods."""
    events: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for job in graph.of(*CRON_JOBS):
        target, replicas = _scaled(job)
        if target is not None and replicas is not None and job.get("spec.suspend", False) is False:
            zone = str(job.get("spec.timeZone", "Etc/UTC"))
            namespace = str(job.get("metadata.namespace", "default"))
            events[namespace, target].append((str(job.get("spec.schedule")), zone, replicas > 0))
    found: dict[tuple[str, str], float] = {}
    for deployment, switches in events.items():
        states = weekly_states(switches)
        if states is not None:
            found[deployment] = sum(hours for running, hours in states if running)
    return found


def weekly_states(events: Iterable[Event]) -> list[tuple[Any, float]] | None:
    """Return the states that such events lead through and their hours a month.

    Gives None unless the events are a whole schedule: all weekly, in one time zone, and of two states or more.
    """
    listed = list(events)
    if len({zone for _, zone, _ in listed}) != 1 or len({repr(state) for _, _, state in listed}) < 2:  # noqa: PLR2004 - on and off
        return None
    changes: list[tuple[int, Callable[[Any], Any]]] = []
    for cron, _, state in listed:
        minutes = minutes_of_week(cron)
        if minutes is None:
            return None
        changes.extend((minute, lambda _, then=state: then) for minute in minutes)
    return timeline(changes, None)


def _running_after(job: Resource, call: re.Match[str] | None) -> bool | None:
    if call is not None:
        return call[2] == "start"
    # The id inside the address is unknown, and with it the whole address: description and name say what it does.
    told = {
        word
        for text in (job.get("description"), job.name)
        if isinstance(text, str)
        for word in re.findall(r"[a-z]+", text.lower())
    }
    starts, stops = bool(told & {"start", "starts"}), bool(told & {"stop", "stops"})
    return starts if starts != stops else None


def _names(vm: Resource) -> list[str]:
    values = (vm.get("name"), vm.outputs.get("name"), vm.name)
    return [value for value in values if isinstance(value, str) and value]


def _scaled(job: Resource) -> tuple[str | None, int | None]:
    """Return the Deployment that a CronJob scales with kubectl, and to how many pods; None where it does neither."""
    containers = job.get("spec.jobTemplate.spec.template.spec.containers")
    words: list[str] = []
    for container in containers if isinstance(containers, list) else []:
        for part in ("command", "args"):
            given = lookup(container, part)
            words.extend(
                word
                for item in (given if isinstance(given, list) else [])
                if isinstance(item, str)
                for word in item.split()
            )
    if "scale" not in words:
        return None, None
    targets = [found[1] for word in words if (found := _DEPLOYMENT.match(word))]
    counts = [int(found[1]) for word in words if (found := _REPLICAS.match(word))]
    annotations = job.get("metadata.annotations")
    told = annotations.get(SCALE_ANNOTATION) if isinstance(annotations, dict) else None
    if isinstance(told, str) and told.isdecimal():
        counts = [int(told)]
    return (targets[0] if targets else None), (counts[0] if counts else None)
