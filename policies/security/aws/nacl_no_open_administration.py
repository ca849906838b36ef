"""Network ACLs keep SSH and RDP from the internet out."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.addresses import is_world
from policies.frameworks import CIS_AWS, NETWORK_BOUNDARY, checkov, cis
from policies.properties import differs, is_unknown, number, objects
from policies.rule import MANDATORY, PlainContext, Rule

_ACLS = ("aws:ec2/networkAcl:NetworkAcl", "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl")
_RULE = "aws:ec2/networkAclRule:NetworkAclRule"
_PORTS = {22: "SSH", 3389: "RDP"}
_EVERY_PROTOCOL = ("-1", -1, "all")
_TCP = ("6", 6, "tcp", *_EVERY_PROTOCOL)


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    if resource.type == _RULE:
        # The provider's default of `egress` is false. Here the rule is the resource, with other names of properties.
        if differs(resource.get("egress", False), True):
            yield from _open(resource.get("ruleAction"), resource.inputs)
        return
    for rule in objects(resource.get("ingress")):
        yield from _open(rule.get("action"), rule)


def _open(action: object, rule: dict[str, object]) -> Iterable[str]:
    ranges = [rule.get(key) for key in ("cidrBlock", "ipv6CidrBlock")]
    if differs(action, "allow", "ALLOW") or is_unknown(action) or differs(rule.get("protocol"), *_TCP):
        return
    first, last = number(rule.get("fromPort")), number(rule.get("toPort"))
    every = rule.get("protocol") in _EVERY_PROTOCOL
    for port, name in _PORTS.items():
        inside = every or (first is not None and last is not None and first <= port <= last)
        for found in ranges:
            if inside and is_world(found):
                yield f"{name} (port {port}) is admitted from {found}"


RULE = Rule(
    id="nacl-no-open-administration",
    title="Network ACLs keep remote administration from the internet out",
    group="security",
    cloud="aws",
    severity="high",
    levels=MANDATORY,
    why="A network ACL still holds when a security group is opened by mistake.",
    remediation="Allow only the ranges that need it; return traffic needs ports 1024-65535 without 3389.",
    frameworks=(*checkov("CKV_AWS_231", "CKV_AWS_232"), *cis(CIS_AWS, "5.1"), *NETWORK_BOUNDARY),
    types=(*_ACLS, _RULE),
    check_resource=_check,
)
