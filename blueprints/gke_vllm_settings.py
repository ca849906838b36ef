"""What a stack file may say of the blueprint `gke_vllm`."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, ValidationInfo, field_validator, model_validator

from accel.catalog import gke
from accel.catalog.names import UnknownName
from accel.catalog.vllm import quantizations, scaling_metrics
from accel.planning.stack import Settings as SettingsBase
from blueprints.baseline import Cidr
from blueprints.contract import BlueprintSettings

DnsLabel = Annotated[str, StringConstraints(max_length=63, pattern=r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?$")]
Folder = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][\w.=-]*(/[A-Za-z0-9][\w.=-]*)*$")]
PinnedImage = Annotated[
    str,
    StringConstraints(
        pattern=r"^[a-z0-9.-]+(:\d+)?/([\w.-]+/)*[\w.-]+(:[\w.-]+(@sha256:[0-9a-f]{64})?|@sha256:[0-9a-f]{64})$"
    ),
]
"""Registry, repository, and a tag or digest."""


class ClusterCreate(SettingsBase):
    """A cluster to create."""

    dns_endpoint: bool = Field(
        default=True,
        description="Reach the control plane by name with IAM before it; false: by its private address alone.",
    )
    authorized_networks: dict[str, Cidr] = Field(
        default={}, description="Private ranges that reach the private address, by a name; without dnsEndpoint."
    )
    release_channel: Literal["RAPID", "REGULAR", "STABLE", "EXTENDED"] = Field(
        default="REGULAR", description="How fast GKE brings new versions."
    )
    system_machine_type: str | None = Field(
        default=None, description="Machine type of the cluster's own pods; absent: e2-standard-4."
    )
    system_min_nodes: int = Field(default=2, ge=1, le=50, description="Fewest nodes for the cluster's own pods.")
    system_max_nodes: int = Field(default=4, ge=1, le=50, description="Most nodes for the cluster's own pods.")


class ClusterExisting(SettingsBase):
    """A cluster that somebody else owns: with Workload Identity, the GCS FUSE driver and managed Prometheus."""

    name: str = Field(pattern=r"^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$", description="Name of the cluster.")
    dns_endpoint: str | None = Field(default=None, min_length=1, description="DNS name of its control plane.")
    endpoint: str | None = Field(default=None, min_length=1, description="Address of its control plane.")
    ca_certificate: str | None = Field(
        default=None, min_length=1, description="Certificate of its authority in base64, together with `endpoint`."
    )
    metrics_adapter: bool = Field(
        default=False, description="Install the Custom Metrics Stackdriver Adapter; false where the cluster has it."
    )

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        if (self.dns_endpoint is None) == (self.endpoint is None):
            raise ValueError("dnsEndpoint, or endpoint together with caCertificate")
        if (self.endpoint is None) != (self.ca_certificate is None):
            raise ValueError("endpoint and caCertificate together")
        return self


class ClusterSettings(SettingsBase):
    """Where the server runs: a cluster to create, or one that exists in the stack's region."""

    create: ClusterCreate | None = Field(default=None, description="The cluster to create.")
    existing: ClusterExisting | None = Field(default=None, description="The cluster to use.")

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if self.create is not None and self.existing is not None:
            raise ValueError("create or existing, not both")
        return self


class SharingSettings(SettingsBase):
    """Several pods on one GPU; each sees all of its memory."""

    strategy: Literal["TIME_SHARING", "MPS"] = Field(description="One after the other, or at once through MPS.")
    clients: int = Field(ge=2, le=48, description="Pods that may share a GPU.")


class NodePoolSettings(SettingsBase):
    """The GPU nodes."""

    machine_type: str = Field(default="g2-standard-8", description="Machine type with GPUs, such as g2-standard-8.")
    zones: list[str] | None = Field(
        default=None, min_length=1, description="Zones; absent: as many of the region's as the profile says."
    )
    min_nodes: int | None = Field(
        default=None, ge=0, le=1000, description="Fewest nodes; absent: those of the fewest pods, 0 with a schedule."
    )
    max_nodes: int | None = Field(
        default=None, ge=1, le=1000, description="Most nodes; absent: those of the most pods."
    )
    spot: bool | None = Field(
        default=None, description="Interruptible machines; absent: the profile's, without reservation and flexStart."
    )
    reservation: str | None = Field(default=None, min_length=1, description="Name of a reservation to run in.")
    flex_start: bool = Field(default=False, description="Wait for machines at a discount, for at most 7 days.")
    sharing: SharingSettings | None = Field(default=None, description="Let pods share a GPU; absent: whole GPUs.")
    partition_size: str | None = Field(default=None, description="MIG size into which GPUs are cut, such as 1g.5gb.")
    driver_version: Literal["DEFAULT", "LATEST"] = Field(default="DEFAULT", description="NVIDIA driver of the nodes.")
    disk_gb: int | None = Field(
        default=None, ge=20, le=65536, description="Boot disks in GB; absent: image and weights of the model fit."
    )
    allow_unlisted_zone: bool = Field(
        default=False, description="Accept a zone in which the catalogue did not see the machine sold."
    )

    @field_validator("machine_type")
    @classmethod
    def _machine_exists(cls, name: str) -> str:
        try:
            return gke.gpu_machine(name).name
        except UnknownName as error:
            raise ValueError(f"a machine type with GPUs; {error}") from None

    @field_validator("partition_size")
    @classmethod
    def _partition_exists(cls, size: str | None, info: ValidationInfo) -> str | None:
        machine_type = info.data.get("machine_type")
        if size is not None and machine_type is not None:
            sizes = gke.partitions(gke.gpu_machine(machine_type).accelerator)
            if size not in sizes:
                raise ValueError(f"one of {', '.join(sizes)}" if sizes else f"absent: {machine_type} cannot be cut")
        return size


