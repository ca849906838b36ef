"""Arguments of `SageMakerEndpoint`, and what holds where one is absent."""

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

import pulumi

SERVER = "tgi-neuronx"
BATCH_SIZE = 4
MAX_TOTAL_TOKENS = 2048
DATA_TYPE = "bf16"
VOLUME_GIB = 128
TIMEOUT_SECONDS = 1200
MIN_INSTANCES = 1
MAX_INSTANCES = 10
METRIC = "invocations"
INVOCATIONS_A_MINUTE = 70.0
SCALE_IN_COOLDOWN_SECONDS = 300
SCALE_OUT_COOLDOWN_SECONDS = 60
OFF_INSTANCES = 1
BLUE_GREEN = "blue-green"
ROLLING = "rolling"
BATCH_PERCENT = 50
BAKE_SECONDS = 600
UPDATE_TIMEOUT_SECONDS = 7200
LATENCY_SECONDS = 30.0
SERVER_ERROR_PERCENT = 5.0
MODEL_ERROR_PERCENT = 20.0
ALARM_MINUTES = 3


class SageMakerEndpointHubModel(TypedDict):
    """A model that the container downloads from the Hugging Face hub when it starts, over the network."""

    model_id: str
    """Id on the hub, `organization/model`."""
    revision: str
    """Commit of the model, 40 hexadecimal digits: what is reviewed today is what starts tomorrow."""
    token_secret_arn: NotRequired[pulumi.Input[str]]
    """ARN of the secret with the token of a gated model; needs `image`, since no published image reads secrets."""


class SageMakerEndpointDataCapture(TypedDict):
    """Requests and answers that are kept in a bucket."""

    destination_uri: pulumi.Input[str]
    """Folder to keep them in, `s3://bucket/folder/`."""
    sampling_percent: int
    """Share of the requests that is kept, 1 to 100."""


class SageMakerEndpointScaling(TypedDict):
    """How many instances there are, and what makes them more."""

    min_instances: NotRequired[int]
    """Fewest instances, at least 1; 1 where absent."""
    max_instances: NotRequired[int]
    """Most instances; 10 where absent. Equal to the fewest, nothing scales."""
    metric: NotRequired[str]
    """`invocations`: invocations of an instance in a minute; `concurrency`: requests in flight, seen within seconds."""
    target: NotRequired[float]
    """Value of the metric to hold; 70 where absent, with `concurrency` the batch size."""
    scale_in_cooldown_seconds: NotRequired[int]
    """Seconds between two removals of instances; 300 where absent."""
    scale_out_cooldown_seconds: NotRequired[int]
    """Seconds between two additions of instances; 60 where absent."""


class SageMakerEndpointSchedule(TypedDict):
    """Working hours; outside them the endpoint shrinks to `off_instances`."""

    start_hour: int
    """Local hour at which the usual minimum and maximum hold again, 0 to 23."""
    stop_hour: int
    """Local hour at which it shrinks, later than `start_hour`, at most 24."""
    days: Sequence[str]
    """Working days: mon, tue, wed, thu, fri, sat, sun."""
    timezone: str
    """IANA name of the time zone of the hours."""
    off_instances: NotRequired[int]
    """Instances outside working hours; 1 where absent, which is the fewest that SageMaker allows."""


class SageMakerEndpointUpdate(TypedDict):
    """How a new model or configuration takes over."""

    policy: NotRequired[str]
    """`blue-green`: a second fleet takes all traffic at once; `rolling`: the fleet is replaced in batches."""
    batch_percent: NotRequired[int]
    """Share of the fleet in each batch of a rolling update, 5 to 50; 50 where absent."""
    bake_seconds: NotRequired[int]
    """Seconds for which the alarms are watched, after the switch or after each batch; 600 where absent."""
    timeout_seconds: NotRequired[int]
    """Seconds after which the update is given up, 600 to 14400; 7200 where absent."""


class SageMakerEndpointAlarms(TypedDict):
    """When an alarm goes off; each looks at one minute at a time."""

    latency_seconds: NotRequired[float]
    """Average time in which the model answers, in seconds; 30 where absent."""
    server_error_percent: NotRequired[float]
    """Share of the requests that the model answers with a 5xx code; 5 where absent."""
    model_error_percent: NotRequired[float]
    """Share of the requests that the model does not answer well, client mistakes counted in; 20 where absent."""
    minutes: NotRequired[int]
    """Minutes in a row before an alarm goes off; 3 where absent."""


