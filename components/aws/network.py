"""The network of a stack's accelerators on AWS."""

import re
from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from accel.catalog.aws_network import endpoint_service, inference_services
from accel.catalog.names import UnknownName
from accel.catalog.regions import partition
from components.aws.arguments import require_account, require_log_retention, require_region
from components.aws.network_acl import network_acl, private_rules, require_few_ranges
from components.aws.network_addresses import MAX_ZONES, plan_subnets, require_ranges, require_vpc_range
from components.aws.network_egress import nat_gateways
from components.aws.network_endpoints import interface_endpoints, s3_gateway
from components.aws.network_flow_logs import flow_logs
from components.aws.network_security_groups import security_groups
from components.aws.network_site import Site
from components.contract import InvalidArgument, require_between, require_one_of
from components.ordering import after

ENDPOINTS, NAT = "endpoints", "nat"
_MIN_ZONES = 2


class AwsNetworkArgs(TypedDict):
    """Arguments of `AwsNetwork`."""

    account_id: str
    """Number of the account, twelve digits: only its identities and resources pass the endpoints."""
    region: str
    """Region of the network."""
    cidr_block: str
    """IPv4 range of the VPC, /16 to /22, outside 172.17.0.0/16."""
    availability_zones: Sequence[str]
    """Two zones of the region or more, such as us-east-1a; append new ones, or subnets change places. Not every
    service has its endpoint in every zone."""
    egress: NotRequired[str]
    """endpoints (the default): no way to the internet, services are reached by endpoints. nat: HTTPS to anywhere
    through NAT gateways."""
    nat_per_zone: NotRequired[bool]
    """A NAT gateway in each zone instead of one for all; with egress nat only."""
    endpoint_services: NotRequired[Sequence[str]]
    """Services with an interface endpoint, as in com.amazonaws.<region>.<service>. Where absent: those of a SageMaker
    endpoint with egress endpoints, none with nat. The gateway to S3 is always there."""
    allowed_cidrs: NotRequired[Sequence[str]]
    """Ranges outside the VPC, of peered or connected networks, that may call workload and endpoints by HTTPS."""
    logs_key_arn: pulumi.Input[str]
    """ARN of the KMS key that encrypts the flow logs; its policy must let CloudWatch Logs use it."""
    log_retention_days: int
    """Days for which flow logs are kept."""
    tags: Mapping[str, str]
    """Tags of each part."""


def validate(args: AwsNetworkArgs) -> None:
    """Refuse ranges, zones, services and combinations that AWS would refuse or that cannot work.

    Raises:
        InvalidArgument: names the argument and what is allowed.
    """
    require_account(args["account_id"])
    require_region(args["region"])
    require_log_retention("log_retention_days", args["log_retention_days"])
    require_vpc_range(args["cidr_block"])
    _require_zones(args["region"], args["availability_zones"])
    egress = args.get("egress", ENDPOINTS)
    require_one_of("egress", egress, (ENDPOINTS, NAT))
    if args.get("nat_per_zone") and egress != NAT:
        raise InvalidArgument("nat_per_zone", True, "only with egress nat", "set egress to nat, or leave it out")
    allowed = args.get("allowed_cidrs", ())
    require_ranges("allowed_cidrs", allowed)
    require_few_ranges(args["cidr_block"], allowed)
    services = _services(args)
    for name in services:
        try:
            endpoint_service(name)
        except UnknownName as error:
            hint = f"did you mean {error.nearest!r}?" if error.nearest else ""
            raise InvalidArgument("endpoint_services", name, ", ".join(error.known), hint) from error
    if len(set(services)) != len(services):
        raise InvalidArgument("endpoint_services", list(services), "each service once")


