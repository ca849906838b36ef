"""How a SageMaker endpoint scales: its scalable target, its target-tracking policy, its working hours."""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pulumi
import pulumi_aws as aws

from accel.catalog.sagemaker import limit, scaling_metrics
from components.aws.sagemaker_arguments import (
    BATCH_SIZE,
    INVOCATIONS_A_MINUTE,
    MAX_INSTANCES,
    METRIC,
    MIN_INSTANCES,
    OFF_INSTANCES,
    SCALE_IN_COOLDOWN_SECONDS,
    SCALE_OUT_COOLDOWN_SECONDS,
    SageMakerEndpointArgs,
    SageMakerEndpointSchedule,
)
from components.contract import InvalidArgument, require_between, require_one_of

_DIMENSION = "sagemaker:variant:DesiredInstanceCount"
_SERVICE = "sagemaker"
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOURS_A_DAY = 24


@dataclass(frozen=True, slots=True)
class Instances:
    """How many instances an endpoint has."""

    fewest: int
    most: int

    @property
    def scales(self) -> bool:
        """Whether the number changes by itself."""
        return self.fewest != self.most


def instances(args: SageMakerEndpointArgs) -> Instances:
    """Return the fewest and the most instances."""
    scaling = args.get("scaling", {})
    return Instances(scaling.get("min_instances", MIN_INSTANCES), scaling.get("max_instances", MAX_INSTANCES))


def validate_scaling(args: SageMakerEndpointArgs) -> None:
    """Refuse numbers of instances, a metric, a cool-down or working hours that the service would refuse."""
    scaling, count = args.get("scaling", {}), instances(args)
    fewest, most = limit("instances").lowest, limit("instances").highest
    if count.fewest < fewest:
        hint = "a variant that serves one model cannot go below one instance"
        raise InvalidArgument("scaling.min_instances", count.fewest, f"{fewest} or more", hint)
    require_between("scaling.max_instances", count.most, count.fewest, most, "instances")
    require_one_of("scaling.metric", scaling.get("metric", METRIC), scaling_metrics())
    if (target := scaling.get("target")) is not None and target <= 0:
        raise InvalidArgument("scaling.target", target, "a number above 0")
    for field in ("scale_in_cooldown_seconds", "scale_out_cooldown_seconds"):
        if (seconds := scaling.get(field)) is not None and seconds < 0:
            raise InvalidArgument(f"scaling.{field}", seconds, "0 seconds or more")
    if "schedule" in args:
        _validate_schedule(args["schedule"], count)


def _validate_schedule(schedule: SageMakerEndpointSchedule, count: Instances) -> None:
    require_between("schedule.start_hour", schedule["start_hour"], 0, _HOURS_A_DAY - 1)
    require_between("schedule.stop_hour", schedule["stop_hour"], schedule["start_hour"] + 1, _HOURS_A_DAY)
    if not schedule["days"]:
        raise InvalidArgument("schedule.days", [], "at least one day")
    for day in schedule["days"]:
        require_one_of("schedule.days", day, _DAYS)
    try:
        ZoneInfo(schedule["timezone"])
    except (ZoneInfoNotFoundError, ValueError, OSError):
        allowed = "an IANA time zone such as Europe/Berlin"
        raise InvalidArgument("schedule.timezone", schedule["timezone"], allowed) from None
    off = schedule.get("off_instances", OFF_INSTANCES)
    if off < limit("instances").lowest:
        hint = "a variant that serves one model cannot go below one instance"
        raise InvalidArgument("schedule.off_instances", off, f"{limit('instances').lowest} or more", hint)
    if not count.scales:
        hint = "raise scaling.max_instances, or leave schedule out"
        raise InvalidArgument("schedule", dict(schedule), "only where the number of instances can change", hint)
    require_between("schedule.off_instances", off, limit("instances").lowest, count.most, "instances")


def crons(schedule: SageMakerEndpointSchedule) -> Mapping[str, str]:
    """Return when working hours start and stop, in the six fields that Application Auto Scaling reads."""
    days = sorted({_DAYS.index(day) for day in schedule["days"]})
    # Midnight at the end of a day is hour 0 of the next one.
    later, stop_hour = divmod(schedule["stop_hour"], _HOURS_A_DAY)
    return {"start": _cron(schedule["start_hour"], days), "stop": _cron(stop_hour, [day + later for day in days])}


def _cron(hour: int, days: list[int]) -> str:
    names = ",".join(_DAYS[day % len(_DAYS)].upper() for day in days)
    return f"cron(0 {hour} ? * {names} *)"


def target_value(args: SageMakerEndpointArgs) -> float:
    """Return the value of the metric to hold: invocations of an instance in a minute, or requests in flight."""
    scaling = args.get("scaling", {})
    # A compiled model answers as many requests at once as its batch has places.
    usual = INVOCATIONS_A_MINUTE if scaling.get("metric", METRIC) == METRIC else args.get("batch_size", BATCH_SIZE)
    return float(scaling.get("target", usual))


def scale(
    name: str, args: SageMakerEndpointArgs, resource_id: pulumi.Input[str], parent: pulumi.Resource
) -> aws.appautoscaling.Target:
    """Register the endpoint's variant for scaling, with its policy and its working hours."""
    count, scaling, schedule = instances(args), args.get("scaling", {}), args.get("schedule")
    target = aws.appautoscaling.Target(
        f"{name}-target",
        service_namespace=_SERVICE,
        scalable_dimension=_DIMENSION,
        resource_id=resource_id,
        min_capacity=count.fewest,
        max_capacity=count.most,
        tags=args["tags"],
        # With working hours, these two numbers are what the last scheduled action made of them.
        opts=pulumi.ResourceOptions(parent=parent, ignore_changes=["minCapacity", "maxCapacity"] if schedule else None),
    )
    aws.appautoscaling.Policy(
        f"{name}-tracking",
        policy_type="TargetTrackingScaling",
        service_namespace=target.service_namespace,
        scalable_dimension=target.scalable_dimension,
        resource_id=target.resource_id,
        target_tracking_scaling_policy_configuration={
            "target_value": target_value(args),
            "predefined_metric_specification": {
                "predefined_metric_type": scaling_metrics()[scaling.get("metric", METRIC)]
            },
            "scale_in_cooldown": scaling.get("scale_in_cooldown_seconds", SCALE_IN_COOLDOWN_SECONDS),
            "scale_out_cooldown": scaling.get("scale_out_cooldown_seconds", SCALE_OUT_COOLDOWN_SECONDS),
        },
        opts=pulumi.ResourceOptions(parent=parent),
    )
    if schedule is not None:
        _working_hours(name, schedule, count, target, parent)
    return target


def _working_hours(
    name: str,
    schedule: SageMakerEndpointSchedule,
    count: Instances,
    target: aws.appautoscaling.Target,
    parent: pulumi.Resource,
) -> None:
    off = schedule.get("off_instances", OFF_INSTANCES)
    bounds = {"start": count, "stop": Instances(off, off)}
    for moment, cron in crons(schedule).items():
        aws.appautoscaling.ScheduledAction(
            f"{name}-{moment}",
            service_namespace=target.service_namespace,
            scalable_dimension=target.scalable_dimension,
            resource_id=target.resource_id,
            schedule=cron,
            timezone=schedule["timezone"],
            scalable_target_action={
                "min_capacity": bounds[moment].fewest,
                "max_capacity": bounds[moment].most,
            },
            opts=pulumi.ResourceOptions(parent=parent),
        )
