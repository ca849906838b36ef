"""Nobody who enters the cluster can keep its accelerators busy alone."""

from collections.abc import Iterable, Mapping
from typing import Any

from accel.planning.graph import Graph, Resource, lookup
from policies.entry_points import BACKEND_CONFIG, ENVOY_TRAFFIC_POLICY, GCP_BACKEND_POLICY, Guard, unguarded
from policies.frameworks import CAPACITY, NETWORK_BOUNDARY
from policies.properties import absent, is_unknown, number
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule, Violation

_NUMBERS = (
    "nginx.ingress.kubernetes.io/limit-rps",
    "nginx.ingress.kubernetes.io/limit-rpm",
    "nginx.ingress.kubernetes.io/limit-connections",
)
"""NGINX counts by itself: requests, or those that one address has open. 0, and what is no number, is no limit."""
_FIREWALLS = (
    "alb.ingress.kubernetes.io/wafv2-acl-arn",
    "appgw.ingress.kubernetes.io/waf-policy-for-path",
)
"""These name a firewall, whose rules another resource holds."""


def _annotated(annotations: Mapping[str, Any]) -> bool:
    limits = (annotations.get(name) for name in _NUMBERS)
    counted = any(is_unknown(limit) or (number(limit) or 0) > 0 for limit in limits)
    return counted or any(not absent(annotations.get(name)) for name in _FIREWALLS)


def _envoy_counts(policy: Resource) -> bool:
    limit = policy.get("spec.rateLimit")
    # A request that no rule matches is not limited: without rules, none is.
    return is_unknown(limit) or any(not absent(lookup(limit, f"{kind}.rules")) for kind in ("local", "global"))


_GUARD = Guard(
    annotated=_annotated,
    attached={
        BACKEND_CONFIG: lambda config: not absent(config.get("spec.securityPolicy.name")),
        GCP_BACKEND_POLICY: lambda policy: not absent(policy.get("spec.default.securityPolicy")),
        ENVOY_TRAFFIC_POLICY: _envoy_counts,
    },
)


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    for entry in unguarded(graph, _GUARD):
        yield Violation(entry.urn, "nobody counts the requests of a caller")


RULE = Rule(
    id="entry-rate-limited",
    title="Ingresses and routes limit the rate of requests",
    group="security",
    cloud="kubernetes",
    severity="high",
    levels=MANDATORY_OUTSIDE_DEV,
    why="One client in a loop, or one stolen token, keeps every accelerator busy at your expense.",
    remediation=(
        "GKE: a Cloud Armor policy in a BackendConfig or GCPBackendPolicy. Envoy Gateway: rateLimit in a "
        "BackendTrafficPolicy. NGINX: limit-rps, limit-rpm or limit-connections. ALB: wafv2-acl-arn."
    ),
    frameworks=(*NETWORK_BOUNDARY, *CAPACITY),
    check_stack=_check,
)
