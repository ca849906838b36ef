"""What a stack file may say of the blueprint `sagemaker_inf2`."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, field_validator, model_validator

from accel.catalog.names import UnknownName
from accel.catalog.sagemaker import (
    endpoint_machine,
    is_endpoint_name,
    limit,
    model_server,
    repository_arn,
)
from accel.planning.stack import Settings as SettingsBase
from blueprints.baseline_aws_settings import KeyArn
from blueprints.contract import BlueprintSettings
from components.aws import sagemaker_arguments as usual

_TIMEOUT = limit("timeout_seconds")
_VOLUME = limit("volume_gib")
_WAIT = limit("wait_seconds")
_DEPLOYMENT = limit("deployment_seconds")
_BATCH = limit("rolling_percent")
_INSTANCES = limit("instances")
_SAMPLING = limit("sampling_percent")

SecretArn = Annotated[
    str, StringConstraints(pattern=r"^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[A-Za-z0-9/_+=.@-]+$")
]
TopicArn = Annotated[str, StringConstraints(pattern=r"^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$")]


class WeightsSettings(SettingsBase):
    """Weights from the model store of the stack's baseline."""

    prefix: str = Field(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._=-]*(/[A-Za-z0-9][A-Za-z0-9._=-]*)*/$",
        description="Folder in the model store with the weights, compiled for Neuron, such as llama-2-7b/.",
    )


class HubSettings(SettingsBase):
    """A model that the container downloads from the Hugging Face hub: it then has a network, and needs a way out."""

    model_id: str = Field(pattern=r"^[\w.-]+/[\w.-]+$", description="Id on the hub, organization/model.")
    revision: str = Field(pattern=r"^[0-9a-f]{40}$", description="Commit of the model, 40 hexadecimal digits.")
    token_secret_arn: SecretArn | None = Field(
        default=None, description="Secret with the token of a gated model; needs `image` (docs/sagemaker.md)."
    )
    token_key_arn: KeyArn | None = Field(
        default=None, description="KMS key of that secret, where it is not the data key of the baseline."
    )


class ScalingSettings(SettingsBase):
    """How many instances there are, and what makes them more."""

    min_instances: int | None = Field(
        default=None,
        ge=_INSTANCES.lowest,
        le=_INSTANCES.highest,
        description="Fewest instances; absent: the profile's minReplicas, at least 1.",
    )
    max_instances: int | None = Field(
        default=None,
        ge=_INSTANCES.lowest,
        le=_INSTANCES.highest,
        description="Most instances; absent: five times the profile's minReplicas, at least 2 and the fewest.",
    )
    metric: Literal["invocations", "concurrency"] = Field(
        default=usual.METRIC,
        description="Invocations of an instance in a minute, or requests in flight (seen within seconds).",
    )
    target: float | None = Field(
        default=None, gt=0, allow_inf_nan=False, description="Value to hold; absent: 70, or the batch size in flight."
    )
    scale_in_cooldown_seconds: int = Field(
        default=usual.SCALE_IN_COOLDOWN_SECONDS, ge=0, le=86400, description="Seconds between two removals."
    )
    scale_out_cooldown_seconds: int = Field(
        default=usual.SCALE_OUT_COOLDOWN_SECONDS, ge=0, le=86400, description="Seconds between two additions."
    )


class UpdateSettings(SettingsBase):
    """How a new model or configuration takes over; alarms call it back."""

    policy: Literal["blue-green", "rolling"] | None = Field(
        default=None, description="Second fleet at once, or in batches; absent: rolling where there are 2 instances."
    )
    batch_percent: int | None = Field(
        default=None, ge=_BATCH.lowest, le=_BATCH.highest, description="Share of the fleet in each batch when rolling."
    )
    bake_seconds: int = Field(
        default=usual.BAKE_SECONDS,
        ge=_WAIT.lowest,
        le=_WAIT.highest,
        description="Seconds for which alarms are watched.",
    )
    timeout_seconds: int = Field(
        default=usual.UPDATE_TIMEOUT_SECONDS,
        ge=_DEPLOYMENT.lowest,
        le=_DEPLOYMENT.highest,
        description="Seconds until it is given up.",
    )


class AlarmSettings(SettingsBase):
    """When an alarm goes off."""

    latency_seconds: float = Field(
        default=usual.LATENCY_SECONDS, gt=0, allow_inf_nan=False, description="Average time of an answer."
    )
    server_error_percent: float = Field(
        default=usual.SERVER_ERROR_PERCENT, ge=0, lt=100, description="Share of requests with a 5xx code."
    )
    model_error_percent: float = Field(
        default=usual.MODEL_ERROR_PERCENT, ge=0, lt=100, description="Share of requests not answered well."
    )
    minutes: int = Field(default=usual.ALARM_MINUTES, ge=1, le=1440, description="Minutes in a row before it goes off.")
    topic_arn: TopicArn | None = Field(default=None, description="SNS topic that hears of alarms; absent: nobody.")


