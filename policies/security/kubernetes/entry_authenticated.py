"""Whoever enters the cluster is asked who they are."""

from collections.abc import Iterable, Mapping
from typing import Any

from accel.planning.graph import Graph, Resource
from policies.entry_points import BACKEND_CONFIG, ENVOY_SECURITY_POLICY, GCP_BACKEND_POLICY, Guard, unguarded
from policies.frameworks import ACCESS_CONTROL
from policies.properties import absent, differs
from policies.resource_types import STREAM_ROUTES
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule, Violation

_NGINX = "nginx.ingress.kubernetes.io/auth-"
_ALB = "alb.ingress.kubernetes.io/auth-"
_ENVOY = ("oidc", "basicAuth", "extAuth", "apiKeyAuth")


def _annotated(annotations: Mapping[str, Any]) -> bool:
    # A client certificate that is optional, or not verified, lets everybody in; so does an ALB that allows strangers.
    certificates = not absent(annotations.get(f"{_NGINX}tls-secret")) and annotations.get(
        f"{_NGINX}tls-verify-client"
    ) not in ("off", "optional", "optional_no_ca")
    login = not differs(annotations.get(f"{_ALB}type"), "oidc", "cognito") and (
        annotations.get(f"{_ALB}on-unauthenticated-request") != "allow"
    )
    asked = not absent(annotations.get(f"{_NGINX}url")) or not differs(
        annotations.get(f"{_NGINX}type"), "basic", "digest"
    )
    return certificates or login or asked


def _envoy_asks(policy: Resource) -> bool:
    jwt = not absent(policy.get("spec.jwt")) and policy.get("spec.jwt.optional") is not True
    return jwt or any(not absent(policy.get(f"spec.{name}")) for name in _ENVOY)


_GUARD = Guard(
    annotated=_annotated,
    attached={
        BACKEND_CONFIG: lambda config: not differs(config.get("spec.iap.enabled"), True),
        GCP_BACKEND_POLICY: lambda policy: not differs(policy.get("spec.default.iap.enabled"), True),
        ENVOY_SECURITY_POLICY: _envoy_asks,
    },
)


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    for entry in unguarded(graph, _GUARD):
        yield Violation(entry.urn, "nobody asks who calls: whoever reaches it is let through")
    for route in graph.of(*STREAM_ROUTES):
        yield Violation(route.urn, "it passes on bytes without reading a request: nobody can ask who calls")


RULE = Rule(
    id="entry-authenticated",
    title="Ingresses and routes ask who calls",
    group="security",
    cloud="kubernetes",
    severity="critical",
    levels=MANDATORY_OUTSIDE_DEV,
    why="An open model server is free computing power for whoever finds it, and it answers with your data.",
    remediation=(
        "GKE: iap.enabled in a BackendConfig or GCPBackendPolicy. Envoy Gateway: a SecurityPolicy with jwt, oidc, "
        "apiKeyAuth or extAuth, on an HTTPRoute or GRPCRoute. NGINX: auth-url or auth-tls-secret. ALB: auth-type. "
        "Where the server checks tokens itself, write an exemption that says so."
    ),
    frameworks=(*ACCESS_CONTROL,),
    check_stack=_check,
)
