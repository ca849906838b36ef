"""A load balancer has something to balance."""

from collections.abc import Iterable

from accel.planning.graph import Graph
from policies.frameworks import CAPACITY
from policies.properties import absent, attached
from policies.resource_types import BACKEND_SERVICES, LISTENERS, LOAD_BALANCERS
from policies.rule import ADVISORY, PlainContext, Rule, Violation

_RULES = (
    "gcp:compute/forwardingRule:ForwardingRule",
    "gcp:compute/globalForwardingRule:GlobalForwardingRule",
)
_AZURE = ("azure-native:network:LoadBalancer",)


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    balancers = graph.of(*LOAD_BALANCERS)
    listeners = attached(graph, balancers, LISTENERS, "loadBalancerArn")
    for balancer in balancers:
        if not listeners[balancer.urn] and not graph.dependents.get(balancer.urn):
            yield Violation(balancer.urn, "has no listener: it is paid for and answers nobody")
    backends = {backend.urn for backend in graph.of(*BACKEND_SERVICES) if absent(backend.get("backends"))}
    for rule in graph.of(*_RULES):
        if backends.intersection(rule.property_dependencies.get("backendService", ())):
            yield Violation(rule.urn, "forwards to a backend service without backends")
    for balancer in graph.of(*_AZURE):
        rules = ("loadBalancingRules", "inboundNatRules", "inboundNatPools", "outboundRules")
        if all(absent(balancer.get(name)) for name in rules) and not graph.dependents.get(balancer.urn):
            yield Violation(balancer.urn, "has no rule: it is paid for and forwards nothing")


RULE = Rule(
    id="load-balancer-in-use",
    title="Load balancers have something behind them",
    group="cost",
    cloud="any",
    severity="low",
    levels=ADVISORY,
    why="A load balancer costs the same by the hour whether anything answers behind it or not.",
    remediation="Give it a listener and targets, or delete it.",
    frameworks=(*CAPACITY,),
    check_stack=_check,
)
