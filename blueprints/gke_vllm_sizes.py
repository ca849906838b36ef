"""How many pods and nodes a `gke_vllm` has and how large they are, by its settings, the profile and the catalogue."""

import math
from dataclasses import dataclass
from typing import Any

from accel.catalog import gke
from accel.catalog.machines import machine
from accel.catalog.models import known_model
from accel.catalog.regions import regions
from accel.planning.stack import StackFacts
from blueprints.gke_vllm_settings import Settings
from components.contract import InvalidArgument
from components.gcp.gke_gpu_capacity import purchase
from components.gcp.gke_gpu_nodes import schedulable_gpus, selector
from components.gcp.names import name_of
from components.kubernetes.vllm_schedule import VllmWorkingHours

_MOST_TO_FEWEST = 5
_GIB = 2**30
_BYTES_PER_PARAMETER = 2
_DISK_GB = 100
# What image, system and caches take beside the weights.
_DISK_BESIDE_WEIGHTS_GB = 60
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Sizes:
    """Pods, nodes and what each of them has."""

    min_replicas: int
    max_replicas: int
    min_nodes: int
    max_nodes: int
    zones: tuple[str, ...]
    purchase: str
    """One of `accel.catalog.gke.PURCHASES`."""
    accelerator: str
    node_gpus: int
    """Whole GPUs of a node, for quotas."""
    node_selector: dict[str, str]
    disk_gb: int
    resources: dict[str, str]
    """CPU and memory of a pod, as the server's arguments say it; empty where the catalogue does not know the node's."""


def sizes(settings: Settings, facts: StackFacts, region: str) -> Sizes:
    """Return all sizes; the node pool's arguments are judged by the component."""
    lowest, highest = _replicas(settings, facts)
    pool = pool_choices(settings, facts)
    gpus = gke.gpu_machine(settings.node_pool.machine_type)
    offered = schedulable_gpus(gpus, pool)
    # A pod that no node holds is refused by `require_fitting_pod`; until then it counts as one a node.
    pods = max(1, offered // settings.tensor_parallel_size)
    given = settings.node_pool
    needed = 0 if working_hours(settings, facts) else math.ceil(lowest / pods)
    return Sizes(
        min_replicas=lowest,
        max_replicas=highest,
        min_nodes=given.min_nodes if given.min_nodes is not None else needed,
        max_nodes=given.max_nodes if given.max_nodes is not None else math.ceil(highest / pods),
        zones=tuple(given.zones) if given.zones else _zones(settings, facts, region),
        purchase=purchase(pool),
        accelerator=gpus.accelerator,
        node_gpus=gpus.gpus,
        node_selector=selector(gpus, pool),
        disk_gb=given.disk_gb or _disk_gb(settings),
        resources=_resources(settings.node_pool.machine_type, pods),
    )


def require_fitting_pod(settings: Settings, facts: StackFacts) -> None:
    """Refuse a pod that takes more GPUs than a node offers to one pod.

    Raises:
        InvalidArgument: no node of this machine type could ever run it.
    """
    gpus, pool = gke.gpu_machine(settings.node_pool.machine_type), pool_choices(settings, facts)
    # GKE gives a pod one GPU at most where GPUs are shared, and vLLM joins no partitions.
    largest = 1 if {"sharing", "partition_size"} & pool.keys() else gpus.gpus
    if settings.tensor_parallel_size > largest:
        allowed = f"at most {largest}: what a {gpus.name} offers to one pod"
        raise InvalidArgument("tensor_parallel_size", settings.tensor_parallel_size, allowed)


def pool_choices(settings: Settings, facts: StackFacts) -> dict[str, Any]:
    """Return how the nodes are bought and cut, as the node pool's arguments say it."""
    given = settings.node_pool
    other_purchase = given.reservation is not None or given.flex_start
    found: dict[str, Any] = {
        "spot": given.spot if given.spot is not None else facts.profile.spot and not other_purchase,
        "flex_start": given.flex_start,
    }
    if given.reservation is not None:
        found["reservation"] = given.reservation
    if given.sharing is not None:
        found["sharing"] = {"strategy": given.sharing.strategy, "clients": given.sharing.clients}
    if given.partition_size is not None:
        found["partition_size"] = given.partition_size
    return found


def working_hours(settings: Settings, facts: StackFacts) -> VllmWorkingHours | None:
    """Return the hours outside of which no pod runs, or None."""
    hours = facts.schedule
    if hours is None or not settings.schedule:
        return None
    return {
        "start_hour": hours.start_hour,
        "stop_hour": hours.stop_hour,
        "days": list(hours.days),
        "timezone": hours.timezone,
    }


def cloud_name(settings: Settings, facts: StackFacts) -> str:
    """Return the beginning of names that a project has only once: stack and blueprint."""
    return name_of(facts.stack, settings.name, longest=_LONGEST_NAME)


def _resources(machine_type: str, pods: int) -> dict[str, str]:
    """Return half of a pod's share of the node; GPUs decide what goes where, and the system's own pods need room."""
    whole = machine("gcp", machine_type)
    if whole.vcpus is None or whole.memory_gib is None:
        return {}
    memory = whole.memory_gib / pods
    return {
        "cpu": str(max(1, math.floor(whole.vcpus / pods / 2))),
        "memory": f"{math.floor(memory / 2)}Gi",
        "memory_limit": f"{math.floor(memory * 3 / 4)}Gi",
    }


def _replicas(settings: Settings, facts: StackFacts) -> tuple[int, int]:
    given, usual = settings.scaling, facts.profile.min_replicas
    lowest = given.min_replicas if given.min_replicas is not None else usual
    if given.max_replicas is not None:
        return min(lowest, given.max_replicas) if given.min_replicas is None else lowest, given.max_replicas
    return lowest, max(1, lowest, _MOST_TO_FEWEST * usual)


def _zones(settings: Settings, facts: StackFacts, region: str) -> tuple[str, ...]:
    """Return as many zones of the region as the profile says, those first that were seen to sell the machine."""
    known = regions("gcp").get(region, ())
    sold = gke.zones(settings.node_pool.machine_type)
    if settings.node_pool.allow_unlisted_zone:
        ordered = sorted(known, key=lambda zone: zone not in sold)
    else:
        ordered = [zone for zone in known if zone in sold] or list(known)
    wanted = 1 if settings.node_pool.flex_start else facts.profile.zones
    return tuple(sorted(ordered[:wanted]))


def _disk_gb(settings: Settings) -> int:
    known = known_model(settings.model)
    weights = math.ceil(known.parameters * _BYTES_PER_PARAMETER / _GIB) if known else 0
    return max(_DISK_GB, _DISK_BESIDE_WEIGHTS_GB + 2 * weights)
