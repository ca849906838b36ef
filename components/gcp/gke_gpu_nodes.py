"""What the nodes of a GPU pool are made of, and how pods find them."""

from collections.abc import Mapping
from typing import Any, TypedDict

from accel.catalog import gke
from accel.catalog.gke import GpuMachine
from accel.catalog.names import UnknownName
from components.contract import InvalidArgument, require_between, require_one_of
from components.gcp.gke_gpu_capacity import purchase, reservation_affinity
from components.gcp.gke_nodes import node_config, refused_name, require_at_least

_DISK_GB = 100
_DRIVER = "DEFAULT"
_HOUR_SECONDS = 3600


class GkeGpuNodePoolSharing(TypedDict):
    """How containers share a GPU; each of them sees all of its memory and is not kept within a part of it."""

    strategy: str
    """TIME_SHARING: one after the other. MPS: at once, through NVIDIA's Multi-Process Service."""
    clients: int
    """Containers that may share one GPU, or one partition of it, 2 to 48."""


def require_machine(field: str, machine_type: str) -> GpuMachine:
    """Return a machine type with GPUs, or refuse it and name the nearest one."""
    try:
        return gke.gpu_machine(machine_type)
    except UnknownName as error:
        raise refused_name(field, machine_type, error) from error


def validate(machine: GpuMachine, args: Mapping[str, Any]) -> None:
    """Refuse settings of a node that its machine or its GPUs do not take.

    Raises:
        InvalidArgument: names the field, what is allowed, and what to do.
    """
    require_one_of("driver_version", args.get("driver_version", _DRIVER), gke.choices("driver version"))
    sharing = args.get("sharing")
    if sharing is not None:
        require_one_of("sharing.strategy", sharing["strategy"], gke.choices("sharing strategy"))
        clients = gke.limit("clients that share a GPU")
        require_between("sharing.clients", sharing["clients"], clients.lowest, clients.highest or clients.lowest)
    size, sizes = args.get("partition_size"), gke.partitions(machine.accelerator)
    if size is not None and not sizes:
        hint = f"{machine.name} has {machine.accelerator}"
        raise InvalidArgument("partition_size", size, f"nothing: {machine.accelerator} cannot be cut", hint)
    if size is not None:
        require_one_of("partition_size", size, sizes)
    require_at_least("disk_gb", args.get("disk_gb", _DISK_GB), gke.limit("boot disk GB").lowest, "GB")
    disk = args.get("disk_type")
    if disk is not None and not gke.takes_boot_disk(machine.name, disk):
        raise InvalidArgument("disk_type", disk, "a Hyperdisk type", f"{machine.name} takes no Persistent Disk")


def config(machine: GpuMachine, args: Mapping[str, Any]) -> Any:
    """Return the settings of one node."""
    found = node_config(
        machine_type=machine.name,
        service_account_email=args["service_account_email"],
        disk_key_id=args["disk_key_id"],
        disk_gb=args.get("disk_gb", _DISK_GB),
        disk_type=args.get("disk_type", gke.boot_disk(machine.name)),
        labels=args.get("labels", {}),
        secure_boot=args.get("secure_boot", True),
    )
    found["guest_accelerators"] = [_accelerator(machine, args)]
    labels = {**args.get("node_labels", {}), **_added_labels(args)}
    if labels:
        found["labels"] = labels
    found["gcfs_config"] = {"enabled": args.get("image_streaming", True)}
    found["reservation_affinity"] = reservation_affinity(args)
    if args.get("taint", True):
        taint = {"key": gke.name("taint_key"), "value": gke.name("taint_value"), "effect": "NO_SCHEDULE"}
        found["taints"] = [taint]
    if args.get("spot", False):
        found["spot"] = True
    if args.get("flex_start", False):
        longest = gke.limit("hours of a flex-start node").highest or 1
        found["flex_start"] = True
        found["max_run_duration"] = f"{args.get('max_run_hours', longest) * _HOUR_SECONDS}s"
    if args.get("fast_socket", False):
        found["fast_socket"] = {"enabled": True}
    disks = gke.local_ssds(machine.name)
    if disks:
        found["ephemeral_storage_local_ssd_config"] = {"local_ssd_count": disks}
    return found


def schedulable_gpus(machine: GpuMachine, args: Mapping[str, Any]) -> int:
    """Return how many GPUs a node offers to pods, partitions and shared ones counted each."""
    sharing, size = args.get("sharing"), args.get("partition_size")
    cuts = gke.partitions(machine.accelerator)[size] if size else 1
    return machine.gpus * cuts * (sharing["clients"] if sharing else 1)


def selector(machine: GpuMachine, args: Mapping[str, Any]) -> dict[str, str]:
    """Return the node labels by which a pod asks for these nodes."""
    found = {gke.name("accelerator"): machine.accelerator, **args.get("node_labels", {}), **_added_labels(args)}
    if purchase(args) == gke.SPOT:
        found[gke.name("spot")] = "true"
    if purchase(args) == gke.FLEX_START:
        found[gke.name("flex_start")] = "true"
    if args.get("partition_size"):
        found[gke.name("partition")] = args["partition_size"]
    if args.get("sharing"):
        found[gke.name("sharing")] = args["sharing"]["strategy"].lower().replace("_", "-")
        found[gke.name("shared_clients")] = str(args["sharing"]["clients"])
    return found


def _accelerator(machine: GpuMachine, args: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "type": machine.accelerator,
        "count": machine.gpus,
        "gpu_driver_installation_config": {"gpu_driver_version": args.get("driver_version", _DRIVER)},
    }
    if args.get("partition_size"):
        found["gpu_partition_size"] = args["partition_size"]
    if args.get("sharing"):
        found["gpu_sharing_config"] = {
            "gpu_sharing_strategy": args["sharing"]["strategy"],
            "max_shared_clients_per_gpu": args["sharing"]["clients"],
        }
    return found


def _added_labels(args: Mapping[str, Any]) -> dict[str, str]:
    # GKE puts the taint of queued nodes on them, but not the label that pods select them by.
    return {gke.name("queued"): "true"} if args.get("queued") else {}
