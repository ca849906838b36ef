"""Load balancers of Google Cloud as rules judge them."""

from accel.planning.graph import Resource
from policies.resource_types import BACKEND_SERVICES

_EXTERNAL = ("EXTERNAL", "EXTERNAL_MANAGED")
_HTTP = ("HTTP", "HTTPS", "HTTP2", "H2C", "GRPC")
_CONNECTIONS = ("TCP", "SSL", "UDP", "UNSPECIFIED")
_GLOBAL_RULE = "gcp:compute/globalForwardingRule:GlobalForwardingRule"
FORWARDING_RULES = (_GLOBAL_RULE, "gcp:compute/forwardingRule:ForwardingRule")


def is_external(balancer: Resource, default: str) -> bool:
    """Say whether a backend service or forwarding rule certainly faces the internet."""
    return balancer.get("loadBalancingScheme", default) in _EXTERNAL


def is_external_http(backend: Resource) -> bool:
    """Say whether a backend service certainly answers HTTP requests from the internet."""
    # Both speak HTTP by default.
    return _serves_internet(backend) and backend.get("protocol", "HTTP") in _HTTP


def is_external_connections(backend: Resource) -> bool:
    """Say whether a backend service certainly hands on connections or packets from the internet, unread."""
    return _serves_internet(backend) and backend.get("protocol") in _CONNECTIONS


def faces_internet(rule: Resource) -> bool:
    """Say whether a forwarding rule certainly takes what the internet sends."""
    return is_external(rule, "EXTERNAL_MANAGED" if rule.kind == _GLOBAL_RULE else "EXTERNAL")


def _serves_internet(backend: Resource) -> bool:
    # Defaults of the provider: a global one faces the internet, a regional one the network.
    return is_external(backend, "EXTERNAL_MANAGED" if backend.kind == BACKEND_SERVICES[0] else "INTERNAL")
