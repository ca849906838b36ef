"""External load balancers serve nothing over plain HTTP."""

from collections.abc import Iterable
from typing import Any

from accel.planning.graph import Graph, Resource, lookup
from policies.frameworks import ENCRYPTION_IN_TRANSIT, checkov
from policies.google_load_balancers import FORWARDING_RULES, faces_internet
from policies.properties import absent, attached, differs, objects
from policies.rule import MANDATORY, PlainContext, Rule, Violation

_PROXIES = (
    "gcp:compute/targetHttpProxy:TargetHttpProxy",
    "gcp:compute/regionTargetHttpProxy:RegionTargetHttpProxy",
)
_MAPS = ("gcp:compute/uRLMap:URLMap", "gcp:compute/regionUrlMap:RegionUrlMap")


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    redirecting = [url_map for url_map in graph.of(*_MAPS) if _may_only_redirect(url_map)]
    harmless = {proxy.urn for proxies in attached(graph, redirecting, _PROXIES, "urlMap").values() for proxy in proxies}
    proxies = [proxy for proxy in graph.of(*_PROXIES) if proxy.urn not in harmless]
    plain = {rule.urn for rules in attached(graph, proxies, FORWARDING_RULES, "target").values() for rule in rules}
    for rule in graph.of(*FORWARDING_RULES):
        if rule.urn in plain and faces_internet(rule):
            yield Violation(rule.urn, "target serves plain HTTP to the internet")


def _may_only_redirect(url_map: Resource) -> bool:
    """Say whether a URL map sends everything to HTTPS, or may; one with services for some paths does not."""
    if _answers(url_map.inputs, "default") or differs(url_map.get("defaultUrlRedirect.httpsRedirect"), True):
        return False
    for matcher in objects(url_map.get("pathMatchers")):
        rules = [*objects(matcher.get("pathRules")), *objects(matcher.get("routeRules"))]
        if _answers(matcher, "default") or any(_answers(rule) for rule in rules):
            return False
    return True


def _answers(place: Any, prefix: str = "") -> bool:
    """Say whether a part of a URL map certainly answers over plain HTTP: by a service, or a redirect that stays."""
    service, action, redirect = (_named(prefix, name) for name in ("service", "routeAction", "urlRedirect"))
    stays = not absent(lookup(place, redirect)) and differs(lookup(place, f"{redirect}.httpsRedirect"), True)
    served = (lookup(place, service), lookup(place, f"{action}.weightedBackendServices"))
    return stays or not all(map(absent, served))


def _named(prefix: str, name: str) -> str:
    return f"{prefix}{name[0].upper()}{name[1:]}" if prefix else name


RULE = Rule(
    id="gcp-load-balancer-tls",
    title="External load balancers serve nothing over plain HTTP",
    group="security",
    cloud="gcp",
    severity="high",
    levels=MANDATORY,
    why="Prompts, answers and tokens would be readable on every hop between client and load balancer.",
    remediation="Use a target HTTPS proxy; for port 80 a URL map whose defaultUrlRedirect.httpsRedirect is true.",
    frameworks=(*checkov("CKV2_GCP_37", "CKV2_GCP_38"), *ENCRYPTION_IN_TRANSIT),
    check_stack=_check,
)
