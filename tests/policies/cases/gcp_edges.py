"""What comes in from the internet: policies of firewalls, and load balancers that read nothing."""

from typing import Any

from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, kept, resource, unknown

_OPEN = "firewall-no-open-ingress"
_PASSED_ON = "gcp-load-balancer-no-passthrough"
_TLS = "gcp-load-balancer-tls"
_RULE = "gcp:compute/networkFirewallPolicyRule:NetworkFirewallPolicyRule"
_OF_FOLDER = "gcp:compute/firewallPolicyRule:FirewallPolicyRule"
_WORLD = ["0.0.0.0/0"]
_SECURE = {"httpsRedirect": True}


def rule(type_: str = _RULE, source: object = None, **inputs: Any) -> Resource:
    given = {"action": "allow", "direction": "INGRESS", "match": source, **inputs}
    return resource(type_, "rule", given)


def policy(*rules: object, kind: str = "network") -> Resource:
    name = f"{kind}FirewallPolicyWithRules"
    return resource(f"gcp:compute/{name}:{name[0].upper()}{name[1:]}", "policy", {"rules": list(rules)})


def admitted(*ranges: object) -> dict[str, object]:
    return {"action": "allow", "direction": "INGRESS", "match": {"srcIpRanges": list(ranges)}}


def backend(kind: str = "backend", **inputs: Any) -> Resource:
    name = f"{kind}Service"
    return resource(f"gcp:compute/{name}:{name[0].upper()}{name[1:]}", "backend", inputs)


def pool_front(**inputs: Any) -> tuple[Resource, Resource]:
    pool = resource("gcp:compute/targetPool:TargetPool", "pool")
    return pool, resource("gcp:compute/forwardingRule:ForwardingRule", "front", inputs, uses={"target": pool})


def plain_front(**url_map: Any) -> tuple[Resource, Resource, Resource]:
    found = resource("gcp:compute/uRLMap:URLMap", "map", {"defaultUrlRedirect": _SECURE, **url_map})
    proxy = resource("gcp:compute/targetHttpProxy:TargetHttpProxy", "proxy", uses={"urlMap": found})
    front = resource("gcp:compute/globalForwardingRule:GlobalForwardingRule", "front", uses={"target": proxy})
    return found, proxy, front


def matched(**parts: Any) -> tuple[Resource, Resource, Resource]:
    return plain_front(pathMatchers=[{"name": "api", "defaultUrlRedirect": _SECURE, **parts}])


