"""The default security group of every VPC of ours admits and sends nothing."""

from collections.abc import Iterable

from accel.planning.graph import Graph
from policies.frameworks import CIS_AWS, NETWORK_BOUNDARY, checkov, cis
from policies.properties import absent, attached
from policies.resource_types import VPCS
from policies.rule import MANDATORY, PlainContext, Rule, Violation

_GROUPS = ("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",)
_RULES = (
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    "aws:ec2/securityGroupRule:SecurityGroupRule",
)


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    vpcs = graph.of(*VPCS)
    groups = attached(graph, vpcs, _GROUPS, "vpcId")
    # A rule of its own names the group by an output of whoever adopted it, or of the VPC.
    rules = attached(graph, [*vpcs, *graph.of(*_GROUPS)], _RULES, "securityGroupId")
    for found in rules.values():
        yield from (Violation(rule.urn, "it opens the default security group of a VPC") for rule in found)
    for vpc in vpcs:
        if not groups[vpc.urn]:
            # AWS lets members of the default group talk to each other and to the world until somebody adopts it.
            yield Violation(vpc.urn, "its default security group is not managed and keeps the rules of AWS")
        for group in groups[vpc.urn]:
            for direction in ("ingress", "egress"):
                if not absent(group.get(direction)):
                    yield Violation(group.urn, f"{direction} is not empty")


RULE = Rule(
    id="default-security-group-closed",
    title="Default security groups are closed",
    group="security",
    cloud="aws",
    severity="medium",
    levels=MANDATORY,
    why="Whatever is created without a security group lands in the default one.",
    remediation="Adopt it with a DefaultSecurityGroup that has neither ingress nor egress, nor rules of their own.",
    frameworks=(*checkov("CKV2_AWS_12"), *cis(CIS_AWS, "5.4"), *NETWORK_BOUNDARY),
    check_stack=_check,
)