class WeightsSettings(SettingsBase):
    """Weights from the model store of the stack's baseline."""

    path: Folder = Field(description="Folder in the model store with config.json, tokenizer and safetensors files.")


class HubSettings(SettingsBase):
    """A model that every new pod downloads from the Hugging Face hub; the network needs a way out."""

    revision: str = Field(pattern=r"^[0-9a-f]{40}$", description="Commit of the model, 40 hexadecimal digits.")
    token_config_key: str | None = Field(
        default=None,
        pattern=r"^[a-z][\w-]*:[a-zA-Z][\w-]*$",
        description="Secret configuration key with the token of a gated model, such as huggingface:token.",
    )


class ScalingSettings(SettingsBase):
    """How many pods there are, and what makes them more."""

    min_replicas: int | None = Field(
        default=None, ge=0, le=1000, description="Fewest pods; absent: the profile's minReplicas. 0: made asleep."
    )
    max_replicas: int | None = Field(
        default=None, ge=1, le=1000, description="Most pods; absent: five times the profile's minReplicas, at least 1."
    )
    metric: str = Field(default="queue-depth", description="queue-depth, or gpu-utilization as DCGM measures it.")
    target: int | None = Field(default=None, ge=1, le=10000, description="Average to hold; absent: the catalogue's.")

    @field_validator("metric")
    @classmethod
    def _metric_exists(cls, name: str) -> str:
        if name not in scaling_metrics():
            raise ValueError(f"one of {', '.join(scaling_metrics())}")
        return name


class ClientSettings(SettingsBase):
    """Pods that may call the server."""

    namespace: DnsLabel = Field(description="Namespace of the pods.")
    pod_labels: dict[str, str] = Field(default={}, description="Labels of the pods; absent: all of the namespace.")


class Settings(BlueprintSettings):
    """Settings of `gke_vllm` in a stack file."""

    kind: Literal["gke_vllm"] = Field(description="A language model behind vLLM on GKE.")
    cluster: ClusterSettings = Field(default=ClusterSettings(), description="The cluster; absent: one is created.")
    node_pool: NodePoolSettings = Field(default=NodePoolSettings(), description="The GPU nodes.")
    namespace: DnsLabel | None = Field(default=None, description="Kubernetes namespace; absent: the blueprint's name.")
    model: str = Field(
        pattern=r"^[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*$",
        description="Hub id of the model: the name that clients ask for, and by which its size is checked.",
    )
    weights: WeightsSettings | None = Field(default=None, description="Weights from the model store. This or `hub`.")
    hub: HubSettings | None = Field(default=None, description="Download from the Hugging Face hub instead.")
    tensor_parallel_size: int = Field(default=1, ge=1, le=16, description="GPUs of a pod that share the model.")
    gpu_memory_utilization: float = Field(
        default=0.9, gt=0, lt=1, description="Part of the GPUs' memory that the server takes."
    )
    max_model_len: int | None = Field(
        default=None, ge=1, description="Prompt and answer together in tokens; absent: what the model allows."
    )
    quantization: str | None = Field(
        default=None, description="How the weights are quantised, such as awq; absent: as the model's files say."
    )
    extra_arguments: list[str] = Field(default=[], description="Further arguments of vllm serve; nothing secret.")
    image: PinnedImage | None = Field(
        default=None, description="Pinned image of your own instead of the published one."
    )
    mirror_images: bool = Field(
        default=True, description="Fetch images through Artifact Registry: nodes need no way to the internet."
    )
    startup_minutes: int = Field(default=30, ge=5, le=240, description="Minutes that loading the weights may take.")
    drain_seconds: int = Field(default=120, ge=5, le=3600, description="Seconds in which a pod finishes its answers.")
    scaling: ScalingSettings = Field(default=ScalingSettings(), description="Pods, and what makes them more.")
    schedule: bool = Field(
        default=True, description="Run no pod outside the profile's working hours, where it has any."
    )
    clients: list[ClientSettings] = Field(default=[], description="Who may call; absent: pods of the own namespace.")
    client_cidrs: list[Cidr] = Field(default=[], description="Address ranges that may call, such as proxies'.")
    google_api_cidrs: list[Cidr] = Field(
        default=[], description="Where Google's APIs are reached in an adopted network; absent: privately."
    )

    @field_validator("quantization")
    @classmethod
    def _quantization_exists(cls, name: str | None) -> str | None:
        if name is not None and name not in quantizations():
            raise ValueError(f"one of {', '.join(sorted(quantizations()))}")
        return name

    @model_validator(mode="after")
    def _one_source_of_weights(self) -> Self:
        if (self.weights is None) == (self.hub is None):
            raise ValueError(
                "weights.path for weights in the model store, or hub for the Hugging Face hub; one of them"
            )
        return self
