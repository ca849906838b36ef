from typing import Any

from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, kept, resource, unknown

_ADDRESS = resource("azure-native:network:PublicIPAddress", "address")
_LIMIT: dict[str, Any] = {"ruleType": "RateLimitRule", "action": "Block", "rateLimitThreshold": 100}
_MATCH: dict[str, Any] = {"ruleType": "MatchRule", "action": "Block"}
_PUBLIC: dict[str, Any] = {"name": "public", "publicIPAddress": {"id": UNKNOWN}}
_PRIVATE: dict[str, Any] = {"name": "private", "subnet": {"id": UNKNOWN}}
_POLICY: dict[str, Any] = {"firewallPolicy": {"id": UNKNOWN}}


def firewall(*rules: object, version: str = ":network", **settings: object) -> Resource:
    given = {"customRules": list(rules), "policySettings": settings}
    return resource(f"azure-native{version}:WebApplicationFirewallPolicy", "waf", given)


def door_firewall(*rules: object, **settings: object) -> Resource:
    given = {"customRules": {"rules": list(rules)}, "policySettings": settings}
    return resource("azure-native:frontdoor:Policy", "waf", given)


def cdn_firewall(*rules: object, **inputs: object) -> Resource:
    return resource("azure-native:cdn:Policy", "waf", {"rateLimitRules": {"rules": list(rules)}, **inputs})


def gateway(*addresses: object, version: str = ":network", **inputs: object) -> Resource:
    given = {"frontendIPConfigurations": list(addresses or (_PUBLIC,)), **inputs}
    return resource(f"azure-native{version}:ApplicationGateway", "gateway", given)


def classic(*hosts: object) -> Resource:
    return resource("azure-native:frontdoor:FrontDoor", "door", {"frontendEndpoints": list(hosts)})


def profile() -> Resource:
    return resource("azure-native:cdn:Profile", "profile", {"sku": {"name": "Premium_AzureFrontDoor"}})


def endpoint(of: Resource, name: str = "chat") -> Resource:
    return resource("azure-native:cdn:AFDEndpoint", name, uses={"profileName": of})


def domain(of: Resource) -> Resource:
    return resource("azure-native:cdn:AFDCustomDomain", "own", uses={"profileName": of})


def guard(of: Resource, about: Resource, policy: object = UNKNOWN) -> Resource:
    given = {"parameters": {"type": "WebApplicationFirewall", "wafPolicy": policy}}
    return resource("azure-native:cdn:SecurityPolicy", "guard", given, uses={"profileName": of, "parameters": about})


def app(
    external: object = True, of: Resource | None = None, version: str = ":app", inputs: object = None, **ingress: object
) -> Resource:
    given = {"configuration": {"ingress": {"external": external, **ingress}}, "containerAppName": inputs}
    uses = {} if of is None else {"environmentId": of}
    return resource(f"azure-native{version}:ContainerApp", "app", given, uses=uses)


def asks(
    of: Resource | None = None, action: object = "Return401", enabled: object = True, **inputs: object
) -> Resource:
    given = {"platform": {"enabled": enabled}, "globalValidation": {"unauthenticatedClientAction": action}, **inputs}
    uses = {} if of is None else {"containerAppName": of}
    return resource("azure-native:app:ContainerAppsAuthConfig", "asks", given, uses=uses)


def environment(**inputs: object) -> Resource:
    return resource("azure-native:app:ManagedEnvironment", "environment", inputs)


def containers(kind: object, version: str = ":containerinstance") -> Resource:
    return resource(f"azure-native{version}:ContainerGroup", "group", {"ipAddress": {"type": kind}})


