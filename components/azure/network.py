"""A virtual network with one subnet for machines and one for private endpoints."""

from collections.abc import Mapping, Sequence
from typing import Any, NotRequired, TypedDict

import pulumi
from pulumi_azure_native import network, privatedns

from accel.catalog.azure import address_ranges, limit, private_zone, private_zones
from components.azure.names import require_component_name, require_place
from components.azure.security_rules import (
    INTERNET,
    SecurityRule,
    endpoint_rules,
    require_few,
    require_ports,
    typed,
    workload_rules,
)
from components.azure.site import Site
from components.contract import InvalidArgument, require_one_of
from components.ordering import after
from components.ranges import ipv4_range, range_inside, require_disjoint

_EGRESS = ("nat", "private")
_HTTPS = ("443",)
_ZONES = ("blob", "registry", "vault")
_GLOBAL = "global"


class AzureNetworkArgs(TypedDict):
    """Arguments of AzureNetwork."""

    resource_group_name: pulumi.Input[str]
    """Group that everything stands in."""
    location: str
    """Region of the network, such as westeurope."""
    cidr_block: str
    """Addresses of the whole network, such as 10.70.0.0/16."""
    workload_cidr: str
    """Addresses of machines and Kubernetes nodes, inside cidr_block; five of them are Azure's."""
    endpoint_cidr: str
    """Addresses of private endpoints, inside cidr_block: one for each service that is reached privately."""
    zones: NotRequired[Sequence[str]]
    """Services whose private names are answered, as the catalogue calls them; blob, registry and vault by default."""
    egress: NotRequired[str]
    """private, the default: nothing but private endpoints; nat: the internet too, through a NAT gateway."""
    egress_cidrs: NotRequired[Sequence[str]]
    """Where machines may go with nat; anywhere on the internet by default."""
    egress_ports: NotRequired[Sequence[str]]
    """Ports that they may call there, such as 443 or 8000-8010; 443 by default."""
    allowed_cidrs: NotRequired[Sequence[str]]
    """Private ranges of your other networks (VPN, peering) that may call machines and endpoints; none by default."""
    allowed_ports: NotRequired[Sequence[str]]
    """Ports of machines that these may call; 443 by default."""
    tags: NotRequired[Mapping[str, str]]
    """Tags of everything that can have some."""


