"""A load balancer on the internet stands behind a web application firewall."""

from collections.abc import Iterable

from accel.planning.graph import Graph
from policies.aws_load_balancers import internet_facing
from policies.frameworks import AVAILABILITY, NETWORK_BOUNDARY, checkov
from policies.properties import attached
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule, Violation

_ASSOCIATIONS = (
    "aws:wafv2/webAclAssociation:WebAclAssociation",
    "aws:wafregional/webAclAssociation:WebAclAssociation",
)


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    balancers = internet_facing(graph)
    associations = attached(graph, balancers, _ASSOCIATIONS, "resourceArn")
    for balancer in balancers:
        if not associations[balancer.urn]:
            yield Violation(balancer.urn, "it faces the internet and has no WebAclAssociation")


RULE = Rule(
    id="elb-waf",
    title="Load balancers on the internet stand behind a firewall for the web",
    group="security",
    cloud="aws",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="A load balancer limits no caller by itself: one of them can keep every accelerator busy, at your expense.",
    remediation="Set internal to true, or tie a wafv2 WebAcl with a rate-based rule to it by a WebAclAssociation.",
    frameworks=(*checkov("CKV2_AWS_28"), *NETWORK_BOUNDARY, *AVAILABILITY),
    check_stack=_check,
)
