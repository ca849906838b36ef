"""Each subnet stands behind a network ACL that the stack wrote."""

from collections.abc import Iterable

from accel.planning.graph import Graph, Resource
from policies.frameworks import CIS_AWS, NETWORK_BOUNDARY, checkov, cis
from policies.properties import attached, complete, texts
from policies.resource_types import SUBNETS, VPCS
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule, Violation

_ACLS = ("aws:ec2/networkAcl:NetworkAcl", "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl")
_DEFAULT_ACLS = _ACLS[1:]
_ASSOCIATIONS = ("aws:ec2/networkAclAssociation:NetworkAclAssociation",)


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    acls = graph.of(*_ACLS)
    if any(_may_hold_any_subnet(acl) for acl in acls):
        return
    vpcs = graph.of(*VPCS)
    subnets = attached(graph, vpcs, SUBNETS, "vpcId")
    # What the default ACL of an adopted VPC says is not known here.
    adopted = attached(graph, vpcs, _DEFAULT_ACLS, "defaultNetworkAclId")
    judged = [subnet for vpc in vpcs if not adopted[vpc.urn] for subnet in subnets[vpc.urn]]
    tied = attached(graph, judged, (*_ACLS, *_ASSOCIATIONS), "subnetIds", "subnetId")
    named = {text for acl in acls for text in texts(acl.get("subnetIds"))}
    for subnet in judged:
        if not tied[subnet.urn] and subnet.outputs.get("id") not in named:
            yield Violation(subnet.urn, "its network ACL is the one of AWS, which lets everything in from everywhere")


def _may_hold_any_subnet(acl: Resource) -> bool:
    """Say whether an ACL names subnets of which nothing is known, not even what they depend on."""
    return not complete(acl.get("subnetIds")) and not acl.dependencies


RULE = Rule(
    id="subnet-network-acl",
    title="Subnets stand behind a network ACL of the stack",
    group="security",
    cloud="aws",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="The ACL that a VPC comes with admits SSH and RDP from everywhere, and a security group opened by mistake.",
    remediation=(
        "Name the subnet in subnetIds of a NetworkAcl, or adopt the one of the VPC with a DefaultNetworkAcl; without "
        "rules that one admits nothing."
    ),
    frameworks=(*checkov("CKV2_AWS_1"), *cis(CIS_AWS, "5.1"), *NETWORK_BOUNDARY),
    check_stack=_check,
)
