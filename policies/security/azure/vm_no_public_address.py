"""Machines have no public addresses."""

from collections.abc import Iterable, Iterator
from typing import Any

from accel.planning.graph import Resource
from policies.azure import machine_path
from policies.frameworks import NETWORK_BOUNDARY, checkov
from policies.properties import absent, objects
from policies.resource_types import AZURE_MACHINES
from policies.rule import MANDATORY, PlainContext, Rule

_INTERFACES = ("azure-native:network:NetworkInterface",)


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    # There is none by default.
    if resource.kind in _INTERFACES:
        yield from _addresses(resource.get("ipConfigurations"), "publicIPAddress")
        return
    path = machine_path(resource, "networkProfile.networkInterfaceConfigurations")
    for interface in objects(resource.get(path)):
        yield from _addresses(interface.get("ipConfigurations"), "publicIPAddressConfiguration")


def _addresses(configurations: Any, name: str) -> Iterator[str]:
    for configuration in objects(configurations):
        if not absent(configuration.get(name)):
            yield f"{name} of {configuration.get('name')} is set"


RULE = Rule(
    id="vm-no-public-address",
    title="Machines have private addresses only",
    group="security",
    cloud="azure",
    severity="high",
    levels=MANDATORY,
    why="A machine with a public address is one wrong rule of its network away from the whole internet.",
    remediation="Leave public addresses out; use a NAT gateway for the way out, and Azure Bastion for administration.",
    frameworks=(*checkov("CKV_AZURE_119", "CKV2_AZURE_39"), *NETWORK_BOUNDARY),
    types=(*_INTERFACES, *AZURE_MACHINES),
    check_resource=_check,
)
