"""Application gateways and front doors that the internet reaches stand behind a firewall for the web."""

from collections.abc import Iterable

from accel.planning.graph import Graph, Resource
from policies.frameworks import AVAILABILITY, NETWORK_BOUNDARY, checkov
from policies.properties import absent, attached, entries, is_unknown, mapping, objects
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule, Violation

_GATEWAYS = ("azure-native:network:ApplicationGateway",)
_CLASSIC_DOORS = ("azure-native:frontdoor:FrontDoor",)
_PROFILES = ("azure-native:cdn:Profile",)
_ENDPOINTS = ("azure-native:cdn:AFDEndpoint",)
_DOMAINS = ("azure-native:cdn:AFDCustomDomain",)
_GUARDS = ("azure-native:cdn:SecurityPolicy",)


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    for gateway in graph.of(*_GATEWAYS):
        if _is_public(gateway) and not _may_have_firewall(gateway):
            yield Violation(gateway.urn, "has a public address, and no firewallPolicy")
    for door in graph.of(*_CLASSIC_DOORS):
        for host in objects(door.get("frontendEndpoints")):
            if absent(host.get("webApplicationFirewallPolicyLink")):
                yield Violation(door.urn, f"webApplicationFirewallPolicyLink of {host.get('name')} is not set")
    yield from _open_endpoints(graph)


def _is_public(gateway: Resource) -> bool:
    given = objects(gateway.get("frontendIPConfigurations"))
    return any(not absent(address.get("publicIPAddress")) for address in given)


def _may_have_firewall(gateway: Resource) -> bool:
    """Say whether a policy, or the configuration of old, guards a gateway; or else each of its listeners."""
    if not absent(gateway.get("firewallPolicy")):
        return True
    old = gateway.get("webApplicationFirewallConfiguration.enabled")
    listeners = gateway.get("httpListeners")
    if old is True or is_unknown(old) or is_unknown(listeners):
        return True
    own = [mapping(listener).get("firewallPolicy") for listener in entries(listeners)]
    return bool(own) and not any(map(absent, own))


def _open_endpoints(graph: Graph) -> Iterable[Violation]:
    """Yield the endpoints of front doors whose profile, made here, has no policy that may be about them."""
    profiles = graph.of(*_PROFILES)
    guards = attached(graph, profiles, _GUARDS, "profileName")
    for urn, endpoints in attached(graph, profiles, _ENDPOINTS, "profileName").items():
        for endpoint in endpoints:
            if not any(_may_guard(guard, endpoint, graph) for guard in guards[urn]):
                yield Violation(endpoint.urn, "no SecurityPolicy of its profile has a firewall for it")


def _may_guard(guard: Resource, endpoint: Resource, graph: Graph) -> bool:
    if absent(guard.get("parameters.wafPolicy")):
        return False
    about = graph.referred(guard, *_ENDPOINTS, *_DOMAINS, first="parameters")
    # An endpoint may answer under the names of its custom domains alone.
    return not about or any(found.urn == endpoint.urn or found.kind in _DOMAINS for found in about)


RULE = Rule(
    id="azure-entry-firewall",
    title="Public application gateways and front doors have a firewall for the web",
    group="security",
    cloud="azure",
    severity="high",
    levels=MANDATORY_OUTSIDE_DEV,
    why="Neither limits anybody's rate by itself: without a firewall one caller keeps every accelerator busy.",
    remediation="Set firewallPolicy on the gateway, or a SecurityPolicy on each endpoint, and limit rates there.",
    frameworks=(*checkov("CKV_AZURE_120", "CKV_AZURE_121"), *NETWORK_BOUNDARY, *AVAILABILITY),
    check_stack=_check,
)
