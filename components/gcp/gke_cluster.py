"""A GKE cluster without a public address, and the pool of nodes on which its own pods run."""

import ipaddress
from collections.abc import Mapping, Sequence
from typing import Any, NotRequired, TypedDict, TypeVar

import pulumi
import pulumi_gcp as gcp

from accel.catalog import gke
from accel.catalog.gcp import limit
from components.contract import InvalidArgument, require_one_of
from components.gcp import gke_maintenance, gke_system_pool
from components.gcp.gke_maintenance import GkeClusterMaintenance
from components.gcp.gke_nodes import require_name, require_zones
from components.gcp.gke_system_pool import GkeClusterSystemPool
from components.ordering import after

T = TypeVar("T")
_MONITORED = ("SYSTEM_COMPONENTS", "DCGM")
_LOGGED = ("SYSTEM_COMPONENTS", "WORKLOADS")


class GkeClusterArgs(TypedDict):
    """Arguments of `GkeCluster`."""

    project: str
    """Id of the project."""
    region: str
    """Region of the control plane, which then stands in several zones."""
    node_zones: Sequence[str]
    """Zones of the region over which nodes are spread; never only the one that has the accelerator."""
    cluster_name: NotRequired[str]
    """Name of the cluster in the cloud, up to 40 characters. Default: the component's name."""
    network_id: pulumi.Input[str]
    """Id of the network."""
    subnetwork_id: pulumi.Input[str]
    """Id of the subnetwork of the nodes, with Private Google Access and a way out for images."""
    pods_range_name: pulumi.Input[str]
    """Name of the subnetwork's secondary range for pods."""
    services_range_name: pulumi.Input[str]
    """Name of the subnetwork's secondary range for services."""
    control_plane_cidr: NotRequired[str]
    """A /28 for the control plane, which nothing else uses. Default: an address of the nodes' subnetwork."""
    cluster_key_id: pulumi.Input[str]
    """Key that encrypts Kubernetes secrets."""
    disk_key_id: pulumi.Input[str]
    """Key that encrypts the boot disks of nodes."""
    node_service_account_email: pulumi.Input[str]
    """Service account that the nodes run as."""
    dns_endpoint: NotRequired[bool]
    """Reach the control plane by its DNS name, with IAM before it, and by no IP address at all. Default false."""
    authorized_networks: NotRequired[Mapping[str, str]]
    """IPv4 ranges that reach the private IP endpoint, each under a name. Default: the cluster's own subnetwork only."""
    release_channel: NotRequired[str]
    """RAPID, REGULAR (default), STABLE or EXTENDED."""
    maintenance: NotRequired[GkeClusterMaintenance]
    """When upgrades may happen. Default: Saturdays and Sundays, 02:00 to 10:00 UTC."""
    system_pool: NotRequired[GkeClusterSystemPool]
    """Size of the nodes for the cluster's own pods."""
    monitored_components: NotRequired[Sequence[str]]
    """What sends metrics to Cloud Monitoring. Default SYSTEM_COMPONENTS and DCGM (GPUs)."""
    binary_authorization: NotRequired[bool]
    """Admit only images that the project's Binary Authorization policy allows; its API must be on. Default false."""
    deletion_protection: NotRequired[bool]
    """Refuse to delete the cluster. Default true."""
    labels: NotRequired[Mapping[str, str]]
    """Labels of the cluster and of its machines."""


