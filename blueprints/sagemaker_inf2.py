"""A language model on SageMaker with Inferentia2: an execution role of its own, and an endpoint that scales."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import pulumi
from pydantic.alias_generators import to_camel

from accel.catalog.sagemaker import limit, model_server, repository_arn
from accel.planning.stack import StackFacts
from blueprints.contract import LATER, Context, Note, Place
from blueprints.sagemaker_inf2_fit import require_fitting_model
from blueprints.sagemaker_inf2_notes import notes
from blueprints.sagemaker_inf2_settings import Settings
from components.aws.identity import AwsIdentity, AwsIdentityArgs
from components.aws.identity import validate as validate_identity
from components.aws.sagemaker_arguments import (
    BLUE_GREEN,
    ROLLING,
    SageMakerEndpointArgs,
    SageMakerEndpointScaling,
    SageMakerEndpointSchedule,
    SageMakerEndpointUpdate,
)
from components.aws.sagemaker_endpoint import SageMakerEndpoint
from components.aws.sagemaker_endpoint import validate as validate_endpoint
from components.contract import InvalidArgument

__all__ = ["CLOUDS", "IDENTITIES", "Settings", "build", "check", "preflight"]

CLOUDS = ("aws",)
IDENTITIES: tuple[str, ...] = ()
_KEYS = {"weights_uri": "weights.prefix", "hub_model": "hub", "alarm_topic_arn": "alarms.topicArn"}
"""Keys of the stack file whose names are not simply those of the component's arguments."""
_MOST_TO_FEWEST = 5


class _Baseline(Protocol):
    """What the blueprint takes from the baseline: plain where the stack file says it, wiring else."""

    @property
    def region(self) -> str: ...
    @property
    def account_id(self) -> str: ...
    @property
    def vpc_id(self) -> pulumi.Input[str]: ...
    @property
    def private_subnet_ids(self) -> pulumi.Input[Sequence[str]]: ...
    @property
    def workload_security_group_id(self) -> pulumi.Input[str]: ...
    @property
    def data_key_arn(self) -> pulumi.Input[str]: ...
    @property
    def logs_key_arn(self) -> pulumi.Input[str]: ...
    @property
    def model_key_arn(self) -> pulumi.Input[str]: ...
    @property
    def model_bucket_name(self) -> pulumi.Input[str]: ...
    @property
    def model_bucket_arn(self) -> pulumi.Input[str]: ...


@dataclass(frozen=True)
class _Later:
    """Stands for a baseline that is not made yet; what it will give is not what is judged."""

    region: str
    account_id: str
    vpc_id: str = LATER
    private_subnet_ids: Sequence[str] = (LATER, LATER)
    workload_security_group_id: str = LATER
    data_key_arn: str = LATER
    logs_key_arn: str = LATER
    model_key_arn: str = LATER
    model_bucket_name: str = LATER
    model_bucket_arn: str = LATER


def check(settings: Settings, facts: StackFacts, place: Place) -> None:
    """Refuse what SageMaker would refuse, before anything is registered.

    Raises:
        InvalidArgument: names the key below this blueprint's entry in the stack file.
    """
    later = _Later(place.aws_region or "", place.aws_account_id or "")
    endpoint_name = endpoint_name_of(settings, facts)
    try:
        validate_endpoint(_endpoint(settings, facts, later, endpoint_name, {}))
        validate_identity(_identity(settings, later, endpoint_name, {}))
        require_fitting_model(settings, place)
    except InvalidArgument as error:
        raise InvalidArgument(key_of(error.field), error.value, error.allowed, error.hint) from error