class DataCaptureSettings(SettingsBase):
    """Requests and answers that are kept in the model store. They are data of your users."""

    sampling_percent: int = Field(
        ge=_SAMPLING.lowest + 1, le=_SAMPLING.highest, description="Share of the requests that is kept."
    )


class Settings(BlueprintSettings):
    """Settings of `sagemaker_inf2` in a stack file."""

    kind: Literal["sagemaker_inf2"] = Field(description="A language model behind a SageMaker endpoint on Inferentia2.")
    instance_type: str = Field(description="Machine type, ml.inf2.xlarge to ml.inf2.48xlarge.")
    endpoint_name: str | None = Field(
        default=None, description="Name by which clients call it; absent: <stack>-<name>."
    )
    weights: WeightsSettings | None = Field(default=None, description="Weights from the model store. This or `hub`.")
    hub: HubSettings | None = Field(default=None, description="A model of the Hugging Face hub instead.")
    model: str | None = Field(
        default=None, description="Name in the catalogue or on the hub: heads, context and memory are checked by it."
    )
    server: str = Field(default=usual.SERVER, description="Model server: tgi-neuronx or vllm-neuronx.")
    image: str | None = Field(
        default=None, description="Image in an ECR registry of your own, pinned, instead of the published one."
    )
    tensor_parallel_size: int | None = Field(
        default=None, ge=1, description="NeuronCores that share the model; absent: the most that its heads divide by."
    )
    batch_size: int = Field(default=usual.BATCH_SIZE, ge=1, description="Requests answered together; as compiled.")
    max_input_tokens: int | None = Field(
        default=None, ge=1, description="Longest prompt in tokens; absent: half of maxTotalTokens."
    )
    max_total_tokens: int = Field(
        default=usual.MAX_TOTAL_TOKENS, ge=2, description="Prompt and answer together in tokens; as compiled."
    )
    data_type: str | None = Field(default=None, description="Data type to compute in; absent: bf16.")
    environment: dict[str, str] = Field(
        default={}, description="Further environment variables of the server; nothing secret."
    )
    volume_gib: int = Field(
        default=usual.VOLUME_GIB, ge=_VOLUME.lowest, le=_VOLUME.highest, description="Disk of each instance, in GiB."
    )
    model_download_timeout_seconds: int = Field(
        default=usual.TIMEOUT_SECONDS,
        ge=_TIMEOUT.lowest,
        le=_TIMEOUT.highest,
        description="Seconds for weights to arrive from S3.",
    )
    startup_timeout_seconds: int = Field(
        default=usual.TIMEOUT_SECONDS,
        ge=_TIMEOUT.lowest,
        le=_TIMEOUT.highest,
        description="Seconds until the first health check.",
    )
    scaling: ScalingSettings = Field(default=ScalingSettings(), description="Instances and what makes them more.")
    schedule: bool = Field(
        default=True, description="Shrink to one instance outside the profile's working hours, where it has any."
    )
    update: UpdateSettings = Field(default=UpdateSettings(), description="How an update takes over.")
    alarms: AlarmSettings = Field(default=AlarmSettings(), description="When an alarm goes off, and who hears it.")
    data_capture: DataCaptureSettings | None = Field(
        default=None, description="Keep requests and answers; absent: nothing is kept."
    )

    @field_validator("instance_type")
    @classmethod
    def _machine_exists(cls, name: str) -> str:
        try:
            return endpoint_machine(name).name
        except UnknownName as error:
            raise ValueError(f"an Inferentia2 machine of SageMaker; {error}") from None

    @field_validator("server")
    @classmethod
    def _server_exists(cls, name: str) -> str:
        try:
            return model_server(name).server
        except UnknownName as error:
            raise ValueError(f"a model server; {error}") from None

    @field_validator("image")
    @classmethod
    def _image_is_in_ecr(cls, image: str | None) -> str | None:
        if image is not None and repository_arn(image) is None:
            raise ValueError("<account>.dkr.ecr.<region>.amazonaws.com/<repository>, with :tag or @sha256:digest")
        return image

    @field_validator("endpoint_name")
    @classmethod
    def _name_is_valid(cls, name: str | None) -> str | None:
        if name is not None and not is_endpoint_name(name):
            highest = limit("name_characters").highest
            raise ValueError(f"letters, digits and hyphens between them, at most {highest} characters")
        return name

    @model_validator(mode="after")
    def _one_source_of_weights(self) -> Self:
        if (self.weights is None) == (self.hub is None):
            raise ValueError(
                "weights.prefix for weights in the model store, or hub for a model of the hub; one of them"
            )
        return self
