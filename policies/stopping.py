"""Which machines something of the stack stops: an alarm, a schedule, or a time limit of their own."""

from collections.abc import Iterator

from accel.planning.cost.hardware import COMPUTE_INSTANCES, EC2_INSTANCES
from accel.planning.graph import Graph, Resource
from policies.properties import absent, is_unknown, texts
from policies.resource_types import AZURE_MACHINES

_ALARMS = ("aws:cloudwatch/metricAlarm:MetricAlarm",)
_STOPS = (":ec2:stop", ":ec2:terminate")
"""What an alarm does to an instance, as in `arn:aws:automate:eu-west-1:ec2:stop`."""
_SCHEDULES = ("aws:scheduler/schedule:Schedule",)
_AZURE_SCHEDULES = ("azure-native:devtestlab:GlobalSchedule", "azure-native:devtestlab:Schedule")
MACHINES = (*EC2_INSTANCES, *COMPUTE_INSTANCES, AZURE_MACHINES[0])
"""Single machines, which run until something stops them."""


def stopped_machines(graph: Graph) -> set[str]:
    """Return the URNs of the machines that something stops, or may: what is unknown counts."""
    found = {machine.urn for machine in graph.of(*COMPUTE_INSTANCES) if _stops_itself(machine)}
    for switch in _switches(graph):
        found.update(switch.dependencies)
    return found


def _stops_itself(machine: Resource) -> bool:
    names = ("scheduling.maxRunDuration", "scheduling.terminationTime", "resourcePolicies")
    return any(not absent(machine.get(name)) for name in names)


def _switches(graph: Graph) -> Iterator[Resource]:
    for alarm in graph.of(*_ALARMS):
        actions = alarm.get("alarmActions")
        if is_unknown(actions) or any(action.endswith(_STOPS) for action in texts(actions)):
            yield alarm
    yield from graph.of(*_SCHEDULES)
    for schedule in graph.of(*_AZURE_SCHEDULES):
        if schedule.get("status", "Enabled") != "Disabled":
            yield schedule
