"""Networks on AWS: most of one is free, the ways out of it are not."""

from collections.abc import Iterable, Iterator

from accel.planning.cost.context import CostContext, length_of, parts, required_text
from accel.planning.cost.items import Free, Item
from accel.planning.cost.lines import by_use, service_line
from accel.planning.cost.registry import Pricer
from accel.planning.graph import Resource

FREE = (
    "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl",
    "aws:ec2/defaultRouteTable:DefaultRouteTable",
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
    "aws:ec2/defaultSubnet:DefaultSubnet",
    "aws:ec2/defaultVpc:DefaultVpc",
    # The address is paid for itself.
    "aws:ec2/eipAssociation:EipAssociation",
    # Pays for nothing itself; the log group or bucket that it writes to does.
    "aws:ec2/flowLog:FlowLog",
    "aws:ec2/internetGateway:InternetGateway",
    "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation",
    "aws:ec2/managedPrefixList:ManagedPrefixList",
    "aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry",
    "aws:ec2/networkAcl:NetworkAcl",
    "aws:ec2/networkAclAssociation:NetworkAclAssociation",
    "aws:ec2/networkAclRule:NetworkAclRule",
    "aws:ec2/placementGroup:PlacementGroup",
    "aws:ec2/route:Route",
    "aws:ec2/routeTable:RouteTable",
    "aws:ec2/routeTableAssociation:RouteTableAssociation",
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:ec2/securityGroupRule:SecurityGroupRule",
    "aws:ec2/subnet:Subnet",
    "aws:ec2/vpc:Vpc",
    "aws:ec2/vpcDhcpOptions:VpcDhcpOptions",
    "aws:ec2/vpcDhcpOptionsAssociation:VpcDhcpOptionsAssociation",
    "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy",
    "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation",
    "aws:ec2/vpcEndpointSecurityGroupAssociation:VpcEndpointSecurityGroupAssociation",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
)


def _nat_gateway(resource: Resource, context: CostContext) -> Iterator[Item]:
    yield from parts(
        resource,
        _nat_hours(resource, context),
        by_use(resource, context, "nat_gateway_data", "NAT gateway, data", "for what goes through it"),
    )


def _nat_hours(resource: Resource, context: CostContext) -> Iterator[Item]:
    yield from service_line(resource, context, "nat_gateway", "NAT gateway", _zones(resource))


def _zones(resource: Resource) -> float:
    """Return how many zones a gateway is paid for in: a regional one stands in several."""
    if resource.get("availabilityMode", "zonal") != "regional":
        return 1
    return length_of(resource.get("availabilityZoneAddresses"), "availabilityZoneAddresses")


def _vpc_endpoint(resource: Resource, context: CostContext) -> Iterable[Item]:
    kind = required_text(resource, "vpcEndpointType", "Gateway")
    if kind == "Gateway":
        yield Free(resource.urn, resource.type)
        return
    name = _service(resource)
    yield from parts(resource, _endpoint_hours(resource, context, name), _endpoint_data(resource, context))


def _endpoint_hours(resource: Resource, context: CostContext, name: str) -> Iterator[Item]:
    subnets = resource.get("subnetIds")
    if subnets is None:
        subnets = resource.get("subnetConfigurations")
    # One network interface in each subnet; which subnets they are does not matter.
    zones = length_of(subnets, "subnetIds")
    yield from service_line(
        resource, context, "vpc_endpoint_interface", f"interface endpoint{name}, in each zone", zones
    )


def _endpoint_data(resource: Resource, context: CostContext) -> Iterator[Item]:
    yield from by_use(
        resource, context, "vpc_endpoint_interface_data", "interface endpoint, data", "for what goes through it"
    )


def _service(resource: Resource) -> str:
    name = resource.get("serviceName")
    return f" of {name.rpartition('amazonaws.')[2].partition('.')[2]}" if isinstance(name, str) and name else ""


def _elastic_ip(resource: Resource, context: CostContext) -> Iterator[Item]:
    yield from service_line(resource, context, "public_ipv4", "public IPv4 address")


PRICERS: dict[str, Pricer] = {
    "aws:ec2/natGateway:NatGateway": _nat_gateway,
    "aws:ec2/vpcEndpoint:VpcEndpoint": _vpc_endpoint,
    "aws:ec2/eip:Eip": _elastic_ip,
}