class AwsNetwork(pulumi.ComponentResource):
    """A VPC over two zones or more, with private subnets for accelerators and flow logs of all traffic.

    By default it has no internet gateway at all: S3 is reached through its gateway, other services by interface
    endpoints, and each of them lets only this account's identities reach this account's resources, and the buckets
    and images that AWS itself provides.

    Cost: interface endpoints are paid for by the hour for each service and zone, NAT gateways and their addresses by
    the hour, both for the data as well (catalogue: vpc_endpoint_interface, nat_gateway, public_ipv4); flow logs by
    volume (cloudwatch_logs_ingest). The rest is free.

    Raises:
        InvalidArgument: an argument contradicts another or is one that AWS would refuse; nothing was registered.
    """

    vpc_id: pulumi.Output[str]
    """Id of the VPC."""
    private_subnet_ids: pulumi.Output[list[str]]
    """Ids of the private subnets, in the order of the zones; known once routes, endpoints and network ACL are there."""
    workload_security_group_id: pulumi.Output[str]
    """Id of the security group of accelerator machines and model servers; known once its rules are there."""

    def __init__(self, name: str, args: AwsNetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        validate(args)
        super().__init__("accel:index:AwsNetwork", name, {}, opts)
        site = Site(
            self,
            name,
            args["account_id"],
            args["region"],
            partition(args["region"]),
            tuple(args["availability_zones"]),
            args["tags"],
        )
        to_internet = args.get("egress", ENDPOINTS) == NAT
        cidr_block, allowed, services = args["cidr_block"], args.get("allowed_cidrs", ()), _services(args)
        plan = plan_subnets(cidr_block, len(site.zones))
        vpc = aws.ec2.Vpc(
            f"{name}-vpc",
            cidr_block=cidr_block,
            # Both are what lets the host names of services lead to their endpoints.
            enable_dns_support=True,
            enable_dns_hostnames=True,
            tags=site.tagged("vpc"),
            opts=site.options(),
        )
        subnets, tables, ways = _private_subnets(site, vpc, plan.private)
        ways.append(network_acl(site, "private-acl", vpc, subnets, private_rules(cidr_block, allowed)))
        s3 = s3_gateway(site, vpc, tables)
        ways.append(s3)
        groups = security_groups(
            site, vpc, s3, allowed_cidrs=allowed, with_endpoints=bool(services), to_internet=to_internet
        )
        if groups.endpoints:
            ways += interface_endpoints(site, vpc, subnets, groups.endpoints, services)
        if to_internet:
            per_zone = args.get("nat_per_zone", False)
            ways += nat_gateways(site, vpc, cidr_block, plan.public, tables, per_zone=per_zone)
        flow_logs(site, vpc, key_arn=args["logs_key_arn"], retention_days=args["log_retention_days"])
        self.vpc_id = vpc.id
        # A container fetches its weights as soon as it starts: whoever takes the ids comes after all that it needs on
        # its way, and goes before it.
        self.private_subnet_ids = pulumi.Output.all([subnet.id for subnet in subnets], [way.id for way in ways]).apply(
            lambda found: list(found[0])
        )
        self.workload_security_group_id = after(groups.workload.id, *groups.rules)
        self.register_outputs(
            {
                "vpc_id": self.vpc_id,
                "private_subnet_ids": self.private_subnet_ids,
                "workload_security_group_id": self.workload_security_group_id,
            }
        )


def _private_subnets(
    site: Site, vpc: aws.ec2.Vpc, ranges: Sequence[str]
) -> tuple[list[aws.ec2.Subnet], list[aws.ec2.RouteTable], list[pulumi.CustomResource]]:
    """Create a subnet and a route table in each zone; a table costs nothing, and each zone can have its own NAT.

    Returns:
        The subnets, their tables, and what ties one to the other.
    """
    subnets: list[aws.ec2.Subnet] = []
    tables: list[aws.ec2.RouteTable] = []
    ties: list[pulumi.CustomResource] = []
    for zone, cidr_block in zip(site.zones, ranges, strict=True):
        role = f"private-{zone}"
        subnet = aws.ec2.Subnet(
            f"{site.name}-{role}",
            vpc_id=vpc.id,
            availability_zone=zone,
            cidr_block=cidr_block,
            map_public_ip_on_launch=False,
            tags=site.tagged(role),
            opts=site.options(),
        )
        table = aws.ec2.RouteTable(f"{site.name}-{role}", vpc_id=vpc.id, tags=site.tagged(role), opts=site.options())
        tie = aws.ec2.RouteTableAssociation(
            f"{site.name}-{role}", subnet_id=subnet.id, route_table_id=table.id, opts=site.options()
        )
        subnets.append(subnet)
        tables.append(table)
        ties.append(tie)
    return subnets, tables, ties


def _require_zones(region: str, zones: Sequence[str]) -> None:
    require_between("availability_zones", len(zones), _MIN_ZONES, MAX_ZONES, "zones")
    for zone in zones:
        if not re.fullmatch(rf"{re.escape(region)}[a-z]", zone):
            hint = "local and wavelength zones have no NAT gateways or endpoints"
            raise InvalidArgument("availability_zones", zone, f"zones of {region} such as {region}a", hint)
    if len(set(zones)) != len(zones):
        raise InvalidArgument("availability_zones", list(zones), "each zone once")


def _services(args: AwsNetworkArgs) -> Sequence[str]:
    closed = args.get("egress", ENDPOINTS) == ENDPOINTS
    return args.get("endpoint_services", inference_services() if closed else ())
