"""The way out of private subnets through NAT gateways, where a network is asked to have one."""

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.aws.network_acl import network_acl, public_rules
from components.aws.network_site import Site

_ANYWHERE = "0.0.0.0/0"


def nat_gateways(
    site: Site,
    vpc: aws.ec2.Vpc,
    vpc_cidr: str,
    public_ranges: Sequence[str],
    route_tables: Sequence[aws.ec2.RouteTable],
    *,
    per_zone: bool,
) -> list[pulumi.CustomResource]:
    """Create an internet gateway, NAT gateways in public subnets, and a route to one from each private subnet.

    With one NAT gateway for all zones, the loss of its zone cuts off the others, and their traffic crosses zones.

    Returns:
        What traffic needs to get out: the routes of the private subnets and the network ACL of the public ones.
    """
    internet = aws.ec2.InternetGateway(
        f"{site.name}-internet", vpc_id=vpc.id, tags=site.tagged("internet"), opts=site.options()
    )
    table = aws.ec2.RouteTable(f"{site.name}-public", vpc_id=vpc.id, tags=site.tagged("public"), opts=site.options())
    outward = aws.ec2.Route(
        f"{site.name}-public-default",
        route_table_id=table.id,
        destination_cidr_block=_ANYWHERE,
        gateway_id=internet.id,
        opts=site.options(),
    )
    zones = site.zones if per_zone else site.zones[:1]
    subnets: list[aws.ec2.Subnet] = []
    gateways: list[aws.ec2.NatGateway] = []
    for zone, cidr_block in zip(zones, public_ranges, strict=False):
        subnet = aws.ec2.Subnet(
            f"{site.name}-public-{zone}",
            vpc_id=vpc.id,
            availability_zone=zone,
            cidr_block=cidr_block,
            map_public_ip_on_launch=False,
            tags=site.tagged(f"public-{zone}"),
            opts=site.options(),
        )
        reach = aws.ec2.RouteTableAssociation(
            f"{site.name}-public-{zone}", subnet_id=subnet.id, route_table_id=table.id, opts=site.options()
        )
        address = aws.ec2.Eip(
            f"{site.name}-nat-{zone}", domain="vpc", tags=site.tagged(f"nat-{zone}"), opts=site.options(internet)
        )
        gateways.append(
            aws.ec2.NatGateway(
                f"{site.name}-nat-{zone}",
                subnet_id=subnet.id,
                allocation_id=address.id,
                connectivity_type="public",
                tags=site.tagged(f"nat-{zone}"),
                # A public NAT gateway needs the internet gateway to be attached, and is of no use without the route.
                opts=site.options(internet, reach, outward),
            )
        )
        subnets.append(subnet)
    ways: list[pulumi.CustomResource] = [network_acl(site, "public-acl", vpc, subnets, public_rules(vpc_cidr))]
    for index, (zone, private) in enumerate(zip(site.zones, route_tables, strict=True)):
        ways.append(
            aws.ec2.Route(
                f"{site.name}-private-{zone}-default",
                route_table_id=private.id,
                destination_cidr_block=_ANYWHERE,
                nat_gateway_id=gateways[index if per_zone else 0].id,
                opts=site.options(),
            )
        )
    return ways
