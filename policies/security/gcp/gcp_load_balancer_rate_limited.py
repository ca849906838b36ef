"""Cloud Armor limits how often a caller may ask an external load balancer."""

from collections.abc import Iterable

from accel.planning.graph import Graph, Resource
from policies.frameworks import CAPACITY, NETWORK_BOUNDARY
from policies.google_load_balancers import is_external_http
from policies.properties import absent, attached, complete, differs, objects
from policies.resource_types import BACKEND_SERVICES
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule, Violation

_POLICIES = (
    "gcp:compute/securityPolicy:SecurityPolicy",
    "gcp:compute/regionSecurityPolicy:RegionSecurityPolicy",
)
_RULES = (
    "gcp:compute/securityPolicyRule:SecurityPolicyRule",
    "gcp:compute/regionSecurityPolicyRule:RegionSecurityPolicyRule",
)
_LIMITS = ("throttle", "rate_based_ban")


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    policies = graph.of(*_POLICIES)
    rules = attached(graph, policies, _RULES, "securityPolicy")
    users = attached(graph, policies, BACKEND_SERVICES, "securityPolicy")
    without_limit = {
        user.urn for policy in policies if not _limits(policy, rules[policy.urn]) for user in users[policy.urn]
    }
    for backend in graph.of(*BACKEND_SERVICES):
        if not is_external_http(backend):
            continue
        # Absent means nobody counts. What a policy of another stack says is not known here.
        if absent(backend.get("securityPolicy")):
            yield Violation(backend.urn, "securityPolicy is not set: nobody counts the requests of a caller")
        elif backend.urn in without_limit:
            yield Violation(backend.urn, f"securityPolicy has no rule with the action {' or '.join(_LIMITS)}")


def _limits(policy: Resource, rules: list[Resource]) -> bool:
    """Say whether a policy limits the rate of requests, or may; a rule in preview only counts them."""
    if not complete(policy.get("rules")):
        return True
    found = [*objects(policy.get("rules")), *(rule.inputs for rule in rules)]
    return any(item.get("preview") is not True and not differs(item.get("action"), *_LIMITS) for item in found)


RULE = Rule(
    id="gcp-load-balancer-rate-limited",
    title="External load balancers limit the rate of requests",
    group="security",
    cloud="gcp",
    severity="high",
    levels=MANDATORY_OUTSIDE_DEV,
    why="One client in a loop, or one stolen token, keeps every accelerator busy at your expense.",
    remediation="Set securityPolicy to a Cloud Armor policy with a rule of the action throttle or rate_based_ban.",
    frameworks=(*NETWORK_BOUNDARY, *CAPACITY),
    check_stack=_check,
)
