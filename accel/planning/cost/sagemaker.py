"""SageMaker endpoints: instances by the hour, as many as the variant's scaling and its scheduled actions let run."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from accel.planning.cost.assumptions import autoscaled
from accel.planning.cost.context import CostContext, count_of, known, mappings, parts, required_count
from accel.planning.cost.hardware import ENDPOINT_CONFIGURATIONS
from accel.planning.cost.items import Item, Span, Unpriceable, always
from accel.planning.cost.lines import by_use, machine_line, service_line
from accel.planning.cost.no_price import no_prices
from accel.planning.cost.purchases import ON_DEMAND
from accel.planning.cost.registry import Pricer
from accel.planning.cost.weekly import minutes_of_week, timeline
from accel.planning.graph import Graph, Resource, lookup
from accel.planning.month import HOURS_PER_MONTH

FREE = (
    # What runs of them is paid for as an endpoint.
    "aws:sagemaker/endpointConfiguration:EndpointConfiguration",
    "aws:sagemaker/model:Model",
    "aws:sagemaker/modelPackageGroup:ModelPackageGroup",
    "aws:sagemaker/modelPackageGroupPolicy:ModelPackageGroupPolicy",
    "aws:sagemaker/notebookInstanceLifecycleConfiguration:NotebookInstanceLifecycleConfiguration",
    "aws:sagemaker/studioLifecycleConfig:StudioLifecycleConfig",
    # What a user starts is paid for as an app.
    "aws:sagemaker/userProfile:UserProfile",
    # What it describes is paid for with the schedule that runs it.
    "aws:sagemaker/dataQualityJobDefinition:DataQualityJobDefinition",
)
ENDPOINTS = ("aws:sagemaker/endpoint:Endpoint",)
TARGETS = ("aws:appautoscaling/target:Target",)
SCHEDULED_ACTIONS = ("aws:appautoscaling/scheduledAction:ScheduledAction",)
_CLOUD = "aws-sagemaker"

Bounds = tuple[float, float]


@dataclass
class Scaling:
    """A scalable target of an endpoint, with the actions that move its bounds through the week."""

    target: Resource
    actions: list[Resource] = field(default_factory=list[Resource])

    @property
    def variant(self) -> str | None:
        """Name of the variant that it scales; None where only the cloud knows it."""
        return _part_of(self.target.get("resourceId"), "variant")


def scaling_of_endpoints(graph: Graph) -> dict[str, list[Scaling]]:
    """Return the scalable targets of each endpoint, by its URN. One pass over each kind of resource."""
    endpoints = {endpoint.urn for endpoint in graph.of(*ENDPOINTS)}
    by_name = {name: endpoint.urn for endpoint in graph.of(*ENDPOINTS) for name in _names(endpoint)}
    found: dict[str, list[Scaling]] = defaultdict(list)
    by_target: dict[str, Scaling] = {}
    by_id: dict[str, Scaling] = {}
    for target in graph.of(*TARGETS):
        linked = [urn for urn in target.dependencies if urn in endpoints]
        urn = linked[0] if linked else by_name.get(_part_of(target.get("resourceId"), "endpoint") or "")
        if urn is not None:
            by_target[target.urn] = Scaling(target)
            found[urn].append(by_target[target.urn])
            by_id[str(target.get("resourceId"))] = by_target[target.urn]
    for action in graph.of(*SCHEDULED_ACTIONS):
        targets = [by_target[urn] for urn in action.dependencies if urn in by_target]
        scaling = targets[0] if targets else by_id.get(str(action.get("resourceId")))
        if scaling is not None:
            scaling.actions.append(action)
    return dict(found)


def scalings_of(variant: Mapping[str, Any], scalings: list[Scaling]) -> list[Scaling]:
    """Return those scalings of an endpoint that are of a variant, or may be: a name may be known only to the cloud."""
    name = lookup(variant, "variantName")
    return [scaling for scaling in scalings if scaling.variant in (None, name) or not isinstance(name, str)]


def _endpoint(resource: Resource, context: CostContext) -> Iterator[Item]:
    configuration = _configuration_of(resource, context)
    scalings = context.graph.derived(scaling_of_endpoints).get(resource.urn, [])
    variants = [
        variant
        for name in ("productionVariants", "shadowProductionVariants")
        for variant in mappings(configuration.get(name), name)
    ]
    if not variants:
        raise Unpriceable("its configuration has no variants", "unknown value")
    yield from parts(
        resource,
        *(_variant(resource, context, variant, scalings) for variant in variants),
        by_use(resource, context, "sagemaker_endpoint_data", "SageMaker, data", "for what goes in and comes out"),
    )


def _variant(
    resource: Resource, context: CostContext, variant: Mapping[str, Any], scalings: list[Scaling]
) -> Iterator[Item]:
    if lookup(variant, "serverlessConfig") is not None:
        raise Unpriceable("no price is known of serverless inference")
    name = known(lookup(variant, "instanceType"), "instanceType")
    running, hours = _instances(variant, scalings, context.load)
    price = context.price(_CLOUD, context.region_of(resource), str(name), ON_DEMAND)
    yield machine_line(resource, price, str(name), running, hours)
    if lookup(variant, "volumeSizeInGb") is not None:
        size = count_of(lookup(variant, "volumeSizeInGb"), "volumeSizeInGb")
        paid = hours.times(size / HOURS_PER_MONTH)
        yield from service_line(
            resource, context, "sagemaker_endpoint_storage", "endpoint storage", running.times(size), paid
        )


def _instances(variant: Mapping[str, Any], scalings: list[Scaling], load: float) -> tuple[Span, Span]:
    """Return how many instances run, on average over the month, and the instance-hours of a month."""
    # A variant that serves one model itself cannot go below one instance, whatever its target says.
    floor = 0.0 if lookup(variant, "modelName") is None else 1.0
    mine = scalings_of(variant, scalings)
    if mine:
        states = _bounds_through_the_week(mine[0])
    elif lookup(variant, "managedInstanceScaling.status") == "ENABLED":
        fewest = count_of(lookup(variant, "managedInstanceScaling.minInstanceCount", 0), "minInstanceCount")
        most = count_of(lookup(variant, "managedInstanceScaling.maxInstanceCount"), "maxInstanceCount")
        states = [((fewest, most), float(HOURS_PER_MONTH))]
    else:
        count = count_of(lookup(variant, "initialInstanceCount"), "initialInstanceCount")
        return always(count), always(count * HOURS_PER_MONTH)
    spans = [(autoscaled(max(low, floor), max(high, floor), load), hours) for (low, high), hours in states]
    worked = Span(*(sum(span[index] * hours for span, hours in spans) for index in range(3)))
    average = worked.expected / HOURS_PER_MONTH
    return Span(min(span.min for span, _ in spans), average, max(span.max for span, _ in spans)), worked


def _bounds_through_the_week(scaling: Scaling) -> list[tuple[Bounds, float]]:
    """Return the bounds of a scalable target with the hours a month for which they hold."""
    target = scaling.target
    initial = (required_count(target, "minCapacity"), required_count(target, "maxCapacity"))
    events: list[tuple[int, Callable[[Bounds], Bounds]]] = []
    zones = {str(action.get("timezone", "UTC")) for action in scaling.actions}
    for action in scaling.actions:
        cron = action.get("schedule")
        minutes = minutes_of_week(cron) if isinstance(cron, str) else None
        if minutes is None or len(zones) > 1:
            # Actions that are not weekly, or whose order only the clocks of two countries tell, lower nothing.
            return [(initial, float(HOURS_PER_MONTH))]
        change = _change(action)
        events.extend((minute, change) for minute in minutes)
    return timeline(events, initial)


def _change(action: Resource) -> Callable[[Bounds], Bounds]:
    low, high = action.get("scalableTargetAction.minCapacity"), action.get("scalableTargetAction.maxCapacity")
    fewest = None if low is None else count_of(low, "minCapacity")
    most = None if high is None else count_of(high, "maxCapacity")

    def change(bounds: Bounds) -> Bounds:
        return bounds[0] if fewest is None else fewest, bounds[1] if most is None else most

    return change


def _configuration_of(endpoint: Resource, context: CostContext) -> Resource:
    """Return the configuration that an endpoint runs.

    Raises:
        Unpriceable: it is not part of the stack.
    """
    linked = context.graph.referred(endpoint, *ENDPOINT_CONFIGURATIONS, first="endpointConfigName")
    if linked:
        return linked[0]
    name = endpoint.get("endpointConfigName")
    if isinstance(name, str) and name in context.derived(_configurations):
        return context.derived(_configurations)[name]
    raise Unpriceable("its endpoint configuration is not part of the stack", "unknown value")


def _configurations(context: CostContext) -> dict[str, Resource]:
    return {name: found for found in context.graph.of(*ENDPOINT_CONFIGURATIONS) for name in _names(found)}


def _names(resource: Resource) -> list[str]:
    values = (resource.get("name"), resource.outputs.get("name"))
    return [value for value in values if isinstance(value, str) and value]


def _part_of(resource_id: Any, name: str) -> str | None:
    """Return what follows `name` in a resource id, `endpoint/NAME/variant/VARIANT`."""
    steps = resource_id.split("/") if isinstance(resource_id, str) else []
    return steps[steps.index(name) + 1] if name in steps[:-1] else None


PRICERS: dict[str, Pricer] = {
    **dict.fromkeys(ENDPOINTS, _endpoint),
    **no_prices(
        {
            "apps of SageMaker Studio": ("aws:sagemaker/app:App",),
            "notebook instances: those known are of endpoints": ("aws:sagemaker/notebookInstance:NotebookInstance",),
            "training jobs: those known are of endpoints; `accel train-cost` has EC2's": (
                "aws:sagemaker/hyperParameterTuningJob:HyperParameterTuningJob",
                "aws:sagemaker/trainingJob:TrainingJob",
            ),
            "the file system of a domain": ("aws:sagemaker/domain:Domain",),
            "processing jobs": ("aws:sagemaker/monitoringSchedule:MonitoringSchedule",),
            "the disk of a space": ("aws:sagemaker/space:Space",),
        }
    ),
}
