"""A network load balancer on the internet chooses whom it admits."""

from collections.abc import Iterable

from accel.planning.graph import Graph
from policies.aws_load_balancers import internet_facing
from policies.frameworks import NETWORK_BOUNDARY
from policies.properties import absent
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule, Violation


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    for balancer in internet_facing(graph, "network"):
        # Whom a group admits is judged by security-group-no-open-ingress.
        if absent(balancer.get("securityGroups")):
            yield Violation(balancer.urn, "it faces the internet and has no securityGroups: everybody gets through")


RULE = Rule(
    id="nlb-security-group",
    title="Network load balancers on the internet choose whom they admit",
    group="security",
    cloud="aws",
    severity="high",
    levels=MANDATORY_OUTSIDE_DEV,
    why=(
        "It passes connections through: it asks nobody who they are, and no firewall for the web or limit on requests "
        "stands before it."
    ),
    remediation=(
        "Set internal to true, or give it securityGroups that admit the ranges of your callers; AWS takes them only "
        "when the load balancer is created. For callers everywhere use an application load balancer."
    ),
    frameworks=(*NETWORK_BOUNDARY,),
    check_stack=_check,
)
