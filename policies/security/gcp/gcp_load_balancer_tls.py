"""External load balancers serve nothing over plain HTTP."""

from collections.abc import Iterable

from accel.planning.graph import Graph, Resource
from policies.frameworks import ENCRYPTION_IN_TRANSIT, checkov
from policies.google_load_balancers import is_external
from policies.properties import absent, attached, differs, objects
from policies.rule import MANDATORY, PlainContext, Rule, Violation

_GLOBAL = "gcp:compute/globalForwardingRule:GlobalForwardingRule"
_RULES = (_GLOBAL, "gcp:compute/forwardingRule:ForwardingRule")
_PROXIES = (
    "gcp:compute/targetHttpProxy:TargetHttpProxy",
    "gcp:compute/regionTargetHttpProxy:RegionTargetHttpProxy",
)
_MAPS = ("gcp:compute/uRLMap:URLMap", "gcp:compute/regionUrlMap:RegionUrlMap")


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    redirecting = [url_map for url_map in graph.of(*_MAPS) if _may_only_redirect(url_map)]
    harmless = {proxy.urn for proxies in attached(graph, redirecting, _PROXIES, "urlMap").values() for proxy in proxies}
    proxies = [proxy for proxy in graph.of(*_PROXIES) if proxy.urn not in harmless]
    plain = {rule.urn for rules in attached(graph, proxies, _RULES, "target").values() for rule in rules}
    for rule in graph.of(*_RULES):
        default = "EXTERNAL_MANAGED" if rule.kind == _GLOBAL else "EXTERNAL"
        if rule.urn in plain and is_external(rule, default):
            yield Violation(rule.urn, "target serves plain HTTP to the internet")


def _may_only_redirect(url_map: Resource) -> bool:
    """Say whether a URL map sends everything to HTTPS, or may; one with services for some paths does not."""
    serves = any(not absent(matcher.get("defaultService")) for matcher in objects(url_map.get("pathMatchers")))
    return not serves and not differs(url_map.get("defaultUrlRedirect.httpsRedirect"), True)


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
