"""The nodes on which a GKE cluster's own pods run: cheap machines in every zone, wherever accelerators are sold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NotRequired, TypedDict

import pulumi
import pulumi_gcp as gcp

from accel.catalog import gke
from accel.catalog.names import UnknownName
from components.gcp.gke_nodes import node_config, refused_name, require_at_least

_NAME = "system"
_MACHINE = "e2-standard-4"
_MIN_NODES, _MAX_NODES = 2, 4
_DISK_GB = 50


class GkeClusterSystemPool(TypedDict):
    """The nodes of the cluster's own pods; they are on as long as the cluster is."""

    machine_type: NotRequired[str]
    """Machine type without accelerators. Default e2-standard-4, which every zone sells."""
    min_nodes: NotRequired[int]
    """Fewest nodes in all zones together. Default 2, so that one may fail."""
    max_nodes: NotRequired[int]
    """Most nodes in all zones together. Default 4."""
    disk_gb: NotRequired[int]
    """Size of the boot disks in GB. Default 50."""


@dataclass(frozen=True)
class Nodes:
    """Where the nodes stand and what they are made of."""

    project: str
    region: str
    zones: Sequence[str]
    size: GkeClusterSystemPool
    service_account_email: pulumi.Input[str]
    disk_key_id: pulumi.Input[str]
    labels: Mapping[str, str]


def validate(size: GkeClusterSystemPool, zones: Sequence[str]) -> None:
    """Refuse a machine that the catalogue does not hold, or that has accelerators, and bounds that contradict.

    The pool starts with a node in each zone, so its most are at least as many.

    Raises:
        InvalidArgument: names the field, what is allowed, and the nearest valid name.
    """
    machine_type = size.get("machine_type", _MACHINE)
    try:
        gke.cpu_machine(machine_type)
    except UnknownName as error:
        raise refused_name("system_pool.machine_type", machine_type, error) from error
    lowest = size.get("min_nodes", _MIN_NODES)
    require_at_least("system_pool.min_nodes", lowest, 1)
    require_at_least("system_pool.max_nodes", size.get("max_nodes", _MAX_NODES), max(lowest, len(zones)))
    require_at_least("system_pool.disk_gb", size.get("disk_gb", _DISK_GB), gke.limit("boot disk GB").lowest, "GB")


def config(nodes: Nodes) -> Any:
    """Return the settings of one node."""
    machine_type = nodes.size.get("machine_type", _MACHINE)
    found = node_config(
        machine_type=machine_type,
        service_account_email=nodes.service_account_email,
        disk_key_id=nodes.disk_key_id,
        disk_gb=nodes.size.get("disk_gb", _DISK_GB),
        disk_type=gke.boot_disk(machine_type),
        labels=nodes.labels,
    )
    # What the cluster's default gives a pool in any case: unsaid, it would come back as a difference.
    found["gcfs_config"] = {"enabled": True}
    return found


def pool(name: str, cluster_name: pulumi.Input[str], nodes: Nodes, parent: pulumi.Resource) -> gcp.container.NodePool:
    """Register the pool of a cluster, autoscaled over its zones."""
    return gcp.container.NodePool(
        name,
        name=_NAME,
        project=nodes.project,
        location=nodes.region,
        cluster=cluster_name,
        node_locations=list(nodes.zones),
        # Of each zone; the autoscaler takes it from there.
        initial_node_count=1,
        autoscaling={
            "total_min_node_count": nodes.size.get("min_nodes", _MIN_NODES),
            "total_max_node_count": nodes.size.get("max_nodes", _MAX_NODES),
            "location_policy": "BALANCED",
        },
        management={"auto_repair": True, "auto_upgrade": True},
        upgrade_settings={"strategy": "SURGE", "max_surge": 1, "max_unavailable": 0},
        network_config={"enable_private_nodes": True},
        node_config=config(nodes),
        opts=pulumi.ResourceOptions(
            parent=parent,
            delete_before_replace=True,
            ignore_changes=["initialNodeCount"],
            custom_timeouts=pulumi.CustomTimeouts(create="45m", update="2h", delete="45m"),
        ),
    )
