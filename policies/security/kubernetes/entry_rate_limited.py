"""Nobody who enters the cluster can keep its accelerators busy alone."""

from collections.abc import Iterable, Mapping
from typing import Any

from accel.planning.graph import Graph
from policies.entry_points import BACKEND_CONFIG, ENVOY_TRAFFIC_POLICY, GCP_BACKEND_POLICY, Guard, unguarded
from policies.frameworks import CAPACITY, NETWORK_BOUNDARY
from policies.properties import absent
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule, Violation

_ANNOTATIONS = (
    "nginx.ingress.kubernetes.io/limit-rps",
    "nginx.ingress.kubernetes.io/limit-rpm",
    "alb.ingress.kubernetes.io/wafv2-acl-arn",
    "appgw.ingress.kubernetes.io/waf-policy-for-path",
)
"""NGINX counts by itself. The other two name a firewall, whose rules another resource holds."""


def _annotated(annotations: Mapping[str, Any]) -> bool:
    return any(not absent(annotations.get(name)) for name in _ANNOTATIONS)


_GUARD = Guard(
    annotated=_annotated,
    attached={
        BACKEND_CONFIG: lambda config: not absent(config.get("spec.securityPolicy.name")),
        GCP_BACKEND_POLICY: lambda policy: not absent(policy.get("spec.default.securityPolicy")),
        ENVOY_TRAFFIC_POLICY: lambda policy: not absent(policy.get("spec.rateLimit")),
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
        "BackendTrafficPolicy. NGINX: limit-rps or limit-rpm. ALB: wafv2-acl-arn."
    ),
    frameworks=(*NETWORK_BOUNDARY, *CAPACITY),
    check_stack=_check,
)