def build(settings: Settings, context: Context, options: pulumi.ResourceOptions) -> Mapping[str, pulumi.Input[Any]]:
    """Build the role and the endpoint; the baseline has network, keys and weights."""
    aws, facts = context.aws, context.facts
    if aws is None:
        raise AssertionError("a blueprint of AWS is given its baseline")
    endpoint_name = endpoint_name_of(settings, facts)
    tags = context.tags(settings.name, settings.approval)
    role = AwsIdentity(f"{settings.name}-identity", _identity(settings, aws, endpoint_name, tags), options)
    arguments = _endpoint(settings, facts, aws, endpoint_name, tags)
    endpoint = SageMakerEndpoint(settings.name, {**arguments, "role_arn": role.role_arn}, options)
    return {
        "endpointName": endpoint.endpoint_name,
        "endpointArn": endpoint.endpoint_arn,
        "variantName": endpoint.variant_name,
        "scalableResourceId": endpoint.scalable_resource_id,
        "logGroupName": endpoint.log_group_name,
        "roleArn": role.role_arn,
    }


def preflight(settings: Settings, facts: StackFacts, place: Place) -> list[Note]:
    """Return what to ask for and to know before the endpoint is made."""
    return notes(settings, facts, place, scaling_of(settings, facts), update_of(settings, facts))


def key_of(field: str) -> str:
    """Return the key of the stack file that holds a component's argument."""
    head, _, rest = field.partition(".")
    key = _KEYS.get(head, to_camel(head))
    return ".".join([key, *(to_camel(step) for step in rest.split("."))]) if rest else key


def endpoint_name_of(settings: Settings, facts: StackFacts) -> str:
    """Return the name by which clients call the endpoint."""
    if settings.endpoint_name is not None:
        return settings.endpoint_name
    name = re.sub(r"[^a-z0-9]+", "-", f"{facts.stack}-{settings.name}".lower()).strip("-")
    return name[-limit("name_characters").highest :].strip("-")


def scaling_of(settings: Settings, facts: StackFacts) -> SageMakerEndpointScaling:
    """Return the instances of the endpoint, from the stack file or from the environment's profile."""
    given, replicas = settings.scaling, facts.profile.min_replicas
    fewest = given.min_instances if given.min_instances is not None else max(1, replicas)
    most = given.max_instances if given.max_instances is not None else max(fewest, 2, _MOST_TO_FEWEST * replicas)
    scaling: SageMakerEndpointScaling = {
        "min_instances": fewest,
        "max_instances": most,
        "metric": given.metric,
        "scale_in_cooldown_seconds": given.scale_in_cooldown_seconds,
        "scale_out_cooldown_seconds": given.scale_out_cooldown_seconds,
    }
    if given.target is not None:
        scaling["target"] = given.target
    return scaling


def update_of(settings: Settings, facts: StackFacts) -> SageMakerEndpointUpdate:
    """Return how an update takes over: in batches where there are instances for it, since those need less quota."""
    given = settings.update
    # Working hours leave one instance, which has nothing to be replaced in batches.
    fewest = 1 if schedule_of(settings, facts) else scaling_of(settings, facts).get("min_instances", 1)
    usual = ROLLING if fewest >= limit("rolling_instances").lowest else BLUE_GREEN
    update: SageMakerEndpointUpdate = {
        "policy": given.policy or usual,
        "bake_seconds": given.bake_seconds,
        "timeout_seconds": given.timeout_seconds,
    }
    if given.batch_percent is not None:
        update["batch_percent"] = given.batch_percent
    return update


def schedule_of(settings: Settings, facts: StackFacts) -> SageMakerEndpointSchedule | None:
    """Return the working hours, where the profile has any and the number of instances can follow them."""
    scaling, hours = scaling_of(settings, facts), facts.schedule
    if hours is None or not settings.schedule or scaling.get("min_instances") == scaling.get("max_instances"):
        return None
    return {
        "start_hour": hours.start_hour,
        "stop_hour": hours.stop_hour,
        "days": list(hours.days),
        "timezone": hours.timezone,
    }


