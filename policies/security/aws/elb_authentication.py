"""A load balancer on the internet asks callers who they are before it passes them on."""

from collections.abc import Iterable

from accel.planning.graph import Graph
from policies.aws_load_balancers import internet_facing, passes_anybody_on
from policies.frameworks import ACCESS_CONTROL
from policies.properties import attached, differs
from policies.resource_types import LISTENER_RULES, LISTENERS
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule, Violation


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    balancers = internet_facing(graph)
    found = attached(graph, balancers, LISTENERS, "loadBalancerArn")
    # A caller without a certificate of its own gets no further than the listener.
    listeners = [
        listener
        for balancer in balancers
        for listener in found[balancer.urn]
        if differs(listener.get("mutualAuthentication.mode"), "verify")
    ]
    rules = attached(graph, listeners, LISTENER_RULES, "listenerArn")
    for listener in listeners:
        for asking, actions in ((listener, "defaultActions"), *((rule, "actions") for rule in rules[listener.urn])):
            if passes_anybody_on(asking.get(actions)):
                yield Violation(asking.urn, f"{actions} forward from the internet without asking who calls")


RULE = Rule(
    id="elb-authentication",
    title="Load balancers on the internet ask who calls",
    group="security",
    cloud="aws",
    severity="high",
    levels=MANDATORY_OUTSIDE_DEV,
    why="Whoever finds an open inference endpoint uses your accelerators, and has your model tell what it knows.",
    remediation=(
        "Put an action jwt-validation, authenticate-oidc or authenticate-cognito before forward, without "
        "onUnauthenticatedRequest allow, or set mutualAuthentication.mode to verify. Where the model server itself "
        "asks for a token, write an exemption."
    ),
    frameworks=(*ACCESS_CONTROL,),
    check_stack=_check,
)
