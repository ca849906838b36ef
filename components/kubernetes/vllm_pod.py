"""The pod of a vLLM server: one container, its weights, its probes and how it ends."""

from typing import Any

import pulumi

from accel.catalog import gke
from accel.catalog.images import image
from accel.catalog.vllm import server_facts
from components.kubernetes.pods import restricted_container, restricted_pod, temporary_folder
from components.kubernetes.vllm_arguments import VllmServerArgs

CONTAINER = "vllm"
HTTP = "http"
_WEIGHTS = "/weights"
_TOKEN_FOLDER = "/var/run/secrets/huggingface"  # noqa: S105 - where the token is mounted, not a token
_TOKEN_FILE = "token"  # noqa: S105 - name of the file
_ENDPOINT_SECONDS = 15
_MARGIN_SECONDS = 15
_PROBE_PERIOD_SECONDS = 10
_PROVISIONING_SECONDS = 1800
_GPU = "nvidia.com/gpu"


def gpus(args: VllmServerArgs) -> int:
    """Return how many GPUs one pod takes."""
    return int(args.get("tensor_parallel_size", 1))


def rollout_seconds(args: VllmServerArgs) -> int:
    """Return how long a new pod may take until it answers: a node, the image, the weights."""
    return _PROVISIONING_SECONDS + int(args.get("startup_minutes", 30)) * 60


def pod_template(
    args: VllmServerArgs, labels: dict[str, str], selector: dict[str, str], account: pulumi.Input[str], token: Any
) -> Any:
    """Return the template of the Deployment's pods.

    Args:
        args: validated arguments of the server.
        labels: labels of the pods.
        selector: those of them that pick the pods.
        account: name of the Kubernetes service account.
        token: name of the Secret that holds the hub's token, or None.
    """
    from_bucket = "weights" in args
    annotations = {"gke-gcsfuse/volumes": "true", **_FUSE_LIMITS} if from_bucket else {}
    return {
        "metadata": {"labels": labels, "annotations": annotations},
        "spec": {
            **restricted_pod(image("vllm").runs_as),
            "service_account_name": account,
            # Weights are read with a token of the metadata server; nothing in the pod calls the Kubernetes API.
            "automount_service_account_token": False,
            "node_selector": _node_selector(args),
            "tolerations": _tolerations(args),
            "topology_spread_constraints": [
                {
                    "max_skew": 1,
                    "topology_key": "topology.kubernetes.io/zone",
                    # A zone without GPUs must not keep the others from being used.
                    "when_unsatisfiable": "ScheduleAnyway",
                    "label_selector": {"match_labels": selector},
                }
            ],
            "termination_grace_period_seconds": _ENDPOINT_SECONDS + _drain_seconds(args) + _MARGIN_SECONDS,
            "containers": [_container(args, token)],
            "volumes": _volumes(args, token),
        },
    }


# "0" leaves the side-car that mounts the bucket as much as the node has; it works only while weights are read.
_FUSE_LIMITS = {
    "gke-gcsfuse/cpu-limit": "0",
    "gke-gcsfuse/memory-limit": "0",
    "gke-gcsfuse/ephemeral-storage-limit": "0",
}


def _container(args: VllmServerArgs, token: Any) -> Any:
    facts = server_facts()
    health = {"http_get": {"path": facts.health_path, "port": HTTP}}
    seconds = int(args.get("startup_minutes", 30)) * 60
    return {
        **restricted_container(),
        "name": CONTAINER,
        "image": args.get("image", image("vllm").reference),
        "command": ["vllm", "serve"],
        "args": server_arguments(args),
        "env": [{"name": name, "value": value} for name, value in _environment(args, token).items()],
        "ports": [{"name": HTTP, "container_port": facts.port}],
        "resources": {
            "requests": {"cpu": args.get("cpu", "2"), "memory": args.get("memory", "12Gi"), _GPU: str(gpus(args))},
            # No limit on CPU: a throttled server answers slowly while the node's CPU is idle.
            "limits": {"memory": args.get("memory_limit", "24Gi"), _GPU: str(gpus(args))},
        },
        "startup_probe": {
            **health,
            "period_seconds": _PROBE_PERIOD_SECONDS,
            "timeout_seconds": 5,
            "failure_threshold": seconds // _PROBE_PERIOD_SECONDS,
        },
        "readiness_probe": {**health, "period_seconds": 5, "timeout_seconds": 5, "failure_threshold": 3},
        "liveness_probe": {
            **health,
            "period_seconds": _PROBE_PERIOD_SECONDS,
            "timeout_seconds": 10,
            "failure_threshold": 6,
        },
        # Callers keep sending for some seconds after the pod has left the Service; only then may it stop listening.
        "lifecycle": {"pre_stop": {"sleep": {"seconds": _ENDPOINT_SECONDS}}},
        "volume_mounts": _mounts(args, token),
    }