class SageMakerEndpointArgs(TypedDict):
    """Arguments of `SageMakerEndpoint`, and what holds where one is absent."""

    region: str
    """Region of the endpoint."""
    endpoint_name: str
    """Name by which clients call it, unique in account and region."""
    role_arn: pulumi.Input[str]
    """ARN of its execution role, which `AwsIdentity` makes."""
    instance_type: str
    """Machine type, `ml.inf2.xlarge` to `ml.inf2.48xlarge`. To change it, stop scaling first (see the component)."""
    server: NotRequired[str]
    """Model server: `tgi-neuronx` where absent, or `vllm-neuronx`."""
    image: NotRequired[pulumi.Input[str]]
    """Image in your own registry instead of the published one; it must take the environment of `server`."""
    weights_uri: NotRequired[pulumi.Input[str]]
    """Folder of the weights, compiled for Neuron, `s3://bucket/folder/`. This or `hub_model`."""
    hub_model: NotRequired[SageMakerEndpointHubModel]
    """Model to download from the hub instead; the container then has a network."""
    model: NotRequired[str]
    """Name of the model in the catalogue or on the hub, to check heads and context; `hub_model` names it too."""
    tensor_parallel_size: NotRequired[int]
    """NeuronCores that share the model; the most that the machine has and the model's heads divide by, where absent."""
    batch_size: NotRequired[int]
    """Requests that are answered together; fixed when the model is compiled. 4 where absent."""
    max_input_tokens: NotRequired[int]
    """Longest prompt in tokens, below `max_total_tokens`; half of it where absent. `vllm-neuronx` has no such limit."""
    max_total_tokens: NotRequired[int]
    """Prompt and answer together, in tokens; fixed when the model is compiled. 2048 where absent."""
    data_type: NotRequired[str]
    """Data type to compute in: `bf16` where absent. `vllm-neuronx` takes it from the weights."""
    environment: NotRequired[Mapping[str, str]]
    """Further environment variables of the container. They are readable by many: never a token."""
    subnet_ids: pulumi.Input[Sequence[str]]
    """Private subnets, at least two in different zones: SageMaker asks for that even with one instance."""
    security_group_ids: Sequence[pulumi.Input[str]]
    """Security groups of the containers."""
    network_isolation: NotRequired[bool]
    """Cut the container off from every network; true where absent, false with `hub_model`."""
    kms_key_arn: pulumi.Input[str]
    """ARN of the KMS key of the instances' volumes and of captured data."""
    logs_key_arn: pulumi.Input[str]
    """ARN of the KMS key of the log group."""
    log_retention_days: int
    """Days for which logs are kept."""
    volume_gib: NotRequired[int]
    """Disk of each instance in GiB, with room for the weights twice; 128 where absent."""
    model_download_timeout_seconds: NotRequired[int]
    """Seconds for weights to arrive from S3, 60 to 3600; 1200 where absent."""
    startup_timeout_seconds: NotRequired[int]
    """Seconds for the container to answer its first health check, 60 to 3600; 1200 where absent."""
    data_capture: NotRequired[SageMakerEndpointDataCapture]
    """Keep requests and answers; nothing is kept where absent."""
    scaling: NotRequired[SageMakerEndpointScaling]
    """Instances; 1 to 10 by invocations where absent."""
    schedule: NotRequired[SageMakerEndpointSchedule]
    """Working hours; the same at all hours where absent."""
    update: NotRequired[SageMakerEndpointUpdate]
    """How an update takes over; blue-green where absent."""
    alarms: NotRequired[SageMakerEndpointAlarms]
    """Thresholds of the alarms, which also call an update back."""
    alarm_topic_arn: NotRequired[pulumi.Input[str]]
    """ARN of the SNS topic that hears of alarms; nobody hears of them where absent."""
    keep_previous: NotRequired[bool]
    """Leave models and configurations of earlier updates in place: a rollback goes back to them. True where absent."""
    tags: Mapping[str, str]
    """Tags of each resource."""
