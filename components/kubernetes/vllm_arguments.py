"""Arguments of `VllmServer`, and what is wrong with them."""

import re
from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

import pulumi

from accel.catalog.models import known_model
from accel.catalog.names import UnknownName
from accel.catalog.vllm import quantizations, scaling_metric
from components.contract import InvalidArgument, require_between, require_one_of, require_together
from components.kubernetes.names import require_dns_label, require_labels, require_quantity
from components.kubernetes.vllm_schedule import VllmWorkingHours, validate_hours

DEFAULT_METRIC = "queue-depth"
DEFAULT_MIN_REPLICAS = 2
DEFAULT_MAX_REPLICAS = 10
_MOST_REPLICAS = 1000
_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)?")
_FOLDER = re.compile(r"[A-Za-z0-9][\w.=-]*(/[A-Za-z0-9][\w.=-]*)*")
# `-metrics` and the like are added to it, and a pod's name to that.
_LONGEST_NAME = 40


class VllmWeights(TypedDict):
    """Weights in a bucket, mounted read-only by Cloud Storage FUSE."""

    bucket: pulumi.Input[str]
    """Name of the bucket; the server's Kubernetes service account must be able to read it."""
    path: str
    """Folder of the bucket that holds config.json, tokenizer and safetensors files."""


class VllmClient(TypedDict):
    """Pods that may call the server."""

    namespace: str
    """Namespace of the pods."""
    pod_labels: NotRequired[Mapping[str, str]]
    """Labels of the pods. Default: all pods of the namespace."""


class VllmServerArgs(TypedDict):
    """Arguments of `VllmServer`."""

    namespace: str
    """Namespace of the server."""
    create_namespace: NotRequired[bool]
    """Make the namespace, with the restricted Pod Security Standard enforced. Default true."""
    model: str
    """Hub id of the model, such as meta-llama/Llama-3.1-8B-Instruct; also the name that clients ask for."""
    weights: NotRequired[VllmWeights]
    """Weights in a bucket: no pod downloads them again. Default: the pods download them from the Hugging Face hub."""
    revision: NotRequired[str]
    """Commit of the model on the hub; without `weights` only."""
    hub_token: NotRequired[pulumi.Input[str]]
    """Token of the Hugging Face hub for gated models, a secret; without `weights` only."""
    accelerator: str
    """Value of the node label cloud.google.com/gke-accelerator, such as nvidia-l4."""
    node_selector: NotRequired[Mapping[str, pulumi.Input[str]]]
    """More labels that the nodes must have, such as those of one pool."""
    spot: NotRequired[bool]
    """Run on spot nodes. Default false."""
    image: NotRequired[pulumi.Input[str]]
    """Image of vLLM 0.18 or later, pinned, that user 2000 can run. Default: the catalogue's, at its publisher."""
    schedule_image: NotRequired[pulumi.Input[str]]
    """Image with kubectl for `working_hours`, pinned. Default: the catalogue's, at its publisher."""
    tensor_parallel_size: NotRequired[int]
    """GPUs of one pod over which the model is split. Default 1."""
    gpu_memory_utilization: NotRequired[float]
    """Part of the GPU's memory that the server takes, above 0 and below 1. Default 0.9."""
    max_model_len: NotRequired[int]
    """Longest prompt with its answer, in tokens. Default: what the model allows."""
    quantization: NotRequired[str]
    """How the weights are quantised, such as awq or fp8. Default: what the model's own configuration says."""
    extra_arguments: NotRequired[Sequence[str]]
    """More arguments of `vllm serve`. Never a secret."""
    cpu: NotRequired[str]
    """CPU that a pod asks for. Default 2."""
    memory: NotRequired[str]
    """Memory that a pod asks for. Default 12Gi."""
    memory_limit: NotRequired[str]
    """Memory beyond which a pod is ended. Default 24Gi."""
    shared_memory: NotRequired[str]
    """Size of /dev/shm, part of the pod's memory. Default 2Gi."""
    min_replicas: NotRequired[int]
    """Fewest pods. Default 2. With 0 the server is made asleep: `working_hours` or `kubectl scale` wakes it."""
    max_replicas: NotRequired[int]
    """Most pods. Default 10. Equal to `min_replicas` (or 1 beside 0): that many, with no autoscaler."""
    metric: NotRequired[str]
    """What the autoscaler looks at: queue-depth (default) or gpu-utilization."""
    target: NotRequired[int]
    """Average of the metric for each pod (queue-depth) or GPU (gpu-utilization, %). Default: the catalogue's."""
    cluster_name: NotRequired[pulumi.Input[str]]
    """Name of the cluster, for gpu-utilization: its series bear no other mark of the cluster."""
    cluster_location: NotRequired[pulumi.Input[str]]
    """Region or zone of the cluster, together with `cluster_name`."""
    working_hours: NotRequired[VllmWorkingHours]
    """Hours outside of which no pod runs. Default: always on."""
    clients: NotRequired[Sequence[VllmClient]]
    """Who may call the server. Default: the pods of its own namespace."""
    client_cidrs: NotRequired[Sequence[str]]
    """Address ranges that may call it too, such as the proxies of an internal load balancer."""
    google_api_cidrs: NotRequired[Sequence[str]]
    """Where Google's APIs are reached. Default: their private addresses."""
    startup_minutes: NotRequired[int]
    """Minutes that loading may take, 5 to 240. Default 30."""
    drain_seconds: NotRequired[int]
    """Seconds in which a pod that ends finishes its answers, 5 to 3600. Default 120; a spot node has less."""
    await_ready: NotRequired[bool]
    """Let `pulumi up` wait for pods that answer. Default false: it ends before weights are uploaded or a GPU is had."""
    labels: NotRequired[Mapping[str, str]]
    """Labels of everything."""