class GkeCluster(pulumi.ComponentResource):
    """A regional GKE cluster with private nodes, and an autoscaled system pool over all its zones.

    Encrypted secrets and disks, Dataplane V2, Workload Identity, shielded nodes, managed Prometheus, GCS FUSE. Without
    an accelerator pool it already costs its management fee and the nodes of the system pool, day and night.

    Raises:
        InvalidArgument: a value that GKE refuses or that contradicts another; nothing was registered.
    """

    cluster_name: pulumi.Output[str]
    """Name of the cluster."""
    cluster_id: pulumi.Output[str]
    """Id of the cluster, projects/P/locations/L/clusters/C."""
    location: pulumi.Output[str]
    """Region of the cluster."""
    endpoint: pulumi.Output[str]
    """Private address of the control plane; there once the system pool is."""
    ca_certificate: pulumi.Output[str]
    """Certificate of the control plane's own authority, in base64; there once the system pool is."""
    dns_endpoint: pulumi.Output[str]
    """DNS name of the control plane; it answers where `dns_endpoint` was asked for."""
    workload_pool: pulumi.Output[str]
    """Workload Identity pool of the cluster's service accounts."""

    def __init__(self, name: str, args: GkeClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        cluster_name = args.get("cluster_name", name)
        validate({**args, "cluster_name": cluster_name})
        super().__init__("accel:index:GkeCluster", name, None, opts)
        nodes = gke_system_pool.Nodes(
            project=args["project"],
            region=args["region"],
            zones=args["node_zones"],
            size=args.get("system_pool", {}),
            service_account_email=args["node_service_account_email"],
            disk_key_id=args["disk_key_id"],
            labels=args.get("labels", {}),
        )
        cluster = gcp.container.Cluster(
            f"{name}-cluster",
            name=cluster_name,
            project=args["project"],
            location=args["region"],
            node_locations=list(args["node_zones"]),
            network=args["network_id"],
            subnetwork=args["subnetwork_id"],
            networking_mode="VPC_NATIVE",
            ip_allocation_policy={
                "cluster_secondary_range_name": args["pods_range_name"],
                "services_secondary_range_name": args["services_range_name"],
            },
            # GKE makes a default pool in any case. It goes at once, but until then it is as closed as the others.
            remove_default_node_pool=True,
            initial_node_count=1,
            node_config=gke_system_pool.config(nodes),
            datapath_provider="ADVANCED_DATAPATH",
            enable_intranode_visibility=True,
            enable_shielded_nodes=True,
            database_encryption={"state": "ENCRYPTED", "key_name": args["cluster_key_id"]},
            # A certificate would let its holder in for years, past IAM.
            master_auth={"client_certificate_config": {"issue_client_certificate": False}},
            workload_identity_config={"workload_pool": _workload_pool(args)},
            anonymous_authentication_config={"mode": "LIMITED"},
            binary_authorization={
                "evaluation_mode": "PROJECT_SINGLETON_POLICY_ENFORCE"
                if args.get("binary_authorization", False)
                else "DISABLED"
            },
            security_posture_config={"mode": "BASIC"},
            release_channel={"channel": args.get("release_channel", "REGULAR")},
            maintenance_policy={"recurring_window": gke_maintenance.window(args.get("maintenance"))},
            addons_config={
                "gcs_fuse_csi_driver_config": {"enabled": True},
                "gce_persistent_disk_csi_driver_config": {"enabled": True},
                "horizontal_pod_autoscaling": {"disabled": False},
            },
            monitoring_config={
                "enable_components": list(args.get("monitored_components", _MONITORED)),
                "managed_prometheus": {"enabled": True},
            },
            logging_config={"enable_components": list(_LOGGED)},
            cost_management_config={"enabled": True},
            node_pool_defaults={
                "node_config_defaults": {
                    "insecure_kubelet_readonly_port_enabled": "FALSE",
                    "gcfs_config": {"enabled": True},
                }
            },
            deletion_protection=args.get("deletion_protection", True),
            resource_labels=dict(args.get("labels", {})),
            **_access(args),
            opts=pulumi.ResourceOptions(
                parent=self,
                # The name is taken as long as the old one stands.
                delete_before_replace=True,
                # What became of the default pool is no change to make.
                ignore_changes=["initialNodeCount", "nodeConfig", "nodePools"],
                custom_timeouts=pulumi.CustomTimeouts(create="60m", update="2h", delete="60m"),
            ),
        )
        system = gke_system_pool.pool(f"{name}-system", cluster.name, nodes, self)

        def with_nodes(value: pulumi.Output[T]) -> pulumi.Output[T]:
            # What is made through these outputs is deleted before the system pool, while pods can still clean up.
            return after(value, system)

        self.cluster_name = cluster.name
        self.cluster_id = cluster.id
        self.location = cluster.location
        self.endpoint = with_nodes(cluster.endpoint)
        self.ca_certificate = with_nodes(cluster.master_auth.apply(lambda auth: auth.cluster_ca_certificate or ""))
        self.dns_endpoint = with_nodes(cluster.control_plane_endpoints_config.apply(_dns_name))
        self.workload_pool = pulumi.Output.from_input(_workload_pool(args))
        self.register_outputs(
            {
                "cluster_name": self.cluster_name,
                "cluster_id": self.cluster_id,
                "location": self.location,
                "endpoint": self.endpoint,
                "ca_certificate": self.ca_certificate,
                "dns_endpoint": self.dns_endpoint,
                "workload_pool": self.workload_pool,
            }
        )


def validate(args: GkeClusterArgs) -> None:
    """Refuse what GKE would refuse, before anything is registered.

    Raises:
        InvalidArgument: names the field, what is allowed, and what to do.
    """
    if "cluster_name" in args:
        require_name("cluster_name", args["cluster_name"])
    require_zones("node_zones", args["node_zones"], args["region"])
    require_one_of("release_channel", args.get("release_channel", "REGULAR"), gke.choices("release channel"))
    for component in args.get("monitored_components", _MONITORED):
        require_one_of("monitored_components", component, gke.choices("monitored component"))
    if args.get("dns_endpoint", False) and args.get("authorized_networks"):
        hint = "the DNS endpoint has IAM before it; no IP endpoint is left that networks could reach"
        raise InvalidArgument("authorized_networks", args.get("authorized_networks"), "not with dns_endpoint", hint)
    for label, cidr in args.get("authorized_networks", {}).items():
        _require_range(f"authorized_networks.{label}", cidr)
    if "control_plane_cidr" in args:
        size = limit("control plane range prefix")
        length = _require_range("control_plane_cidr", args["control_plane_cidr"]).prefixlen
        if not size.lowest <= length <= size.highest:
            raise InvalidArgument("control_plane_cidr", args["control_plane_cidr"], f"a /{size.lowest}")
    gke_maintenance.validate(args.get("maintenance"))
    gke_system_pool.validate(args.get("system_pool", {}), args["node_zones"])


def _require_range(field: str, cidr: str) -> ipaddress.IPv4Network:
    try:
        return ipaddress.IPv4Network(cidr)
    except ValueError as error:
        raise InvalidArgument(field, cidr, "an IPv4 range such as 10.0.0.0/8", str(error)) from error


def _access(args: GkeClusterArgs) -> dict[str, Any]:
    """Return how the control plane is reached: by its name or by its private address, never both."""
    by_name = args.get("dns_endpoint", False)
    # Without IP endpoints the API still says that the private endpoint is on.
    private: dict[str, Any] = {"enable_private_nodes": True, "enable_private_endpoint": True}
    if "control_plane_cidr" in args:
        private["master_ipv4_cidr_block"] = args["control_plane_cidr"]
    found: dict[str, Any] = {
        "private_cluster_config": private,
        "control_plane_endpoints_config": {
            "dns_endpoint_config": {"allow_external_traffic": by_name},
            "ip_endpoints_config": {"enabled": not by_name},
        },
    }
    if not by_name:
        # An empty list admits the cluster's own subnetwork; no list at all would admit every address.
        networks = args.get("authorized_networks", {})
        blocks = [{"cidr_block": cidr, "display_name": label} for label, cidr in sorted(networks.items())]
        found["master_authorized_networks_config"] = {"cidr_blocks": blocks}
    return found


def _workload_pool(args: GkeClusterArgs) -> str:
    return f"{args['project']}.svc.id.goog"


def _dns_name(config: Any) -> str:
    return (config.dns_endpoint_config.endpoint if config and config.dns_endpoint_config else None) or ""
