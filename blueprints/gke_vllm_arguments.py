"""Arguments of the components of a `gke_vllm`, as far as settings and profile decide them; the baseline adds more."""

from typing import Any

from accel.catalog import gke
from accel.catalog.regions import regions
from accel.planning.stack import StackFacts
from blueprints.contract import LATER
from blueprints.gke_vllm_settings import ClusterCreate, Settings
from blueprints.gke_vllm_sizes import Sizes, cloud_name, pool_choices, sizes, working_hours
from components.gcp.gke_cluster import GkeClusterArgs
from components.gcp.gke_gpu_node_pool import GkeGpuNodePoolArgs
from components.kubernetes.vllm_server import VllmServerArgs


def cluster_arguments(settings: Settings, facts: StackFacts, region: str) -> GkeClusterArgs:
    """Return those of the cluster; its nodes stand in zones of their own choice, not only where GPUs are sold."""
    create = settings.cluster.create or ClusterCreate()
    pool: Any = {"min_nodes": create.system_min_nodes, "max_nodes": create.system_max_nodes}
    if create.system_machine_type is not None:
        pool["machine_type"] = create.system_machine_type
    arguments: Any = {
        "region": region,
        "node_zones": list(regions("gcp").get(region, ())[: facts.profile.zones]),
        "cluster_name": cloud_name(settings, facts),
        "dns_endpoint": create.dns_endpoint,
        "authorized_networks": create.authorized_networks,
        "release_channel": create.release_channel,
        "system_pool": pool,
        "deletion_protection": facts.profile.deletion_protection,
    }
    return arguments


def server_arguments(settings: Settings, facts: StackFacts, found: Sizes) -> VllmServerArgs:
    """Return those of the server."""
    arguments: Any = {
        "namespace": settings.namespace or settings.name,
        "model": settings.model,
        "accelerator": found.accelerator,
        "node_selector": found.node_selector,
        "spot": found.purchase == gke.SPOT,
        "tensor_parallel_size": settings.tensor_parallel_size,
        "gpu_memory_utilization": settings.gpu_memory_utilization,
        "extra_arguments": settings.extra_arguments,
        **found.resources,
        "min_replicas": found.min_replicas,
        "max_replicas": found.max_replicas,
        "metric": settings.scaling.metric,
        "cluster_name": LATER,
        "cluster_location": LATER,
        "clients": [{"namespace": item.namespace, "pod_labels": item.pod_labels} for item in settings.clients],
        "client_cidrs": settings.client_cidrs,
        "google_api_cidrs": settings.google_api_cidrs,
        "startup_minutes": settings.startup_minutes,
        "drain_seconds": settings.drain_seconds,
    }
    optional: dict[str, Any] = {
        "max_model_len": settings.max_model_len,
        "quantization": settings.quantization,
        "target": settings.scaling.target,
        "working_hours": working_hours(settings, facts),
        "revision": settings.hub.revision if settings.hub else None,
        "weights": {"bucket": LATER, "path": settings.weights.path} if settings.weights else None,
    }
    arguments.update({key: value for key, value in optional.items() if value is not None})
    return arguments


def pool_arguments(settings: Settings, facts: StackFacts, region: str) -> GkeGpuNodePoolArgs:
    """Return those of the GPU nodes."""
    found = sizes(settings, facts, region)
    arguments: Any = {
        **pool_choices(settings, facts),
        "location": region,
        "zones": list(found.zones),
        "pool_name": settings.name,
        "machine_type": settings.node_pool.machine_type,
        "min_nodes": found.min_nodes,
        "max_nodes": found.max_nodes,
        "driver_version": settings.node_pool.driver_version,
        "disk_gb": found.disk_gb,
        "allow_unlisted_zone": settings.node_pool.allow_unlisted_zone,
    }
    return arguments
