"""Load balancers of Google Cloud as rules judge them."""

from accel.planning.graph import Resource
from policies.resource_types import BACKEND_SERVICES

_EXTERNAL = ("EXTERNAL", "EXTERNAL_MANAGED")
_HTTP = ("HTTP", "HTTPS", "HTTP2", "H2C", "GRPC")


def is_external(balancer: Resource, default: str) -> bool:
    """Say whether a backend service or forwarding rule certainly faces the internet."""
    return balancer.get("loadBalancingScheme", default) in _EXTERNAL


def is_external_http(backend: Resource) -> bool:
    """Say whether a backend service certainly answers HTTP requests from the internet."""
    # Defaults of the provider: a global one faces the internet, a regional one the network; both speak HTTP.
    default = "EXTERNAL_MANAGED" if backend.kind == BACKEND_SERVICES[0] else "INTERNAL"
    return is_external(backend, default) and backend.get("protocol", "HTTP") in _HTTP
