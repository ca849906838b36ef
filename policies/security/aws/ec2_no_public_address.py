"""EC2 machines and ECS tasks have no public addresses."""

from collections.abc import Iterable, Mapping
from typing import Any

from accel.planning.graph import Resource
from policies.ec2 import MACHINES, is_true, specifications
from policies.frameworks import NETWORK_BOUNDARY, checkov
from policies.properties import absent, objects
from policies.resource_types import LAUNCH_TEMPLATES, SPOT_FLEETS
from policies.rule import MANDATORY, PlainContext, Rule

_ADDRESSES = {
    "aws:ec2/eip:Eip": ("instance", "networkInterface"),
    "aws:ec2/eipAssociation:EipAssociation": ("instanceId", "networkInterfaceId"),
}
"""A NAT gateway and a load balancer take an address by its allocation instead."""
_TASKS = ("aws:ecs/service:Service", "aws:ecs/taskSet:TaskSet")
_OF_TASKS = "networkConfiguration.assignPublicIp"
_SWITCH = "associatePublicIpAddress"


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    # Absent means what the subnet says, of which subnet-no-public-addresses is.
    if resource.type in _ADDRESSES:
        for name in _ADDRESSES[resource.type]:
            if not absent(resource.get(name)):
                yield f"{name} gives a machine a public address that stays"
    elif resource.type in _TASKS:
        if is_true(resource.get(_OF_TASKS)):
            yield f"{_OF_TASKS} is true"
    elif resource.type in SPOT_FLEETS:
        for place, machine in specifications(resource):
            if is_true(machine.get(_SWITCH)):
                yield f"{place}.{_SWITCH} is true"
    elif resource.type in LAUNCH_TEMPLATES:
        for index, card in enumerate(objects(resource.get("networkInterfaces"))):
            if is_true(card.get(_SWITCH)):
                yield f"networkInterfaces[{index}].{_SWITCH} is true"
    elif is_true(resource.get(_SWITCH)):
        yield f"{_SWITCH} is true"


def _remediate(resource: Resource, _: PlainContext) -> dict[str, Any] | None:
    # A template changes in place; the others are made anew.
    cards = resource.get("networkInterfaces")
    if resource.type not in LAUNCH_TEMPLATES or not isinstance(cards, list):
        return None
    return {**resource.inputs, "networkInterfaces": [_private(card) for card in cards]}


def _private(card: Any) -> Any:
    if not isinstance(card, Mapping) or not is_true(card.get(_SWITCH)):
        return card
    return {**card, _SWITCH: "false"}


RULE = Rule(
    id="ec2-no-public-address",
    title="EC2 machines and ECS tasks have no public addresses",
    group="security",
    cloud="aws",
    severity="high",
    levels=MANDATORY,
    why="Scanners find a machine within minutes of its having an address, and an accelerator is worth their while.",
    remediation=(
        f"Leave {_SWITCH} false and give no Elastic IP; reach the machine with Session Manager, and the internet "
        "through a NAT gateway."
    ),
    frameworks=(*checkov("CKV_AWS_88", "CKV_AWS_333"), *NETWORK_BOUNDARY),
    types=(*MACHINES, *_ADDRESSES, *_TASKS, *SPOT_FLEETS),
    check_resource=_check,
    remediate=_remediate,
)
