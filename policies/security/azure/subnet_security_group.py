"""What may enter and leave a subnet is written down."""

from collections.abc import Iterable
from typing import Any

from accel.planning.graph import Resource
from policies.azure import word
from policies.frameworks import NETWORK_BOUNDARY, checkov
from policies.properties import absent, is_unknown, objects
from policies.resource_types import AZURE_NETWORKS, AZURE_SUBNETS
from policies.rule import MANDATORY, PlainContext, Rule

_REFUSED = ("gatewaysubnet", "azurefirewallsubnet", "azurefirewallmanagementsubnet", "routeserversubnet")
"""Subnets of Azure's own services, on which it refuses a group."""


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    if resource.kind in AZURE_SUBNETS:
        # Its own name, when nobody gives one, is made of that of the resource.
        name = resource.get("subnetName", resource.get("name", ""))
        if _is_open(name, resource.get("networkSecurityGroup")):
            yield "networkSecurityGroup is not set"
        return
    for subnet in objects(resource.get("subnets")):
        name = subnet.get("name")
        if _is_open(name, subnet.get("networkSecurityGroup")):
            yield f"networkSecurityGroup of the subnet {name} is not set"


def _is_open(name: Any, group: Any) -> bool:
    # A name that only the cloud knows may be one of those.
    return absent(group) and not is_unknown(name) and word(name) not in _REFUSED


RULE = Rule(
    id="subnet-security-group",
    title="Subnets have a network security group",
    group="security",
    cloud="azure",
    severity="high",
    levels=MANDATORY,
    why="A subnet without a group lets in whatever routes to it, and everything out.",
    remediation="Set networkSecurityGroup to a group with rules of your own.",
    frameworks=(*checkov("CKV2_AZURE_31"), *NETWORK_BOUNDARY),
    types=(*AZURE_SUBNETS, *AZURE_NETWORKS),
    check_resource=_check,
)
