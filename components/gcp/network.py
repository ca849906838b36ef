"""A private network with one subnet for accelerators."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NotRequired, TypedDict

import pulumi
import pulumi_gcp as gcp

from accel.catalog.gcp import limit
from components.contract import InvalidArgument, require_between, require_one_of
from components.gcp.firewall import ANYWHERE, DENY_ALL, Rule, firewall, permissions, require_ports
from components.gcp.names import (
    require_component_name,
    require_labels,
    require_pattern,
    require_project,
    require_region,
)
from components.gcp.private_access import private_access, route
from components.gcp.ranges import private_range, require_size
from components.ordering import after
from components.ranges import ipv4_range, require_disjoint

PODS_RANGE = "pods"
SERVICES_RANGE = "services"
_EGRESS = ("nat", "private")
_TARGETS = ("private", "restricted")
_HTTPS = ("443",)
_SAMPLING = 0.5
_LONGEST_ROLE = "internal-ingress-tagged"


class GcpNetworkArgs(TypedDict):
    """Arguments of GcpNetwork."""

    project: str
    """Id of the project."""
    region: str
    """Region of the subnet."""
    subnet_cidr: str
    """Addresses of machines, such as 10.0.0.0/20: one for each, four are Google's."""
    pods_cidr: str
    """Addresses of pods: GKE takes a /24 of them for each node."""
    services_cidr: str
    """Addresses of Kubernetes services."""
    service_account_emails: Mapping[str, pulumi.Input[str]]
    """Accounts of the machines that may talk, by a name of your own. Machines with another account reach nothing."""
    network_tags: NotRequired[Sequence[str]]
    """Tags of further machines that may talk among themselves and reach the same places: Cloud TPU knows firewalls by
    tag. Whoever may change a machine may give it a tag; none by default."""
    control_plane_cidr: NotRequired[str]
    """The /28 of a GKE control plane that is peered; without it, it has an address in the subnet."""
    control_plane_ports: NotRequired[Sequence[str]]
    """Ports beside 443 and 10250 at which such a control plane reaches nodes, for webhooks and metrics."""
    allowed_cidrs: NotRequired[Sequence[str]]
    """Private ranges of your other networks (VPN, interconnect) that may reach the machines; none by default."""
    allowed_ports: NotRequired[Sequence[str]]
    """Ports that these may reach, such as 443 or 8000-8010; 443 by default."""
    egress: NotRequired[str]
    """private, the default: nothing but Google's APIs and images; nat: the internet too, through Cloud NAT."""
    egress_cidrs: NotRequired[Sequence[str]]
    """Where machines may go with nat; anywhere by default."""
    egress_ports: NotRequired[Sequence[str]]
    """Ports at which they may go there; 443 by default."""
    google_apis: NotRequired[str]
    """private, the default: all APIs; restricted: those that VPC Service Controls can fence."""
    iap_ssh: NotRequired[bool]
    """Let SSH in from Identity-Aware Proxy, which asks who is there; off by default."""
    mtu: NotRequired[int]
    """Bytes of the largest packet; the provider's default is 1460, several slices talk faster at 8896."""
    flow_log_sampling: NotRequired[float]
    """Share of the flows that are logged, above 0 and at most 1; 0.5 by default."""
    labels: NotRequired[Mapping[str, str]]
    """Labels of the DNS zones; networks and subnets have none."""


