"""The rules of a listener for HTTP pass no request on in the clear."""

from collections.abc import Iterable

from accel.planning.graph import Graph, Resource
from policies.aws_load_balancers import redirects_to_https
from policies.frameworks import ENCRYPTION_IN_TRANSIT, checkov
from policies.properties import attached, objects
from policies.resource_types import LISTENER_RULES, LISTENERS
from policies.rule import MANDATORY, PlainContext, Rule, Violation

_PASSES_ON = ("forward", "redirect")


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    # The provider's default is HTTP. What the listener itself does is judged by elb-tls.
    plain = [listener for listener in graph.of(*LISTENERS) if listener.get("protocol", "HTTP") == "HTTP"]
    rules = attached(graph, plain, LISTENER_RULES, "listenerArn")
    for listener in plain:
        for rule in rules[listener.urn]:
            if _answers_in_the_clear(rule):
                yield Violation(rule.urn, f"actions pass requests on that {listener.name} took by HTTP")


def _answers_in_the_clear(rule: Resource) -> bool:
    """A fixed response passes nothing on."""
    return any(
        action.get("type") in _PASSES_ON and not redirects_to_https(action) for action in objects(rule.get("actions"))
    )


RULE = Rule(
    id="elb-rules-tls",
    title="Rules of load balancers pass on only what came by TLS",
    group="security",
    cloud="aws",
    severity="high",
    levels=MANDATORY,
    why="A listener that redirects by default still passes on in the clear what one of its rules forwards.",
    remediation="Attach the rule to the HTTPS listener, or let it redirect with protocol HTTPS.",
    frameworks=(*checkov("CKV_AWS_2"), *ENCRYPTION_IN_TRANSIT),
    check_stack=_check,
)
