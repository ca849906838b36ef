"""Network ACLs keep SSH and RDP from the internet out."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from accel.planning.graph import Graph, Resource
from policies.addresses import is_world
from policies.frameworks import CIS_AWS, NETWORK_BOUNDARY, checkov, cis
from policies.properties import attached, differs, number, objects
from policies.rule import MANDATORY, PlainContext, Rule, Violation

_ACLS = ("aws:ec2/networkAcl:NetworkAcl", "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl")
_RULES = ("aws:ec2/networkAclRule:NetworkAclRule",)
_PORTS = {22: "SSH", 3389: "RDP"}
_EVERY_PROTOCOL = ("-1", "all")
_TCP = ("6", "tcp", *_EVERY_PROTOCOL)
_ALLOW, _DENY = "allow", "deny"


class _Entry(NamedTuple):
    """One rule for what comes in: the resource that holds it, its number, what it does, and to which traffic."""

    urn: str
    order: float | None
    action: str
    rule: dict[str, Any]

    def concerns(self, port: int) -> bool:
        protocol = str(self.rule.get("protocol")).casefold()
        first, last = number(self.rule.get("fromPort")), number(self.rule.get("toPort"))
        inside = first is not None and last is not None and first <= port <= last
        return protocol in _EVERY_PROTOCOL or (protocol in _TCP and inside)

    def open_ranges(self) -> dict[str, str]:
        """Return the ranges that are the internet, by the property that names them."""
        named = {name: self.rule.get(name) for name in ("cidrBlock", "ipv6CidrBlock")}
        return {name: value for name, value in named.items() if isinstance(value, str) and is_world(value)}


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    for entries in _lists(graph):
        for entry in entries:
            for port, name in _PORTS.items() if entry.action == _ALLOW else ():
                for family, found in entry.open_ranges().items() if entry.concerns(port) else ():
                    if not any(_goes_first(other, entry) and _holds(other, port, family, found) for other in entries):
                        yield Violation(entry.urn, f"{name} (port {port}) is admitted from {found}")


def _goes_first(other: _Entry, entry: _Entry) -> bool:
    return other.action == _DENY and other.order is not None and entry.order is not None and other.order < entry.order


def _holds(other: _Entry, port: int, family: str, found: str) -> bool:
    """Say whether a refusal covers everything that a rule lets in from a range: the whole range, or the same one."""
    refused = other.open_ranges().get(family)
    return other.concerns(port) and refused is not None and (refused == found or refused.strip().endswith("/0"))


def _lists(graph: Graph) -> Iterator[list[_Entry]]:
    """Yield the rules of each ACL together: EC2 asks them in the order of their numbers."""
    acls = graph.of(*_ACLS)
    found = attached(graph, acls, _RULES, "networkAclId")
    placed = {rule.urn for rules in found.values() for rule in rules}
    for acl in acls:
        inline = [_entry(acl.urn, "ruleNo", "action", rule) for rule in objects(acl.get("ingress"))]
        yield [*inline, *_separate(found[acl.urn])]
    others: dict[str, list[Resource]] = {}
    for rule in graph.of(*_RULES):
        if rule.urn not in placed:
            acl = rule.get("networkAclId")
            others.setdefault(acl if isinstance(acl, str) else rule.urn, []).append(rule)
    yield from (list(_separate(rules)) for rules in others.values())


def _separate(rules: Iterable[Resource]) -> Iterator[_Entry]:
    for rule in rules:
        # The provider's default of `egress` is false. Here the rule is the resource, with other names of properties.
        if differs(rule.get("egress", False), True):
            yield _entry(rule.urn, "ruleNumber", "ruleAction", rule.inputs)


def _entry(urn: str, order: str, action: str, rule: dict[str, Any]) -> _Entry:
    return _Entry(urn, number(rule.get(order)), str(rule.get(action)).casefold(), rule)


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
    check_stack=_check,
)
