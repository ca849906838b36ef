"""Requests enter the cluster encrypted."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from accel.planning.graph import Graph, Resource, lookup
from policies.frameworks import ENCRYPTION_IN_TRANSIT
from policies.pods import namespace_of
from policies.properties import absent, is_unknown, mapping, objects
from policies.resource_types import GATEWAYS, INGRESSES, ISTIO_GATEWAYS, ROUTES
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule, Violation

_CERTIFICATES = (
    "networking.gke.io/managed-certificates",
    "ingress.gcp.kubernetes.io/pre-shared-cert",
    "alb.ingress.kubernetes.io/certificate-arn",
    "appgw.ingress.kubernetes.io/appgw-ssl-certificate",
)
"""Annotations with which a load balancer outside the cluster takes its certificate."""
_PLAIN = ("HTTP", "HTTP2", "GRPC", "GRPC-WEB")
"""Protocols of a server of Istio's Gateway that are not encrypted; HTTPS and TLS say how they are."""
_SOMEWHERE = ("", "")


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    for ingress in graph.of(*INGRESSES):
        annotations = ingress.get("metadata.annotations")
        named = any(not absent(mapping(annotations).get(name)) for name in _CERTIFICATES)
        # By default an Ingress serves plain HTTP.
        if absent(ingress.get("spec.tls")) and not named and not is_unknown(annotations):
            yield Violation(ingress.urn, "spec.tls is not set, and no annotation names a certificate")
    bound = _bound_routes(graph)
    for gateway in graph.of(*GATEWAYS):
        routes = bound.get(_key(namespace_of(gateway), gateway.get("metadata.name")), [])
        # What is bound to a gateway that nobody knows yet may be bound to this one, and do no harm.
        routes = routes + [bond for bond in bound.get(_SOMEWHERE, []) if not bond.serves]
        for listener in objects(gateway.get("spec.listeners")):
            if listener.get("protocol") == "HTTP" and not _only_redirects(listener, routes):
                yield Violation(gateway.urn, f"the listener {listener.get('name')} speaks plain HTTP")
    for gateway in graph.of(*ISTIO_GATEWAYS):
        for server in objects(gateway.get("spec.servers")):
            redirect = lookup(server, "tls.httpsRedirect")
            plain = str(lookup(server, "port.protocol")).upper() in _PLAIN
            if plain and redirect is not True and not is_unknown(redirect):
                yield Violation(gateway.urn, f"the server {lookup(server, 'port.name')} speaks plain HTTP")


class _Bond(NamedTuple):
    """A route that is bound to a gateway."""

    section: Any
    """The listener it is bound to; absent for all of them."""
    serves: bool
    """Whether it does more than to send callers elsewhere."""


def _bound_routes(graph: Graph) -> dict[tuple[str, str], list[_Bond]]:
    found: dict[tuple[str, str], list[_Bond]] = {}
    for route in graph.of(*ROUTES):
        serves = _serves(route)
        for reference in objects(route.get("spec.parentRefs")):
            key = _key(reference.get("namespace") or namespace_of(route), reference.get("name"))
            found.setdefault(key, []).append(_Bond(reference.get("sectionName"), serves))
    return found


def _serves(route: Resource) -> bool:
    for rule in objects(route.get("spec.rules")):
        filters = rule.get("filters")
        redirects = any(lookup(item, "type") == "RequestRedirect" for item in objects(filters))
        if not redirects and not is_unknown(filters):
            return True
    return False


def _only_redirects(listener: dict[str, Any], routes: list[_Bond]) -> bool:
    """Say whether routes are bound to a listener and all of them send callers elsewhere: to HTTPS."""
    name = listener.get("name")
    bound = [bond.serves for bond in routes if bond.section in (None, "", name) or is_unknown(bond.section)]
    return bool(bound) and not any(bound)


def _key(namespace: Any, name: Any) -> tuple[str, str]:
    known = isinstance(namespace, str) and isinstance(name, str) and name
    return (namespace, name) if known else _SOMEWHERE


RULE = Rule(
    id="entry-tls",
    title="Requests enter the cluster encrypted",
    group="security",
    cloud="kubernetes",
    severity="high",
    levels=MANDATORY_OUTSIDE_DEV,
    why="Prompts, answers and tokens would be readable on every hop between client and cluster.",
    remediation=(
        "Set spec.tls of the Ingress or name a certificate in its annotations; give the Gateway an HTTPS listener, and "
        "bind to the one of plain HTTP only a route with a RequestRedirect. Istio: tls.httpsRedirect."
    ),
    frameworks=(*ENCRYPTION_IN_TRANSIT,),
    check_stack=_check,
)
