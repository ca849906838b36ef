"""Which subnets lead to the internet, and what stands in them."""

from dataclasses import replace

from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, kept, resource, unknown


def instance(**inputs: object) -> Resource:
    return resource("aws:ec2/instance:Instance", "instance", inputs)


def instance_in(subnet: Resource, subnet_id: object = UNKNOWN) -> Resource:
    return resource("aws:ec2/instance:Instance", "instance", {"subnetId": subnet_id}, uses={"subnetId": subnet})


_SUBNET = resource("aws:ec2/subnet:Subnet", "subnet")
_OTHER_SUBNET = resource("aws:ec2/subnet:Subnet", "other")
_GATEWAY = resource("aws:ec2/internetGateway:InternetGateway", "gateway")
_NAT = resource("aws:ec2/natGateway:NatGateway", "nat")
_TABLE = resource("aws:ec2/routeTable:RouteTable", "table")


def route(to: Resource, through: str = "gatewayId") -> Resource:
    return resource("aws:ec2/route:Route", "route", {}, uses={"routeTableId": _TABLE, through: to})


def association(table: Resource = _TABLE, of: Resource = _SUBNET) -> Resource:
    return resource(
        "aws:ec2/routeTableAssociation:RouteTableAssociation",
        "association",
        {},
        uses={"routeTableId": table, "subnetId": of},
    )


def default_table(of: Resource) -> Resource:
    return resource(
        "aws:ec2/defaultRouteTable:DefaultRouteTable",
        "default",
        {"routes": [{"cidrBlock": "0.0.0.0/0", "gatewayId": "igw-1"}]},
        uses={"defaultRouteTableId": of},
    )


def acl(of: Resource) -> Resource:
    return resource("aws:ec2/networkAcl:NetworkAcl", "acl", {"subnetIds": [UNKNOWN]}, uses={"subnetIds": of})


def main(table: Resource) -> Resource:
    kind = "mainRouteTableAssociation:MainRouteTableAssociation"
    return resource(f"aws:ec2/{kind}", "main", {}, uses={"routeTableId": table, "vpcId": _VPC})


_PUBLIC = (_SUBNET, _GATEWAY, _TABLE, route(_GATEWAY), association())
_VPC = resource("aws:ec2/vpc:Vpc", "vpc")
_DEFAULT_SUBNET = resource("aws:ec2/subnet:Subnet", "inside", {}, uses={"vpcId": _VPC})
_DEFAULT_TABLE = default_table(_VPC)
_BY_DEFAULT = (_VPC, _DEFAULT_SUBNET, _GATEWAY)
_INLINE_TABLE = resource(
    "aws:ec2/routeTable:RouteTable", "table", {"routes": [{"cidrBlock": "0.0.0.0/0", "gatewayId": "igw-1"}]}
)

