"""Security groups open single ports to ranges of addresses, in both directions."""

from collections.abc import Iterable, Iterator
from typing import Any

from accel.planning.graph import Resource
from policies.frameworks import NETWORK_BOUNDARY, checkov
from policies.properties import number, objects, texts
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule

_GROUP = "aws:ec2/securityGroup:SecurityGroup"
_OLDER_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule"
_RULES = {
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": "ingress",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": "egress",
}
_RANGES = ("cidrBlocks", "ipv6CidrBlocks", "cidrIpv4", "cidrIpv6")
_EVERY_PROTOCOL = ("-1", "all")
_WITH_PORTS = ("tcp", "udp", "6", "17")
_LAST_PORT = 65535


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    for direction, rule in _directed(resource):
        # Members of a group may say anything to each other: so EFA wants it, and it stays within the group.
        found = [text for name in _RANGES for text in texts(rule.get(name))]
        if found and _opens_every_port(rule):
            peer = "from" if direction == "ingress" else "to"
            yield f"{direction} {peer} {', '.join(found)} on every port"


def _directed(resource: Resource) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the known rules with their directions; inline ones, or the one that the resource is."""
    if resource.type == _GROUP:
        for direction in ("ingress", "egress"):
            yield from ((direction, rule) for rule in objects(resource.get(direction)))
    else:
        yield str(_RULES.get(resource.type, resource.get("type"))), resource.inputs


def _opens_every_port(rule: dict[str, Any]) -> bool:
    protocol = str(rule.get("ipProtocol", rule.get("protocol"))).casefold()
    first, last = number(rule.get("fromPort")), number(rule.get("toPort"))
    every = first is not None and last is not None and first <= 1 and last >= _LAST_PORT
    return protocol in _EVERY_PROTOCOL or (protocol in _WITH_PORTS and every)


RULE = Rule(
    id="security-group-narrow-ports",
    title="Security groups open single ports",
    group="security",
    cloud="aws",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why=(
        "A model server answers on one port and calls out by HTTPS. What else is open lets an intruder look around "
        "the network, and carry weights out of it."
    ),
    remediation=(
        "Name the ports (443 to the endpoints of AWS, that of the model server); open every port only to a security "
        "group, as EFA wants it."
    ),
    frameworks=(*checkov("CKV_AWS_382"), *NETWORK_BOUNDARY),
    types=(_GROUP, _OLDER_RULE, *_RULES),
    check_resource=_check,
)
