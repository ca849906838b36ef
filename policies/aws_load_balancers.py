"""Load balancers that face the internet, and what they do with a request."""

from typing import Any

from accel.planning.graph import Graph, Resource
from policies.properties import complete, differs, entries, is_unknown, mapping, objects
from policies.resource_types import LOAD_BALANCERS

_LETS_STRANGERS_IN = {"authenticate-oidc": "authenticateOidc", "authenticate-cognito": "authenticateCognito"}
"""Actions that may be told to pass on a caller who has not signed in, and where that is said."""
_ASKS = (*_LETS_STRANGERS_IN, "jwt-validation")


def internet_facing(graph: Graph, kind: str = "application") -> list[Resource]:
    """Return the load balancers of a kind (`application`, `network`) that certainly have public addresses."""
    # The provider's defaults are an application load balancer, and not an internal one.
    return [
        balancer
        for balancer in graph.of(*LOAD_BALANCERS)
        if balancer.get("loadBalancerType", "application") == kind and balancer.get("internal", False) is False
    ]


def passes_anybody_on(actions: Any) -> bool:
    """Say whether the actions of a listener or rule certainly forward a request without asking who calls."""
    listed = objects(actions)
    forwards = any(action.get("type") == "forward" for action in listed)
    return forwards and complete(actions) and not any(map(_may_ask, listed))


def _may_ask(action: dict[str, Any]) -> bool:
    kind = action.get("type")
    if differs(kind, *_ASKS):
        return False
    # Absent means that the caller is sent to sign in.
    settings = mapping(action.get(_LETS_STRANGERS_IN.get(str(kind), "")))
    return settings.get("onUnauthenticatedRequest") != "allow"


def redirects_to_https(action: Any) -> bool:
    """Say whether an action sends the caller to HTTPS, or may do so."""
    given = mapping(action)
    kind = given.get("type")
    return is_unknown(kind) or (
        kind == "redirect" and not differs(mapping(given.get("redirect")).get("protocol"), "HTTPS")
    )


def only_redirects(actions: Any) -> bool:
    """Say whether actions do nothing but send callers to HTTPS, as far as they are known."""
    listed = entries(actions)
    return not complete(actions) or (bool(listed) and all(map(redirects_to_https, listed)))