class GcpNetwork(pulumi.ComponentResource):
    """A network without public addresses: one subnet with ranges for pods and services, closed in both directions.

    Machines reach each other, Google's APIs on private addresses, and what the arguments name. All else is denied, and
    denials are logged; so are a share of all flows. Rules go by service account, which a pod cannot change. There is no
    route to the internet unless `egress` is nat. The subnet becomes known when rules, routes and names are in place, so
    that no machine boots before it can reach what it needs.

    Costs a small monthly fee for each DNS zone and the logs; with nat, an hourly fee for the gateway and its addresses
    and a fee for each GB.

    Raises:
        InvalidArgument: a range, port or name that the cloud would refuse, or ranges that overlap.
    """

    network_id: pulumi.Output[str]
    """projects/<project>/global/networks/<name>."""
    network_name: pulumi.Output[str]
    """Name of the network."""
    subnetwork_id: pulumi.Output[str]
    """projects/<project>/regions/<region>/subnetworks/<name>."""
    subnetwork_name: pulumi.Output[str]
    """Name of the subnet."""
    pods_range_name: pulumi.Output[str]
    """Name of the secondary range for pods."""
    services_range_name: pulumi.Output[str]
    """Name of the secondary range for services."""

    def __init__(self, name: str, args: GcpNetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        validate(args)
        require_component_name(name, _LONGEST_ROLE)
        super().__init__("accel:index:GcpNetwork", name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        project = args["project"]
        network = gcp.compute.Network(
            f"{name}-network",
            project=project,
            auto_create_subnetworks=False,
            delete_default_routes_on_create=True,
            routing_mode="REGIONAL",
            mtu=args.get("mtu"),
            opts=child,
        )
        subnet = self._subnet(f"{name}-subnet", network, args)
        needed: list[pulumi.CustomResource] = [*self._firewalls(name, network, args)]
        target = f"{args.get('google_apis', 'private')}.googleapis.com"
        needed += private_access(name, project, network, target, args.get("labels", {}), child)
        if args.get("egress", "private") == "nat":
            needed += self._nat(name, network, subnet, args)
        self.network_id = network.id
        self.network_name = network.name
        self.subnetwork_id, self.subnetwork_name = (after(value, *needed) for value in (subnet.id, subnet.name))
        self.pods_range_name = pulumi.Output.from_input(PODS_RANGE)
        self.services_range_name = pulumi.Output.from_input(SERVICES_RANGE)
        self.register_outputs(
            {
                "network_id": self.network_id,
                "network_name": self.network_name,
                "subnetwork_id": self.subnetwork_id,
                "subnetwork_name": self.subnetwork_name,
                "pods_range_name": self.pods_range_name,
                "services_range_name": self.services_range_name,
            }
        )

    def _firewalls(
        self, name: str, network: gcp.compute.Network, args: GcpNetworkArgs
    ) -> Iterator[gcp.compute.Firewall]:
        """Make what closes the network to every machine, and what opens it by account and by tag."""
        child = pulumi.ResourceOptions(parent=self)
        accounts = [email for _, email in sorted(args["service_account_emails"].items())]
        tags = args.get("network_tags", ())
        for rule in DENY_ALL:
            yield firewall(f"{name}-{rule.role}", rule, args["project"], network.id, child)
        for rule in _permissions(args):
            yield firewall(f"{name}-{rule.role}", rule, args["project"], network.id, child, accounts=accounts)
            if tags and not rule.of_gke:
                yield firewall(f"{name}-{rule.role}-tagged", rule, args["project"], network.id, child, tags=tags)

    def _subnet(self, name: str, network: gcp.compute.Network, args: GcpNetworkArgs) -> gcp.compute.Subnetwork:
        secondary = ((PODS_RANGE, args["pods_cidr"]), (SERVICES_RANGE, args["services_cidr"]))
        return gcp.compute.Subnetwork(
            name,
            project=args["project"],
            region=args["region"],
            network=network.id,
            ip_cidr_range=args["subnet_cidr"],
            secondary_ip_ranges=[
                gcp.compute.SubnetworkSecondaryIpRangeArgs(range_name=role, ip_cidr_range=block)
                for role, block in secondary
            ],
            private_ip_google_access=True,
            stack_type="IPV4_ONLY",
            log_config=gcp.compute.SubnetworkLogConfigArgs(
                aggregation_interval="INTERVAL_5_SEC",
                flow_sampling=args.get("flow_log_sampling", _SAMPLING),
                metadata="INCLUDE_ALL_METADATA",
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _nat(
        self, name: str, network: gcp.compute.Network, subnet: gcp.compute.Subnetwork, args: GcpNetworkArgs
    ) -> list[pulumi.CustomResource]:
        child = pulumi.ResourceOptions(parent=self)
        router = gcp.compute.Router(
            f"{name}-router", project=args["project"], region=args["region"], network=network.id, opts=child
        )
        nat = gcp.compute.RouterNat(
            f"{name}-nat",
            project=args["project"],
            region=args["region"],
            router=router.name,
            nat_ip_allocate_option="AUTO_ONLY",
            source_subnetwork_ip_ranges_to_nat="LIST_OF_SUBNETWORKS",
            subnetworks=[
                gcp.compute.RouterNatSubnetworkArgs(name=subnet.id, source_ip_ranges_to_nats=["ALL_IP_RANGES"])
            ],
            # Weights come over many connections to one place; ports are lent to the machine that needs them.
            enable_dynamic_port_allocation=True,
            enable_endpoint_independent_mapping=False,
            log_config=gcp.compute.RouterNatLogConfigArgs(enable=True, filter="ALL"),
            opts=child,
        )
        return [route(f"{name}-internet", args["project"], network, ANYWHERE, child), nat]


def validate(args: GcpNetworkArgs) -> None:
    """Refuse what the cloud would refuse, and arguments that contradict each other."""
    plain: Any = args
    require_project(plain)
    require_region("region", args["region"])
    require_labels(args.get("labels", {}))
    _validate_ranges(args)
    if not args["service_account_emails"]:
        raise InvalidArgument("service_account_emails", {}, "at least one account", "nothing could talk otherwise")
    for index, tag in enumerate(args.get("network_tags", ())):
        require_pattern(f"network_tags[{index}]", tag, "resource")
    require_one_of("egress", args.get("egress", "private"), _EGRESS)
    require_one_of("google_apis", args.get("google_apis", "private"), _TARGETS)
    for field in ("control_plane_ports", "allowed_ports", "egress_ports"):
        require_ports(field, plain.get(field, ()))
    needs = {"control_plane_ports": "control_plane_cidr", "allowed_ports": "allowed_cidrs"}
    for field, other in needs.items():
        if plain.get(field) and not plain.get(other):
            raise InvalidArgument(field, plain[field], f"together with {other}", f"set {other} too")
    for field in ("egress_cidrs", "egress_ports"):
        if plain.get(field) is not None and args.get("egress", "private") != "nat":
            raise InvalidArgument(field, plain[field], "with egress nat alone", "set egress to nat")
        if plain.get(field) is not None and not plain[field]:
            raise InvalidArgument(field, plain[field], "at least one", "or set egress to private")
    bounds = limit("mtu")
    require_between("mtu", args.get("mtu", bounds.lowest), bounds.lowest, bounds.highest, "bytes")
    sampling = args.get("flow_log_sampling", _SAMPLING)
    if not 0 < sampling <= 1:
        raise InvalidArgument("flow_log_sampling", sampling, "a share above 0 and at most 1")


def _validate_ranges(args: GcpNetworkArgs) -> None:
    plain: Any = args
    kinds = {"subnet": "subnet_cidr", "pods": "pods_cidr", "services": "services_cidr"}
    if "control_plane_cidr" in args:
        kinds["control plane"] = "control_plane_cidr"
    networks = {field: private_range(field, plain[field]) for field in kinds.values()}
    for kind, field in kinds.items():
        require_size(field, networks[field], kind)
    for index, block in enumerate(args.get("allowed_cidrs", ())):
        networks[f"allowed_cidrs[{index}]"] = private_range(f"allowed_cidrs[{index}]", block)
    require_disjoint(networks)
    for index, block in enumerate(args.get("egress_cidrs", ())):
        ipv4_range(f"egress_cidrs[{index}]", block)


def _permissions(args: GcpNetworkArgs) -> tuple[Rule, ...]:
    return permissions(
        subnet=args["subnet_cidr"],
        pods=args["pods_cidr"],
        google_apis=f"{args.get('google_apis', 'private')}.googleapis.com",
        control_plane=args.get("control_plane_cidr"),
        control_plane_ports=args.get("control_plane_ports", ()),
        own_networks=args.get("allowed_cidrs", ()),
        own_networks_ports=args.get("allowed_ports") or _HTTPS,
        internet=args.get("egress_cidrs", (ANYWHERE,)) if args.get("egress", "private") == "nat" else (),
        internet_ports=args.get("egress_ports", _HTTPS),
        iap_ssh=args.get("iap_ssh", False),
    )
