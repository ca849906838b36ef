"""A pool of GPU machines in a GKE cluster."""

from collections.abc import Mapping, Sequence
from typing import Any, NotRequired, TypedDict

import pulumi
import pulumi_gcp as gcp

from accel.catalog import gke
from components.gcp import gke_gpu_capacity, gke_gpu_nodes
from components.gcp.gke_gpu_nodes import GkeGpuNodePoolSharing
from components.gcp.gke_nodes import require_name

_MACHINE = "g2-standard-8"


class GkeGpuNodePoolArgs(TypedDict):
    """Arguments of `GkeGpuNodePool`."""

    project: str
    """Id of the project."""
    cluster_name: pulumi.Input[str]
    """Name of the cluster."""
    location: str
    """Region of the cluster."""
    zones: Sequence[str]
    """Zones of the region in which nodes may stand; checked against the zones that were seen to sell the machine."""
    pool_name: NotRequired[str]
    """Name of the pool in the cloud, up to 40 characters. Default: the component's name."""
    machine_type: NotRequired[str]
    """Any machine type of the catalogue that brings whole GPUs along. Default g2-standard-8, with one nvidia-l4."""
    min_nodes: NotRequired[int]
    """Fewest nodes in all zones together; 0 costs nothing while no pod asks for a GPU. Default 1."""
    max_nodes: NotRequired[int]
    """Most nodes in all zones together. Default 10."""
    location_policy: NotRequired[str]
    """ANY (default): take a node from whichever zone has one. BALANCED: spread nodes evenly, as far as stock allows."""
    spot: NotRequired[bool]
    """Buy interruptible machines. Default false."""
    reservation: NotRequired[str]
    """Name of the reservation to run in, or projects/P/reservations/R of a shared one. Default: any open one, else on
    demand."""
    flex_start: NotRequired[bool]
    """Wait for machines at a discount, for at most `max_run_hours`. Default false."""
    max_run_hours: NotRequired[int]
    """Hours after which a flex-start node is taken away, 1 to 168. Default 168."""
    queued: NotRequired[bool]
    """Give nodes only to ProvisioningRequests, all of one at once. Default false."""
    compact_placement: NotRequired[bool]
    """Put the nodes close to each other, for training over several of them; in one zone. Default false."""
    driver_version: NotRequired[str]
    """DEFAULT (default), LATEST, or INSTALLATION_DISABLED for drivers of one's own."""
    sharing: NotRequired[GkeGpuNodePoolSharing]
    """Let several containers share a GPU. Default: a GPU belongs to one container."""
    partition_size: NotRequired[str]
    """MIG size into which every GPU is cut, such as 1g.5gb. Default: whole GPUs."""
    taint: NotRequired[bool]
    """Keep pods without GPUs away, by the taint nvidia.com/gpu=present:NoSchedule. Default true."""
    node_labels: NotRequired[Mapping[str, str]]
    """Kubernetes labels of the nodes, for node selectors of one's own."""
    labels: NotRequired[Mapping[str, str]]
    """Labels of the machines, which the bill shows."""
    disk_gb: NotRequired[int]
    """Size of the boot disks in GB; images and what pods write to an emptyDir lie there. Default 100."""
    disk_type: NotRequired[str]
    """Type of the boot disks. Default: pd-balanced, or hyperdisk-balanced for machines that take nothing else."""
    disk_key_id: pulumi.Input[str]
    """Key that encrypts the boot disks."""
    service_account_email: pulumi.Input[str]
    """Service account that the nodes run as."""
    image_streaming: NotRequired[bool]
    """Start containers while their images still load. Default true."""
    fast_socket: NotRequired[bool]
    """NCCL Fast Socket, for collectives between nodes. Default false."""
    secure_boot: NotRequired[bool]
    """Boot signed software only; drivers that GKE installs are signed. Default true."""
    max_pods_per_node: NotRequired[int]
    """Pods a node takes; fewer need fewer addresses. Default: what the cluster says."""
    max_surge: NotRequired[int]
    """Nodes added during an upgrade, which needs stock and quota for them. Default 0; not with flex_start or queued."""
    max_unavailable: NotRequired[int]
    """Nodes taken out at once during an upgrade. Default 1; not with flex_start or queued."""
    allow_unlisted_zone: NotRequired[bool]
    """Accept a zone in which the catalogue did not see the machine sold; its list is incomplete. Default false."""


