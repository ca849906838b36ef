"""Alarms of a SageMaker endpoint, which people hear and which call a failing update back."""

import pulumi
import pulumi_aws as aws

from accel.catalog.sagemaker import alarm_metric
from components.aws.sagemaker_arguments import (
    ALARM_MINUTES,
    LATENCY_SECONDS,
    MODEL_ERROR_PERCENT,
    SERVER_ERROR_PERCENT,
    SageMakerEndpointAlarms,
    SageMakerEndpointArgs,
)
from components.contract import InvalidArgument, require_between

_NAMESPACE = "AWS/SageMaker"
_MICROSECONDS = 1_000_000
_PERIOD_SECONDS = 60
_MOST_MINUTES = 60 * 24
_WHOLE = 100


def validate_alarms(args: SageMakerEndpointArgs) -> None:
    """Refuse thresholds that never or always hold."""
    alarms = args.get("alarms", {})
    if (seconds := alarms.get("latency_seconds", LATENCY_SECONDS)) <= 0:
        raise InvalidArgument("alarms.latency_seconds", seconds, "more than 0 seconds")
    for field in ("server_error_percent", "model_error_percent"):
        percent = alarms.get(field)
        if percent is not None and not 0 <= percent < _WHOLE:
            raise InvalidArgument(f"alarms.{field}", percent, "0 to below 100 percent")
    # CloudWatch looks back a day at most.
    require_between("alarms.minutes", alarms.get("minutes", ALARM_MINUTES), 1, _MOST_MINUTES, "minutes")


def _thresholds(alarms: SageMakerEndpointAlarms) -> dict[str, tuple[float, str]]:
    """Return threshold and description of each alarm, in the units of its metric."""
    latency = alarms.get("latency_seconds", LATENCY_SECONDS)
    server = alarms.get("server_error_percent", SERVER_ERROR_PERCENT)
    model = alarms.get("model_error_percent", MODEL_ERROR_PERCENT)
    return {
        "latency": (latency * _MICROSECONDS, f"The model takes more than {latency:g} s to answer, on average"),
        "server-errors": (server / _WHOLE, f"More than {server:g} % of the requests end in a 5xx code"),
        "model-errors": (model / _WHOLE, f"The model fails to answer more than {model:g} % of the requests"),
    }


def alarm(
    name: str, args: SageMakerEndpointArgs, variant: str, parent: pulumi.Resource
) -> list[aws.cloudwatch.MetricAlarm]:
    """Make the alarms. Their names start with the endpoint's, which is what its role may watch."""
    alarms = args.get("alarms", {})
    topic = args.get("alarm_topic_arn")
    made: list[aws.cloudwatch.MetricAlarm] = []
    for role, (threshold, description) in _thresholds(alarms).items():
        made.append(
            aws.cloudwatch.MetricAlarm(
                f"{name}-{role}",
                name=f"{args['endpoint_name']}-{role}",
                alarm_description=f"{args['endpoint_name']}: {description}",
                namespace=_NAMESPACE,
                metric_name=alarm_metric(role).name,
                dimensions={"EndpointName": args["endpoint_name"], "VariantName": variant},
                statistic="Average",
                period=_PERIOD_SECONDS,
                evaluation_periods=alarms.get("minutes", ALARM_MINUTES),
                threshold=threshold,
                comparison_operator="GreaterThanThreshold",
                # No requests, no data: an idle endpoint is a healthy one.
                treat_missing_data="notBreaching",
                alarm_actions=[topic] if topic is not None else None,
                ok_actions=[topic] if topic is not None else None,
                tags=args["tags"],
                opts=pulumi.ResourceOptions(parent=parent),
            )
        )
    return made