CASES = (
    kept("azure-waf-rate-limit", "a rule of a gateway limits", firewall(_MATCH, _LIMIT, mode="Prevention")),
    kept("azure-waf-rate-limit", "a rule of a front door limits", door_firewall(_LIMIT, enabledState="Enabled")),
    kept("azure-waf-rate-limit", "a rule of a CDN limits", cdn_firewall({"action": "Block"})),
    broken("azure-waf-rate-limit", "the default of a gateway is none", firewall()),
    broken("azure-waf-rate-limit", "the default of another API version", firewall(version=":network/v20230901")),
    broken("azure-waf-rate-limit", "what it matches is blocked alone", firewall(_MATCH)),
    broken("azure-waf-rate-limit", "what comes too often is written down", firewall({**_LIMIT, "action": "Log"})),
    broken("azure-waf-rate-limit", "the rule of a gateway is off", firewall({**_LIMIT, "state": "Disabled"})),
    broken("azure-waf-rate-limit", "the rule of a door is off", door_firewall({**_LIMIT, "enabledState": "Disabled"})),
    broken("azure-waf-rate-limit", "all of a gateway is written down alone", firewall(_LIMIT, mode="Detection")),
    broken("azure-waf-rate-limit", "the policy of a gateway is off", firewall(_LIMIT, state="Disabled")),
    broken("azure-waf-rate-limit", "the policy of a door is off", door_firewall(_LIMIT, enabledState="Disabled")),
    broken("azure-waf-rate-limit", "a CDN has other rules alone", cdn_firewall(customRules={"rules": [_MATCH]})),
    unknown("azure-waf-rate-limit", "a rule is unknown", firewall(UNKNOWN)),
    unknown("azure-waf-rate-limit", "its kind is unknown", door_firewall({**_LIMIT, "ruleType": UNKNOWN})),
    unknown("azure-waf-rate-limit", "what it does is unknown", firewall({**_LIMIT, "action": UNKNOWN})),
    unknown(
        "azure-waf-rate-limit", "beside an unknown rule all is off", firewall(UNKNOWN, state="Disabled"), at=("waf",)
    ),
    beside("azure-waf-rate-limit", "an address is no firewall", _ADDRESS),
    kept("azure-entry-firewall", "a gateway has a policy", gateway(**_POLICY)),
    kept("azure-entry-firewall", "each listener has one", gateway(httpListeners=[{"name": "a", **_POLICY}])),
    kept(
        "azure-entry-firewall",
        "a firewall as it was written of old",
        gateway(webApplicationFirewallConfiguration={"enabled": True, "firewallMode": "Prevention"}),
    ),
    kept("azure-entry-firewall", "a private gateway", gateway(_PRIVATE)),
    kept("azure-entry-firewall", "a classic door has one", classic({"webApplicationFirewallPolicyLink": {"id": "/w"}})),
    kept("azure-entry-firewall", "a door has one", p1 := profile(), e1 := endpoint(p1), guard(p1, e1)),
    kept(
        "azure-entry-firewall",
        "a door has one for its own name",
        p2 := profile(),
        endpoint(p2),
        d2 := domain(p2),
        guard(p2, d2),
    ),
    broken("azure-entry-firewall", "a public gateway without", gateway()),
    broken("azure-entry-firewall", "a gateway of another API version", gateway(version=":network/v20230901")),
    broken("azure-entry-firewall", "one of its addresses is public", gateway(_PRIVATE, _PUBLIC)),
    broken("azure-entry-firewall", "one listener has none", gateway(httpListeners=[{"name": "a", **_POLICY}, {}])),
    broken(
        "azure-entry-firewall",
        "the firewall of old is off",
        gateway(webApplicationFirewallConfiguration={"enabled": False}),
    ),
    broken("azure-entry-firewall", "a classic door without", classic({"name": "chat"})),
    broken("azure-entry-firewall", "a door without", p3 := profile(), endpoint(p3), at=("chat",)),
    broken(
        "azure-entry-firewall",
        "it is about the other endpoint",
        p4 := profile(),
        endpoint(p4),
        e4 := endpoint(p4, "second"),
        guard(p4, e4),
        at=("chat",),
    ),
    broken(
        "azure-entry-firewall",
        "it names no firewall",
        p5 := profile(),
        e5 := endpoint(p5),
        guard(p5, e5, None),
        at=("chat",),
    ),
    unknown("azure-entry-firewall", "the addresses are unknown", gateway(UNKNOWN)),
    unknown("azure-entry-firewall", "the policy is new", gateway(firewallPolicy=UNKNOWN)),
    unknown("azure-entry-firewall", "the listeners are unknown", gateway(httpListeners=UNKNOWN)),
    unknown(
        "azure-entry-firewall",
        "beside an unknown address stands a public one",
        gateway(UNKNOWN, _PUBLIC),
        at=("gateway",),
    ),
    beside("azure-entry-firewall", "an address is no gateway", _ADDRESS),
    kept("container-app-authenticated", "it asks", a1 := app(), asks(a1)),
    kept("container-app-authenticated", "it asks, by text", app(inputs="chat"), asks(containerAppName="chat")),
    kept("container-app-authenticated", "it wants a certificate", app(clientCertificateMode="require")),
    kept("container-app-authenticated", "nobody comes from outside", app(False)),
    kept(
        "container-app-authenticated",
        "outside is our own network",
        n1 := environment(vnetConfiguration={"internal": True}),
        app(of=n1),
    ),
    kept(
        "container-app-authenticated",
        "the environment is closed",
        n2 := environment(publicNetworkAccess="Disabled"),
        app(of=n2),
    ),
    broken("container-app-authenticated", "it asks nobody", app()),
    broken("container-app-authenticated", "an app of another API version", app(version=":app/v20240301")),
    broken("container-app-authenticated", "whoever is nobody is let in", a2 := app(), asks(a2, "AllowAnonymous")),
    broken("container-app-authenticated", "asking is off", a3 := app(), asks(a3, enabled=False)),
    broken("container-app-authenticated", "a certificate is as good as none", app(clientCertificateMode="accept")),
    broken("container-app-authenticated", "another one asks", app(inputs="chat"), asks(containerAppName="other")),
    broken(
        "container-app-authenticated",
        "the environment is open",
        n3 := environment(vnetConfiguration={"internal": False}),
        app(of=n3),
        at=("app",),
    ),
    unknown("container-app-authenticated", "who comes is unknown", app(UNKNOWN)),
    unknown("container-app-authenticated", "whether it asks is unknown", a4 := app(), asks(a4, UNKNOWN, UNKNOWN)),
    unknown(
        "container-app-authenticated",
        "the network is unknown",
        n4 := environment(vnetConfiguration={"internal": UNKNOWN}),
        app(of=n4),
    ),
    unknown(
        "container-app-authenticated", "beside an unknown port it asks nobody", app(targetPort=UNKNOWN), at=("app",)
    ),
    beside("container-app-authenticated", "an environment is no app", environment()),
    kept("container-group-private", "an address of ours", containers("Private")),
    broken("container-group-private", "an address of the internet", containers("Public")),
    broken(
        "container-group-private", "one in another API version", containers("Public", ":containerinstance/v20230501")
    ),
    unknown("container-group-private", "whose it is is unknown", containers(UNKNOWN)),
    beside("container-group-private", "without an address", resource("azure-native:containerinstance:ContainerGroup")),
)
