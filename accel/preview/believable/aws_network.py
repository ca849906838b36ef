"""Believable outputs of networks on AWS."""

from collections.abc import Callable
from typing import Any

from accel.preview.believable.aws import arn
from accel.preview.believable.identity import Identity

_LETTERS_OF_ID = 17


def _id(identity: Identity, prefix: str) -> str:
    return f"{prefix}-{identity.suffix:0>{_LETTERS_OF_ID}}"


def _ec2(prefix: str, kind: str) -> Callable[[Identity], dict[str, Any]]:
    def answer(identity: Identity) -> dict[str, Any]:
        found = _id(identity, prefix)
        return {"id": found, "arn": arn(identity, "ec2", f"{kind}/{found}"), "ownerId": identity.account_id}

    return answer


def _vpc(identity: Identity) -> dict[str, Any]:
    return {
        **_ec2("vpc", "vpc")(identity),
        "defaultNetworkAclId": _id(identity, "acl"),
        "defaultRouteTableId": _id(identity, "rtb"),
        "defaultSecurityGroupId": _id(identity, "sg"),
        "mainRouteTableId": _id(identity, "rtb"),
    }


def _subnet(identity: Identity) -> dict[str, Any]:
    return {**_ec2("subnet", "subnet")(identity), "availabilityZone": identity.inputs.get("availabilityZone")}


def _security_group(identity: Identity) -> dict[str, Any]:
    return {**_ec2("sg", "security-group")(identity), "name": identity.physical_name}


def _security_group_rule(identity: Identity) -> dict[str, Any]:
    found = _id(identity, "sgr")
    return {
        "id": found,
        "securityGroupRuleId": found,
        "arn": arn(identity, "ec2", f"security-group-rule/{found}"),
    }


def _endpoint(identity: Identity) -> dict[str, Any]:
    found = {**_ec2("vpce", "vpc-endpoint")(identity), "state": "available"}
    if identity.inputs.get("vpcEndpointType") == "Gateway":
        found["prefixListId"] = _id(identity, "pl")
    return found


def _address(identity: Identity) -> dict[str, Any]:
    allocation = _id(identity, "eipalloc")
    # A range that RFC 5737 keeps for documentation.
    address = f"203.0.113.{int(identity.suffix, 16) % 254 + 1}"
    return {
        "id": allocation,
        "allocationId": allocation,
        "publicIp": address,
        "arn": arn(identity, "ec2", f"elastic-ip/{allocation}"),
    }


def _nat_gateway(identity: Identity) -> dict[str, Any]:
    return {"id": _id(identity, "nat"), "networkInterfaceId": _id(identity, "eni")}


def _route(identity: Identity) -> dict[str, Any]:
    return {"id": f"r-{identity.inputs.get('routeTableId') or 'rtb'}{identity.suffix}", "state": "active"}


OUTPUTS: dict[str, Callable[[Identity], dict[str, Any]]] = {
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": _security_group,
    "aws:ec2/eip:Eip": _address,
    "aws:ec2/flowLog:FlowLog": _ec2("fl", "vpc-flow-log"),
    "aws:ec2/internetGateway:InternetGateway": _ec2("igw", "internet-gateway"),
    "aws:ec2/natGateway:NatGateway": _nat_gateway,
    "aws:ec2/networkAcl:NetworkAcl": _ec2("acl", "network-acl"),
    "aws:ec2/route:Route": _route,
    "aws:ec2/routeTable:RouteTable": _ec2("rtb", "route-table"),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": lambda identity: {"id": _id(identity, "rtbassoc")},
    "aws:ec2/securityGroup:SecurityGroup": _security_group,
    "aws:ec2/subnet:Subnet": _subnet,
    "aws:ec2/vpc:Vpc": _vpc,
    "aws:ec2/vpcEndpoint:VpcEndpoint": _endpoint,
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": _security_group_rule,
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": _security_group_rule,
}