CASES = (
    kept(_OPEN, "a policy's rule for a private range", rule(source={"srcIpRanges": ["10.0.0.0/8"]})),
    kept(
        _OPEN,
        "the world, as far as it is inside",
        rule(source={"srcIpRanges": _WORLD, "srcNetworkContext": "INTRA_VPC"}),
    ),
    kept(_OPEN, "by the older name", rule(source={"srcIpRanges": _WORLD, "srcNetworkScope": "NON_INTERNET"})),
    kept(
        _OPEN,
        "ranges of the internet by name",
        rule(source={"srcIpRanges": ["203.0.113.0/24"], "srcNetworkContext": "INTERNET"}),
    ),
    kept(_OPEN, "a policy with rules for a private range", policy(admitted("10.0.0.0/8"))),
    broken(_OPEN, "a policy's rule for the world", rule(source={"srcIpRanges": _WORLD})),
    broken(
        _OPEN,
        "a regional policy's rule",
        rule(
            _RULE.replace("networkFirewall", "regionNetworkFirewall").replace(
                ":NetworkFirewall", ":RegionNetworkFirewall"
            ),
            {"srcIpRanges": _WORLD},
        ),
    ),
    broken(_OPEN, "a folder's rule", rule(_OF_FOLDER, {"srcIpRanges": ["::/0"]})),
    broken(_OPEN, "the internet by its name", rule(source={"srcNetworkContext": "INTERNET"})),
    broken(
        _OPEN,
        "the world, looked into",
        rule(source={"srcIpRanges": _WORLD}, action="apply_security_profile_group"),
    ),
    broken(_OPEN, "the second rule of a policy", policy(admitted("10.0.0.0/8"), admitted("0.0.0.0/0"))),
    broken(_OPEN, "a regional policy", policy(admitted("0.0.0.0/0"), kind="regionNetwork")),
    unknown(_OPEN, "the ranges of a policy's rule are unknown", rule(source={"srcIpRanges": UNKNOWN})),
    unknown(
        _OPEN, "where the world lies is unknown", rule(source={"srcIpRanges": _WORLD, "srcNetworkContext": UNKNOWN})
    ),
    unknown(_OPEN, "the action is unknown", rule(source={"srcIpRanges": _WORLD}, action=UNKNOWN)),
    unknown(_OPEN, "beside an unknown rule an open one", policy(UNKNOWN, admitted("0.0.0.0/0")), at=("policy",)),
    beside(_OPEN, "a policy's rule that denies", rule(source={"srcIpRanges": _WORLD}, action="deny")),
    beside(_OPEN, "a policy's rule that is off", rule(source={"srcIpRanges": _WORLD}, disabled=True)),
    beside(_OPEN, "a policy's rule for the way out", rule(source={"destIpRanges": _WORLD}, direction="EGRESS")),
    kept(_PASSED_ON, "it reads requests", backend(protocol="HTTPS")),
    kept(_PASSED_ON, "connections of the network", backend("regionBackend", protocol="TCP")),
    kept(_PASSED_ON, "a pool for the network", *pool_front(loadBalancingScheme="INTERNAL")),
    broken(_PASSED_ON, "connections of the internet", backend(protocol="TCP")),
    broken(_PASSED_ON, "TLS that ends here", backend(protocol="SSL", loadBalancingScheme="EXTERNAL")),
    broken(
        _PASSED_ON, "packets of the internet", backend("regionBackend", protocol="UDP", loadBalancingScheme="EXTERNAL")
    ),
    broken(_PASSED_ON, "a pool of machines", *pool_front(), at=("front",)),
    unknown(_PASSED_ON, "the protocol is unknown", backend(protocol=UNKNOWN)),
    unknown(_PASSED_ON, "whom it faces is unknown", backend(protocol="TCP", loadBalancingScheme=UNKNOWN)),
    unknown(_PASSED_ON, "whom the pool faces is unknown", *pool_front(loadBalancingScheme=UNKNOWN)),
    beside(_PASSED_ON, "a pool that nobody reaches", resource("gcp:compute/targetPool:TargetPool", "pool")),
    kept(_TLS, "paths are sent on too", *matched(pathRules=[{"paths": ["/v1"], "urlRedirect": _SECURE}])),
    broken(_TLS, "a path is served", *matched(pathRules=[{"paths": ["/v1"], "service": "backend"}]), at=("front",)),
    broken(_TLS, "a route is served", *matched(routeRules=[{"priority": 1, "service": "backend"}]), at=("front",)),
    broken(
        _TLS,
        "a route is shared out",
        *matched(routeRules=[{"routeAction": {"weightedBackendServices": [{"backendService": "b", "weight": 1}]}}]),
        at=("front",),
    ),
    broken(
        _TLS,
        "the rest of a host is shared out",
        *matched(defaultRouteAction={"weightedBackendServices": [{"backendService": "b", "weight": 1}]}),
        at=("front",),
    ),
    broken(
        _TLS,
        "the redirect of a path stays plain",
        *matched(pathRules=[{"urlRedirect": {"hostRedirect": "b"}}]),
        at=("front",),
    ),
    unknown(_TLS, "the paths are unknown", *matched(pathRules=UNKNOWN)),
    unknown(_TLS, "the redirect of a path is unknown", *matched(pathRules=[{"urlRedirect": UNKNOWN}])),
    unknown(
        _TLS,
        "beside an unknown path one is served",
        *matched(pathRules=[UNKNOWN, {"service": "backend"}]),
        at=("front",),
    ),
)