CASES = (
    kept(
        "machine-in-private-subnet",
        "the way out is a NAT gateway",
        _SUBNET,
        _NAT,
        _TABLE,
        route(_NAT, "natGatewayId"),
        association(),
        instance_in(_SUBNET),
    ),
    kept("machine-in-private-subnet", "the subnet has no route", _SUBNET, _GATEWAY, instance_in(_SUBNET)),
    broken(
        "machine-in-private-subnet",
        "an instance stands in a public subnet",
        *_PUBLIC,
        instance_in(_SUBNET),
        at=("instance",),
    ),
    broken(
        "machine-in-private-subnet",
        "nodes stand in a subnet whose table names a gateway",
        _SUBNET,
        _INLINE_TABLE,
        association(_INLINE_TABLE),
        resource("aws:eks/nodeGroup:NodeGroup", "nodes", {}, uses={"subnetIds": _SUBNET}),
        at=("nodes",),
    ),
    broken(
        "machine-in-private-subnet",
        "an id says that an instance stands in a public subnet",
        replace(_SUBNET, outputs={"id": "subnet-1"}),
        *_PUBLIC[1:],
        _OTHER_SUBNET,
        instance_in(_OTHER_SUBNET, "subnet-1"),
        at=("instance",),
    ),
    broken(
        "machine-in-private-subnet",
        "the main table of the VPC leads to the internet",
        *_BY_DEFAULT,
        _DEFAULT_TABLE,
        instance_in(_DEFAULT_SUBNET),
        at=("instance",),
    ),
    broken(
        "machine-in-private-subnet",
        "a table was made the main one of the VPC",
        *_BY_DEFAULT,
        _TABLE,
        route(_GATEWAY),
        main(_TABLE),
        instance_in(_DEFAULT_SUBNET),
        at=("instance",),
    ),
    broken(
        "machine-in-private-subnet",
        "a route leads out of the table that the VPC came with",
        *_BY_DEFAULT,
        resource("aws:ec2/route:Route", "route", {"gatewayId": "igw-1"}, uses={"routeTableId": _VPC}),
        instance_in(_DEFAULT_SUBNET),
        at=("instance",),
    ),
    broken(
        "machine-in-private-subnet",
        "a spot fleet stands in a public subnet",
        *_PUBLIC,
        resource(
            "aws:ec2/spotFleetRequest:SpotFleetRequest",
            "fleet",
            {"launchSpecifications": [{"subnetId": UNKNOWN}]},
            uses={"launchSpecifications": _SUBNET},
        ),
        at=("fleet",),
    ),
    kept(
        "machine-in-private-subnet",
        "the subnet has a table of its own beside a public main one",
        *_BY_DEFAULT,
        _DEFAULT_TABLE,
        _TABLE,
        association(of=_DEFAULT_SUBNET),
        instance_in(_DEFAULT_SUBNET),
    ),
    kept(
        "machine-in-private-subnet",
        "another table took the place of the public main one",
        *_BY_DEFAULT,
        _DEFAULT_TABLE,
        _TABLE,
        main(_TABLE),
        instance_in(_DEFAULT_SUBNET),
    ),
    kept(
        "machine-in-private-subnet",
        "the main table of another VPC leads to the internet",
        *_BY_DEFAULT,
        resource("aws:ec2/vpc:Vpc", "elsewhere"),
        default_table(resource("aws:ec2/vpc:Vpc", "elsewhere")),
        instance_in(_DEFAULT_SUBNET),
    ),
    unknown(
        "machine-in-private-subnet",
        "where the main table leads is unknown",
        *_BY_DEFAULT,
        resource(
            "aws:ec2/defaultRouteTable:DefaultRouteTable",
            "default",
            {"routes": UNKNOWN},
            uses={"defaultRouteTableId": _VPC},
        ),
        instance_in(_DEFAULT_SUBNET),
    ),
    unknown(
        "machine-in-private-subnet",
        "one of two subnets is public and the id is unknown",
        *_PUBLIC,
        _OTHER_SUBNET,
        replace(instance(subnetId=UNKNOWN), property_dependencies={"subnetId": (_SUBNET.urn, _OTHER_SUBNET.urn)}),
    ),
    unknown(
        "machine-in-private-subnet",
        "the subnet of the instance is unknown",
        *_PUBLIC,
        instance(subnetId=UNKNOWN),
    ),
    beside(
        "machine-in-private-subnet",
        "a load balancer may stand there",
        *_PUBLIC,
        resource("aws:lb/loadBalancer:LoadBalancer", "balancer", {}, uses={"subnets": _SUBNET}),
    ),
    kept("subnet-network-acl", "an ACL names the subnet", _VPC, _DEFAULT_SUBNET, acl(_DEFAULT_SUBNET)),
    kept(
        "subnet-network-acl",
        "an ACL is tied to the subnet",
        _VPC,
        _DEFAULT_SUBNET,
        resource("aws:ec2/networkAclAssociation:NetworkAclAssociation", "tie", {}, uses={"subnetId": _DEFAULT_SUBNET}),
    ),
    kept(
        "subnet-network-acl",
        "an ACL names the subnet by its id",
        _VPC,
        replace(_DEFAULT_SUBNET, outputs={"id": "subnet-1"}),
        resource("aws:ec2/networkAcl:NetworkAcl", "acl", {"subnetIds": ["subnet-1"]}),
    ),
    kept(
        "subnet-network-acl",
        "the stack adopted the ACL of its VPC",
        _VPC,
        _DEFAULT_SUBNET,
        resource("aws:ec2/defaultNetworkAcl:DefaultNetworkAcl", "acl", {}, uses={"defaultNetworkAclId": _VPC}),
    ),
    broken("subnet-network-acl", "the ACL is the one of AWS", _VPC, _DEFAULT_SUBNET, at=("inside",)),
    broken(
        "subnet-network-acl",
        "an ACL names another subnet",
        _VPC,
        _DEFAULT_SUBNET,
        acl(_OTHER_SUBNET),
        at=("inside",),
    ),
    unknown(
        "subnet-network-acl",
        "which subnets an ACL names is unknown",
        _VPC,
        _DEFAULT_SUBNET,
        resource("aws:ec2/networkAcl:NetworkAcl", "acl", {"subnetIds": UNKNOWN}),
    ),
    beside("subnet-network-acl", "an adopted VPC is judged where it is made", _SUBNET),
)