class GkeGpuNodePool(pulumi.ComponentResource):
    """GPU machines that the cluster autoscaler adds when pods ask for them and takes away when they do not.

    Every node is paid for while it is there, `min_nodes` of them always; at 0 the pool costs nothing while idle. It
    starts without nodes, so that a zone without stock delays pods and does not break the deployment. An upgrade takes
    a node out before it brings one back, and a change of what cannot be changed replaces the pool, the old one first:
    neither waits for GPUs that nobody has.

    Raises:
        InvalidArgument: a value that GKE refuses or that contradicts another; nothing was registered.
    """

    node_pool_name: pulumi.Output[str]
    """Name of the pool."""
    accelerator: pulumi.Output[str]
    """Accelerator of the nodes, such as nvidia-l4: the catalogue's id and the value of the node label."""
    gpus_per_node: pulumi.Output[int]
    """How many nvidia.com/gpu a node offers to pods; partitions, and containers that share one, count each."""
    node_selector: pulumi.Output[dict[str, str]]
    """Node labels by which a pod asks for these nodes."""

    def __init__(self, name: str, args: GkeGpuNodePoolArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        pool_name = args.get("pool_name", name)
        validate({**args, "pool_name": pool_name})
        super().__init__("accel:index:GkeGpuNodePool", name, None, opts)
        machine = gke.gpu_machine(args.get("machine_type", _MACHINE))
        placement: Any = {"type": "COMPACT"} if args.get("compact_placement", False) else None
        queued: Any = {"enabled": True} if args.get("queued", False) else None
        pool = gcp.container.NodePool(
            f"{name}-pool",
            name=pool_name,
            project=args["project"],
            location=args["location"],
            cluster=args["cluster_name"],
            node_locations=list(args["zones"]),
            initial_node_count=0,
            autoscaling={
                "total_min_node_count": args.get("min_nodes", gke_gpu_capacity.MIN_NODES),
                "total_max_node_count": args.get("max_nodes", gke_gpu_capacity.MAX_NODES),
                "location_policy": args.get("location_policy", "ANY"),
            },
            # GKE gives flex-start nodes only to pools that it does not repair.
            management={"auto_repair": not args.get("flex_start", False), "auto_upgrade": True},
            upgrade_settings=gke_gpu_capacity.upgrades(args),
            network_config={"enable_private_nodes": True},
            placement_policy=placement,
            queued_provisioning=queued,
            max_pods_per_node=args.get("max_pods_per_node"),
            node_config=gke_gpu_nodes.config(machine, args),
            opts=pulumi.ResourceOptions(
                parent=self,
                delete_before_replace=True,
                # The autoscaler's business.
                ignore_changes=["initialNodeCount"],
                # An upgrade goes through the nodes one by one.
                custom_timeouts=pulumi.CustomTimeouts(create="45m", update="3h", delete="60m"),
            ),
        )
        self.node_pool_name = pool.name
        self.accelerator = pulumi.Output.from_input(machine.accelerator)
        self.gpus_per_node = pulumi.Output.from_input(gke_gpu_nodes.schedulable_gpus(machine, args))
        self.node_selector = pulumi.Output.from_input(gke_gpu_nodes.selector(machine, args))
        self.register_outputs(
            {
                "node_pool_name": self.node_pool_name,
                "accelerator": self.accelerator,
                "gpus_per_node": self.gpus_per_node,
                "node_selector": self.node_selector,
            }
        )


def validate(args: GkeGpuNodePoolArgs) -> None:
    """Refuse what GKE would refuse, before anything is registered.

    Raises:
        InvalidArgument: names the field, what is allowed, and what to do.
    """
    if "pool_name" in args:
        require_name("pool_name", args["pool_name"])
    machine = gke_gpu_nodes.require_machine("machine_type", args.get("machine_type", _MACHINE))
    gke_gpu_nodes.validate(machine, args)
    gke_gpu_capacity.validate(machine, args)