def _endpoint(
    settings: Settings, facts: StackFacts, aws: _Baseline, endpoint_name: str, tags: Mapping[str, str]
) -> SageMakerEndpointArgs:
    arguments: SageMakerEndpointArgs = {
        "region": aws.region,
        "endpoint_name": endpoint_name,
        "role_arn": LATER,
        "instance_type": settings.instance_type,
        "server": settings.server,
        "batch_size": settings.batch_size,
        "max_total_tokens": settings.max_total_tokens,
        "environment": settings.environment,
        "subnet_ids": aws.private_subnet_ids,
        "security_group_ids": [aws.workload_security_group_id],
        "kms_key_arn": aws.data_key_arn,
        "logs_key_arn": aws.logs_key_arn,
        "log_retention_days": facts.profile.log_retention_days,
        "volume_gib": settings.volume_gib,
        "model_download_timeout_seconds": settings.model_download_timeout_seconds,
        "startup_timeout_seconds": settings.startup_timeout_seconds,
        "scaling": scaling_of(settings, facts),
        "update": update_of(settings, facts),
        "alarms": {
            "latency_seconds": settings.alarms.latency_seconds,
            "server_error_percent": settings.alarms.server_error_percent,
            "model_error_percent": settings.alarms.model_error_percent,
            "minutes": settings.alarms.minutes,
        },
        "keep_previous": facts.profile.deletion_protection,
        "tags": tags,
    }
    _add_model(arguments, settings, aws)
    if settings.alarms.topic_arn is not None:
        arguments["alarm_topic_arn"] = settings.alarms.topic_arn
    if (schedule := schedule_of(settings, facts)) is not None:
        arguments["schedule"] = schedule
    if settings.data_capture is not None:
        arguments["data_capture"] = {
            "destination_uri": _uri(aws.model_bucket_name, _capture_prefix(endpoint_name)),
            "sampling_percent": settings.data_capture.sampling_percent,
        }
    return arguments


def _add_model(arguments: SageMakerEndpointArgs, settings: Settings, aws: _Baseline) -> None:
    if settings.weights is not None:
        arguments["weights_uri"] = _uri(aws.model_bucket_name, settings.weights.prefix)
    if settings.hub is not None:
        arguments["hub_model"] = {"model_id": settings.hub.model_id, "revision": settings.hub.revision}
        if settings.hub.token_secret_arn is not None:
            arguments["hub_model"]["token_secret_arn"] = settings.hub.token_secret_arn
    if settings.model is not None:
        arguments["model"] = settings.model
    if settings.image is not None:
        arguments["image"] = settings.image
    if settings.tensor_parallel_size is not None:
        arguments["tensor_parallel_size"] = settings.tensor_parallel_size
    if settings.data_type is not None:
        arguments["data_type"] = settings.data_type
    if settings.max_input_tokens is not None:
        arguments["max_input_tokens"] = settings.max_input_tokens


def _identity(settings: Settings, aws: _Baseline, endpoint_name: str, tags: Mapping[str, str]) -> AwsIdentityArgs:
    image = settings.image or model_server(settings.server).image(aws.region)
    token_keys = [settings.hub.token_key_arn] if settings.hub and settings.hub.token_key_arn else []
    arguments: AwsIdentityArgs = {
        "account_id": aws.account_id,
        "region": aws.region,
        "endpoint_name": endpoint_name,
        "repository_arns": [repository_arn(image) or ""],
        "key_arns": [aws.data_key_arn, aws.model_key_arn, *token_keys],
        "vpc_id": aws.vpc_id,
        "subnet_ids": aws.private_subnet_ids,
        "security_group_ids": [aws.workload_security_group_id],
        "tags": tags,
    }
    if settings.weights is not None:
        arguments["model_bucket_arn"] = aws.model_bucket_arn
        arguments["model_prefix"] = settings.weights.prefix
    if settings.hub is not None and settings.hub.token_secret_arn is not None:
        arguments["secret_arns"] = [settings.hub.token_secret_arn]
    if settings.data_capture is not None:
        arguments["capture_bucket_arn"] = aws.model_bucket_arn
        arguments["capture_prefix"] = _capture_prefix(endpoint_name)
    return arguments


def _uri(bucket: pulumi.Input[str], prefix: str) -> pulumi.Input[str]:
    """Return the URI of a folder; a plain one stays plain, since outputs exist only while a program runs."""
    return f"s3://{bucket}/{prefix}" if isinstance(bucket, str) else pulumi.Output.concat("s3://", bucket, "/", prefix)


def _capture_prefix(endpoint_name: str) -> str:
    return f"data-capture/{endpoint_name}/"