def validate(args: VllmServerArgs) -> None:
    """Refuse what the cluster or the server would refuse later, or what contradicts itself.

    Raises:
        InvalidArgument: names the argument, its value and what is allowed.
    """
    require_dns_label("namespace", args["namespace"])
    require_dns_label("accelerator", args["accelerator"])
    require_labels("labels", args.get("labels", {}))
    _validate_model(args)
    for field in ("cpu", "memory", "memory_limit", "shared_memory"):
        amount = args.get(field)
        if amount is not None:
            require_quantity(field, amount)
    _validate_scaling(args)
    require_between("startup_minutes", args.get("startup_minutes", 30), 5, 240, "minutes")
    require_between("drain_seconds", args.get("drain_seconds", 120), 5, 3600, "seconds")
    for index, client in enumerate(args.get("clients", [])):
        require_dns_label(f"clients.{index}.namespace", client["namespace"])


def validate_name(name: str, args: VllmServerArgs) -> None:
    """Refuse a component's name that its objects could not bear."""
    require_dns_label("name", name, _LONGEST_NAME)
    # It is the value of a label in the autoscaler's selector, hence no longer than one.
    require_dns_label("name", gpu_monitoring_name(name, args["namespace"]))


def gpu_monitoring_name(name: str, namespace: str) -> str:
    """Return what the cluster-wide object is called that collects a server's GPU series."""
    return f"{namespace}-{name}-gpu"


def _validate_model(args: VllmServerArgs) -> None:
    model, weights = args["model"], args.get("weights")
    if not _HUB_ID.fullmatch(model):
        raise InvalidArgument("model", model, "a hub id such as meta-llama/Llama-3.1-8B-Instruct")
    if weights is not None and not _FOLDER.fullmatch(weights["path"]):
        raise InvalidArgument("weights.path", weights["path"], "a folder of the bucket, with no slash at either end")
    for field in ("revision", "hub_token"):
        if weights is not None and args.get(field) is not None:
            value = "[secret]" if field == "hub_token" else args.get(field)
            raise InvalidArgument(field, value, "only without weights", "weights in a bucket need neither")
    parallel = args.get("tensor_parallel_size", 1)
    require_between("tensor_parallel_size", parallel, 1, 16, "GPUs")
    known = known_model(model)
    if known is not None and known.attention_heads % parallel:
        divisors = [str(n) for n in range(1, 17) if known.attention_heads % n == 0]
        hint = f"{model} has {known.attention_heads} attention heads"
        raise InvalidArgument("tensor_parallel_size", parallel, ", ".join(divisors), hint)
    length = args.get("max_model_len")
    if length is not None:
        require_between("max_model_len", length, 1, known.max_context if known else 10_000_000, "tokens")
    utilization = args.get("gpu_memory_utilization", 0.9)
    if not 0 < utilization < 1:
        raise InvalidArgument("gpu_memory_utilization", utilization, "above 0 and below 1")
    if "quantization" in args:
        require_one_of("quantization", args["quantization"], quantizations())


def _validate_scaling(args: VllmServerArgs) -> None:
    lowest = args.get("min_replicas", DEFAULT_MIN_REPLICAS)
    highest = args.get("max_replicas", max(DEFAULT_MAX_REPLICAS, lowest))
    require_between("min_replicas", lowest, 0, _MOST_REPLICAS, "pods")
    require_between("max_replicas", highest, max(1, lowest), _MOST_REPLICAS, "pods")
    try:
        metric = scaling_metric(args.get("metric", DEFAULT_METRIC))
    except UnknownName as error:
        near = f"did you mean {error.nearest!r}?" if error.nearest else ""
        raise InvalidArgument("metric", error.name, ", ".join(error.known), near) from None
    require_between("target", args.get("target", metric.default_target), 1, 100 if metric.per_gpu else 10_000)
    if metric.per_gpu and "cluster_name" not in args:
        raise InvalidArgument("cluster_name", None, f"the cluster's name, with the metric {metric.name}")
    require_together(args, "cluster_name", "cluster_location")
    hours = args.get("working_hours")
    if hours is not None:
        validate_hours(hours)
