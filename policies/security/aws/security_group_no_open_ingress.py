"""Security groups admit nobody from the internet at large."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.addresses import is_world
from policies.frameworks import CIS_AWS, NETWORK_BOUNDARY, checkov, cis
from policies.properties import differs, objects, texts
from policies.rule import MANDATORY, PlainContext, Rule

_GROUPS = ("aws:ec2/securityGroup:SecurityGroup", "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup")
_OLDER_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule"
_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    if resource.type == _OLDER_RULE and differs(resource.get("type"), "ingress"):
        return
    # Inline rules stand under `ingress`; the other two types are one rule each.
    rules = objects(resource.get("ingress")) if resource.type in _GROUPS else [resource.inputs]
    for rule in rules:
        ranges = [
            *texts(rule.get("cidrBlocks")),
            *texts(rule.get("ipv6CidrBlocks")),
            *texts(rule.get("cidrIpv4")),
            *texts(rule.get("cidrIpv6")),
        ]
        for found in ranges:
            if is_world(found):
                yield f"ingress from {found} to ports {_ports(rule)}"


def _ports(rule: dict[str, object]) -> str:
    first, last = rule.get("fromPort"), rule.get("toPort")
    return f"{first}-{last}" if isinstance(first, int | float) and isinstance(last, int | float) else "all"


RULE = Rule(
    id="security-group-no-open-ingress",
    title="Security groups admit nobody from the internet at large",
    group="security",
    cloud="aws",
    severity="critical",
    levels=MANDATORY,
    why="Accelerator machines and model servers are found by scanners within minutes of being reachable.",
    remediation="Name the ranges of your own networks, or put callers behind a private endpoint or load balancer.",
    frameworks=(
        *checkov("CKV_AWS_24", "CKV_AWS_25", "CKV_AWS_260", "CKV_AWS_277"),
        *cis(CIS_AWS, "5.2", "5.3"),
        *NETWORK_BOUNDARY,
    ),
    types=(*_GROUPS, _OLDER_RULE, _RULE),
    check_resource=_check,
)