def server_arguments(args: VllmServerArgs) -> list[str]:
    """Return the arguments of `vllm serve`."""
    found = [
        _WEIGHTS if "weights" in args else args["model"],
        f"--served-model-name={args['model']}",
        f"--port={server_facts().port}",
        f"--tensor-parallel-size={gpus(args)}",
        f"--gpu-memory-utilization={args.get('gpu_memory_utilization', 0.9)}",
        f"--shutdown-timeout={_drain_seconds(args)}",
    ]
    if "max_model_len" in args:
        found.append(f"--max-model-len={int(args['max_model_len'])}")
    if "quantization" in args:
        found.append(f"--quantization={args['quantization']}")
    if "revision" in args:
        found.append(f"--revision={args['revision']}")
    return [*found, *args.get("extra_arguments", [])]


def _environment(args: VllmServerArgs, token: Any) -> dict[str, str]:
    found = {
        # Caches of the hub, of vLLM and of compiled kernels all stand below it.
        "HOME": image("vllm").home,
        "VLLM_NO_USAGE_STATS": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
    }
    if "weights" in args:
        found["HF_HUB_OFFLINE"] = "1"
    if token is not None:
        found["HF_TOKEN_PATH"] = f"{_TOKEN_FOLDER}/{_TOKEN_FILE}"
    return found


def _mounts(args: VllmServerArgs, token: Any) -> list[Any]:
    found: list[Any] = [
        {"name": "home", "mount_path": image("vllm").home},
        {"name": "tmp", "mount_path": "/tmp"},  # noqa: S108 - a volume of this pod alone
        {"name": "shared-memory", "mount_path": "/dev/shm"},  # noqa: S108 - as above
    ]
    if "weights" in args:
        found.append({"name": "weights", "mount_path": _WEIGHTS, "read_only": True})
    if token is not None:
        found.append({"name": "hub-token", "mount_path": _TOKEN_FOLDER, "read_only": True})
    return found


def _volumes(args: VllmServerArgs, token: Any) -> list[Any]:
    memory = {"medium": "Memory", "size_limit": args.get("shared_memory", "2Gi")}
    found: list[Any] = [
        temporary_folder("home"),
        temporary_folder("tmp"),
        {"name": "shared-memory", "empty_dir": memory},
    ]
    weights = args.get("weights")
    if weights is not None:
        found.append({"name": "weights", "csi": _bucket(weights["bucket"], weights["path"])})
    if token is not None:
        items = [{"key": _TOKEN_FILE, "path": _TOKEN_FILE}]
        found.append({"name": "hub-token", "secret": {"secret_name": token, "items": items, "default_mode": 0o440}})
    return found


def _bucket(bucket: pulumi.Input[str], path: str) -> Any:
    options = [
        "implicit-dirs",
        f"only-dir={path}",
        # Weights do not change under a running server.
        "metadata-cache:ttl-secs:-1",
        # The first read of a file fetches it whole, in parallel; a restarted container finds it on the node's disk.
        "file-cache:max-size-mb:-1",
        "file-cache:enable-parallel-downloads:true",
    ]
    attributes = {"bucketName": bucket, "mountOptions": ",".join(options)}
    return {"driver": "gcsfuse.csi.storage.gke.io", "read_only": True, "volume_attributes": attributes}


def _node_selector(args: VllmServerArgs) -> dict[str, pulumi.Input[str]]:
    found: dict[str, pulumi.Input[str]] = {gke.name("accelerator"): args["accelerator"]}
    if args.get("spot", False):
        found[gke.name("spot")] = "true"
    return {**found, **args.get("node_selector", {})}


def _tolerations(args: VllmServerArgs) -> list[Any]:
    found = [{"key": gke.name("taint_key"), "operator": "Exists", "effect": "NoSchedule"}]
    if args.get("spot", False):
        found.append({"key": gke.name("spot"), "operator": "Equal", "value": "true", "effect": "NoSchedule"})
    return found


def _drain_seconds(args: VllmServerArgs) -> int:
    return int(args.get("drain_seconds", 120))
