"""No load balancer hands connections from the internet on without reading them."""

from collections.abc import Iterable

from accel.planning.graph import Graph
from policies.frameworks import ACCESS_CONTROL, NETWORK_BOUNDARY
from policies.google_load_balancers import FORWARDING_RULES, faces_internet, is_external_connections
from policies.properties import attached
from policies.resource_types import BACKEND_SERVICES
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule, Violation

_TARGETS = ("gcp:compute/targetPool:TargetPool", "gcp:compute/targetInstance:TargetInstance")


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    for backend in graph.of(*BACKEND_SERVICES):
        if is_external_connections(backend):
            message = f"protocol {backend.get('protocol')} hands on what the internet sends: nobody asks who calls"
            yield Violation(backend.urn, message)
    targets = attached(graph, graph.of(*_TARGETS), FORWARDING_RULES, "target")
    for rule in dict.fromkeys(rule.urn for rules in targets.values() for rule in rules):
        if faces_internet(graph.by_urn[rule]):
            yield Violation(rule, "target hands on what the internet sends: nobody asks who calls")


RULE = Rule(
    id="gcp-load-balancer-no-passthrough",
    title="External load balancers read what they hand on",
    group="security",
    cloud="gcp",
    severity="high",
    levels=MANDATORY_OUTSIDE_DEV,
    why="A balancer of connections can neither ask who calls nor count requests: the machine behind it stands open.",
    remediation="Use an external Application Load Balancer, or the scheme INTERNAL.",
    frameworks=(*NETWORK_BOUNDARY, *ACCESS_CONTROL),
    check_stack=_check,
)