class AzureNetwork(pulumi.ComponentResource):
    """A network without public addresses, closed in both directions, with the names of private endpoints.

    Machines reach each other, private endpoints, and what the arguments name; without `nat` there is no way out, since
    Azure's own default one is switched off. Security groups are on both subnets, that of the endpoints included.
    Traffic between machines is encrypted where their size can. Kubernetes nodes need `nat`: what they call is a list of
    names, which security groups cannot hold.

    Costs a small monthly fee for each zone; with nat, an hourly fee for the gateway and its address, and a fee for each
    GB. Flow logs are not switched on: they belong to the region's Network Watcher, which the subscription has once.

    Raises:
        InvalidArgument: a range, port, zone or name that Azure would refuse, or ranges that overlap.
    """

    network_id: pulumi.Output[str]
    """ARM id of the network."""
    workload_subnet_id: pulumi.Output[str]
    """ARM id of the subnet of machines, known once its rules, way out and names are in place."""
    endpoint_subnet_id: pulumi.Output[str]
    """ARM id of the subnet of private endpoints, known as late."""
    zone_ids: pulumi.Output[dict[str, str]]
    """ARM id of each private zone, by the service that it is of; known once the network asks it."""

    def __init__(self, name: str, args: AzureNetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        validate(args)
        require_component_name(name, "network", "virtual network")
        super().__init__("accel:index:AzureNetwork", name, {}, opts)
        plain: Any = args
        site = Site.of(self, plain)
        made = network.VirtualNetwork(
            f"{name}-network",
            resource_group_name=site.resource_group_name,
            location=site.location,
            # Subnets are resources of their own: given here as well, each update would undo the other.
            address_space=network.AddressSpaceArgs(address_prefixes=[args["cidr_block"]]),
            encryption=network.VirtualNetworkEncryptionArgs(enabled=True, enforcement="AllowUnencrypted"),
            tags=site.tags,
            opts=site.options(),
        )
        gateway = self._gateway(name, site) if args.get("egress", "private") == "nat" else None
        workload = self._subnet(name, "workload", site, made, args["workload_cidr"], _workload_rules(args), gateway)
        allowed = endpoint_rules(args["endpoint_cidr"], args["workload_cidr"], allowed=args.get("allowed_cidrs", ()))
        # Azure takes one change of a network at a time.
        endpoints = self._subnet(name, "endpoints", site, made, args["endpoint_cidr"], allowed, None, workload)
        zones, links = self._zones(name, site, made, sorted(args.get("zones", _ZONES)))
        self.network_id = made.id
        self.workload_subnet_id = after(workload.id, *links)
        self.endpoint_subnet_id = after(endpoints.id, *links)
        self.zone_ids = pulumi.Output.all(**{key: after(zone.id, *links) for key, zone in zones.items()})
        self.register_outputs(
            {
                "network_id": self.network_id,
                "workload_subnet_id": self.workload_subnet_id,
                "endpoint_subnet_id": self.endpoint_subnet_id,
                "zone_ids": self.zone_ids,
            }
        )

    def _subnet(
        self,
        name: str,
        role: str,
        site: Site,
        whole: network.VirtualNetwork,
        block: str,
        rules: Sequence[SecurityRule],
        gateway: network.NatGateway | None,
        *before: pulumi.Resource,
    ) -> network.Subnet:
        group = network.NetworkSecurityGroup(
            f"{name}-{role}-rules",
            resource_group_name=site.resource_group_name,
            location=site.location,
            security_rules=typed(rules),
            tags=site.tags,
            opts=site.options(),
        )
        return network.Subnet(
            f"{name}-{role}",
            resource_group_name=site.resource_group_name,
            virtual_network_name=whole.name,
            subnet_name=role,
            address_prefix=block,
            default_outbound_access=False,
            network_security_group=network.NetworkSecurityGroupArgs(id=group.id),
            nat_gateway=network.SubResourceArgs(id=gateway.id) if gateway is not None else None,
            # Without it the rules do not hold for private endpoints.
            private_endpoint_network_policies="Enabled",
            opts=site.options(*before),
        )

    def _gateway(self, name: str, site: Site) -> network.NatGateway:
        address = network.PublicIPAddress(
            f"{name}-egress",
            resource_group_name=site.resource_group_name,
            location=site.location,
            public_ip_allocation_method="Static",
            public_ip_address_version="IPv4",
            sku=network.PublicIPAddressSkuArgs(name="Standard", tier="Regional"),
            tags=site.tags,
            opts=site.options(),
        )
        return network.NatGateway(
            f"{name}-nat",
            resource_group_name=site.resource_group_name,
            location=site.location,
            sku=network.NatGatewaySkuArgs(name="Standard"),
            public_ip_addresses=[network.SubResourceArgs(id=address.id)],
            tags=site.tags,
            opts=site.options(),
        )

    def _zones(
        self, name: str, site: Site, whole: network.VirtualNetwork, services: Sequence[str]
    ) -> tuple[dict[str, privatedns.PrivateZone], list[pulumi.CustomResource]]:
        zones: dict[str, privatedns.PrivateZone] = {}
        links: list[pulumi.CustomResource] = []
        for service in services:
            zones[service] = privatedns.PrivateZone(
                f"{name}-{service}",
                resource_group_name=site.resource_group_name,
                private_zone_name=private_zone(service).zone.format(region=site.location),
                location=_GLOBAL,
                tags=site.tags,
                opts=site.options(),
            )
            links.append(
                privatedns.VirtualNetworkLink(
                    f"{name}-{service}-link",
                    resource_group_name=site.resource_group_name,
                    private_zone_name=zones[service].name,
                    virtual_network_link_name="network",
                    location=_GLOBAL,
                    registration_enabled=False,
                    virtual_network=privatedns.SubResourceArgs(id=whole.id),
                    tags=site.tags,
                    opts=site.options(),
                )
            )
        return zones, links


def validate(args: AzureNetworkArgs) -> None:
    """Refuse what Azure would refuse, and arguments that contradict each other."""
    plain: Any = args
    require_place(plain)
    _validate_ranges(args)
    require_one_of("egress", args.get("egress", "private"), _EGRESS)
    for field in ("allowed_ports", "egress_ports"):
        require_ports(field, plain.get(field) or ())
    if plain.get("allowed_ports") and not plain.get("allowed_cidrs"):
        raise InvalidArgument("allowed_ports", plain["allowed_ports"], "together with allowed_cidrs", "set it too")
    for field in ("egress_cidrs", "egress_ports"):
        if plain.get(field) is not None and args.get("egress", "private") != "nat":
            raise InvalidArgument(field, plain[field], "with egress nat alone", "set egress to nat")
        if plain.get(field) is not None and not plain[field]:
            raise InvalidArgument(field, plain[field], "at least one", "or set egress to private")
    zones = list(args.get("zones", _ZONES))
    for index, service in enumerate(zones):
        require_one_of(f"zones[{index}]", service, private_zones())
        if service in zones[:index]:
            raise InvalidArgument(f"zones[{index}]", service, "each service once")


def _validate_ranges(args: AzureNetworkArgs) -> None:
    plain: Any = args
    bounds = limit("network range prefix")
    whole = range_inside("cidr_block", args["cidr_block"], address_ranges("private"))
    networks = {field: range_inside(field, plain[field], [str(whole)]) for field in ("workload_cidr", "endpoint_cidr")}
    for field, found in {"cidr_block": whole, **networks}.items():
        if not bounds.lowest <= found.prefixlen <= bounds.highest:
            raise InvalidArgument(field, str(found), f"/{bounds.lowest} to /{bounds.highest}")
    require_disjoint(networks)
    for index, block in enumerate(args.get("allowed_cidrs", ())):
        field = f"allowed_cidrs[{index}]"
        require_disjoint({"cidr_block": whole, field: range_inside(field, block, address_ranges("private"))})
    for index, block in enumerate(args.get("egress_cidrs", ())):
        ipv4_range(f"egress_cidrs[{index}]", block)
    for field in ("allowed_cidrs", "egress_cidrs"):
        require_few(field, plain.get(field) or ())


def _workload_rules(args: AzureNetworkArgs) -> Sequence[SecurityRule]:
    way_out = args.get("egress", "private") == "nat"
    return workload_rules(
        args["workload_cidr"],
        args["endpoint_cidr"],
        allowed=args.get("allowed_cidrs", ()),
        allowed_ports=args.get("allowed_ports") or _HTTPS,
        egress=args.get("egress_cidrs", (INTERNET,)) if way_out else (),
        egress_ports=args.get("egress_ports", _HTTPS),
    )
