from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, kept, resource, unknown

_MODERN = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"

_JWT = {"type": "jwt-validation", "order": 1}

_FORWARD = {"type": "forward", "order": 2}


def balancer(**inputs: object) -> Resource:
    return resource("aws:lb/loadBalancer:LoadBalancer", "balancer", inputs)


def classic(**inputs: object) -> Resource:
    return resource("aws:elb/loadBalancer:LoadBalancer", "classic", inputs)


_API = resource("aws:apigateway/restApi:RestApi", "api")
_PUBLIC = balancer()


def listener(
    protocol: object = "HTTPS", policy: object = _MODERN, of: Resource = _PUBLIC, **inputs: object
) -> Resource:
    given = {"port": 443, "protocol": protocol, "sslPolicy": policy, **inputs}
    return resource(
        "aws:lb/listener:Listener",
        "listener",
        {name: value for name, value in given.items() if value is not None},
        uses={"loadBalancerArn": of},
    )


def forwarding(*actions: object, of: Resource = _PUBLIC, **inputs: object) -> Resource:
    return listener(of=of, defaultActions=list(actions), **inputs)


def listener_rule(*actions: object) -> Resource:
    return rule_of(forwarding(), *actions)


def redirection(protocol: object) -> dict[str, object]:
    return {"type": "redirect", "redirect": {"statusCode": "HTTP_301", "protocol": protocol}}


def redirecting(protocol: object) -> Resource:
    return listener("HTTP", None, port=80, defaultActions=[redirection(protocol)])


def rule_of(of: Resource, *actions: object) -> Resource:
    return resource("aws:lb/listenerRule:ListenerRule", "rule", {"actions": list(actions)}, uses={"listenerArn": of})


def signing_in(kind: str, unauthenticated: object = None) -> dict[str, object]:
    settings = {} if unauthenticated is None else {"onUnauthenticatedRequest": unauthenticated}
    return {"type": f"authenticate-{kind}", "order": 1, f"authenticate{kind.capitalize()}": settings}


def network(**inputs: object) -> Resource:
    return balancer(loadBalancerType="network", **inputs)


def association(kind: str = "wafv2", of: Resource = _PUBLIC) -> Resource:
    return resource(f"aws:{kind}/webAclAssociation:WebAclAssociation", "tie", {}, uses={"resourceArn": of})


def firewall(*rules: object, **inputs: object) -> Resource:
    return resource("aws:wafv2/webAcl:WebAcl", "firewall", {"rules": list(rules), **inputs})


def limiting(action: object) -> dict[str, object]:
    return {"name": "rate", "statement": {"rateBasedStatement": {"limit": 300}}, "action": action}


_MANAGED = {"name": "common", "statement": {"managedRuleGroupStatement": {"name": "AWSManagedRulesCommonRuleSet"}}}

_PLAIN = redirecting("HTTPS")

_OWN_RULE = resource(
    "aws:wafv2/webAclRule:WebAclRule", "own", limiting({"block": {}}), uses={"webAclArn": firewall(_MANAGED)}
)


CASES = (
    kept("elb-tls", "the newest is spoken", listener()),
    kept("elb-tls", "TLS 1.2 is spoken", listener("TLS", "ELBSecurityPolicy-TLS-1-2-Ext-2018-06")),
    kept("elb-tls", "callers are sent on to HTTPS", redirecting("HTTPS")),
    broken("elb-tls", "HTTP is spoken", listener("HTTP", None, port=80, defaultActions=[_FORWARD])),
    broken("elb-tls", "HTTP is spoken by default", listener(None, None, port=80, defaultActions=[_FORWARD])),
    broken("elb-tls", "callers are sent on to HTTP", redirecting("#{protocol}")),
    broken("elb-tls", "AWS chooses the policy", listener(policy=None)),
    broken("elb-tls", "TLS 1.0 is spoken", listener(policy="ELBSecurityPolicy-2016-08")),
    broken("elb-tls", "TLS 1.0 is spoken beside 1.3", listener(policy="ELBSecurityPolicy-TLS13-1-0-2021-06")),
    broken(
        "elb-tls",
        "TLS 1.1 is spoken behind an older name",
        resource(
            "aws:alb/listener:Listener", "older", {"protocol": "HTTPS", "sslPolicy": "ELBSecurityPolicy-FS-1-1-2019-08"}
        ),
    ),
    unknown("elb-tls", "the policy is unknown", listener(policy=UNKNOWN)),
    unknown("elb-tls", "the protocol is unknown", listener(UNKNOWN, None)),
    unknown("elb-tls", "the actions are unknown", listener("HTTP", None, defaultActions=UNKNOWN)),
    beside("elb-tls", "TCP passes on what it gets", listener("TCP", None)),
    kept("elb-rules-tls", "a rule redirects", _PLAIN, rule_of(_PLAIN, redirection("HTTPS"))),
    kept("elb-rules-tls", "a rule answers by itself", _PLAIN, rule_of(_PLAIN, {"type": "fixed-response"})),
    kept("elb-rules-tls", "a rule forwards what came by TLS", listener(), rule_of(listener(), _FORWARD)),
    broken("elb-rules-tls", "a rule forwards", _PLAIN, rule_of(_PLAIN, _FORWARD), at=("rule",)),
    broken(
        "elb-rules-tls",
        "a rule redirects to another host by HTTP",
        _PLAIN,
        rule_of(_PLAIN, redirection("#{protocol}")),
        at=("rule",),
    ),
    broken(
        "elb-rules-tls",
        "a rule of a listener without a protocol forwards",
        listener(None, None, port=80),
        rule_of(listener(None, None, port=80), _FORWARD),
        at=("rule",),
    ),
    unknown("elb-rules-tls", "what a rule does is unknown", _PLAIN, rule_of(_PLAIN, {"type": UNKNOWN}, UNKNOWN)),
    unknown(
        "elb-rules-tls",
        "the protocol of the listener is unknown",
        listener(UNKNOWN, None),
        rule_of(listener(UNKNOWN, None), _FORWARD),
    ),
    unknown("elb-rules-tls", "where a rule redirects to is unknown", _PLAIN, rule_of(_PLAIN, redirection(UNKNOWN))),
    beside(
        "elb-rules-tls", "what the listener itself forwards is judged elsewhere", forwarding(_FORWARD, protocol="HTTP")
    ),
    kept("nlb-security-group", "a group says whom it admits", network(securityGroups=["sg-1"])),
    broken("nlb-security-group", "everybody gets through", network()),
    broken("nlb-security-group", "no group is listed", network(securityGroups=[], internal=False)),
    unknown("nlb-security-group", "its groups are unknown", network(securityGroups=UNKNOWN)),
    unknown("nlb-security-group", "whether a network one faces the internet is unknown", network(internal=UNKNOWN)),
    beside("nlb-security-group", "an internal one is reached from the network", network(internal=True)),
    beside("nlb-security-group", "an application load balancer asks itself", _PUBLIC),
    kept("elb-no-classic", "it is an application load balancer", _PUBLIC),
    kept("elb-no-classic", "it is a network load balancer", network(internal=True)),
    broken("elb-no-classic", "it is a classic one", classic()),
    broken("elb-no-classic", "it is an internal classic one", classic(internal=True)),
    unknown("elb-no-classic", "whether a newer one faces the internet is unknown", balancer(internal=UNKNOWN)),
    beside("elb-no-classic", "an API is no load balancer", _API),
    kept("elb-authentication", "a token is checked", _PUBLIC, forwarding(_JWT, _FORWARD)),
    kept(
        "elb-authentication",
        "callers have certificates",
        _PUBLIC,
        forwarding(_FORWARD, mutualAuthentication={"mode": "verify"}),
        listener_rule(_FORWARD),
    ),
    kept("elb-authentication", "nothing is passed on", _PUBLIC, forwarding({"type": "fixed-response"})),
    kept("elb-authentication", "callers are sent to sign in", _PUBLIC, forwarding(signing_in("oidc"), _FORWARD)),
    kept("elb-authentication", "strangers are refused", _PUBLIC, forwarding(signing_in("cognito", "deny"), _FORWARD)),
    *(
        broken(
            "elb-authentication",
            f"{kind} lets strangers in",
            _PUBLIC,
            forwarding(signing_in(kind, "allow"), _FORWARD),
            at=("listener",),
        )
        for kind in ("oidc", "cognito")
    ),
    broken(
        "elb-authentication",
        "a rule lets strangers in",
        _PUBLIC,
        forwarding(_JWT, _FORWARD),
        listener_rule(signing_in("oidc", "allow"), _FORWARD),
        at=("rule",),
    ),
    unknown(
        "elb-authentication",
        "what happens to strangers is unknown",
        _PUBLIC,
        forwarding(signing_in("oidc", UNKNOWN), _FORWARD),
    ),
    broken("elb-authentication", "anybody is passed on", _PUBLIC, forwarding(_FORWARD), at=("listener",)),
    broken(
        "elb-authentication",
        "a rule passes anybody on",
        _PUBLIC,
        forwarding(_JWT, _FORWARD),
        listener_rule(_FORWARD),
        at=("rule",),
    ),
    unknown("elb-authentication", "an action is unknown", _PUBLIC, forwarding(UNKNOWN, _FORWARD)),
    unknown("elb-authentication", "an action's type is unknown", _PUBLIC, forwarding({"type": UNKNOWN}, _FORWARD)),
    unknown(
        "elb-authentication",
        "whether it faces the internet is unknown",
        balancer(internal=UNKNOWN),
        forwarding(_FORWARD, of=balancer(internal=UNKNOWN)),
    ),
    beside(
        "elb-authentication",
        "it is internal",
        balancer(internal=True),
        forwarding(_FORWARD, of=balancer(internal=True)),
    ),
    beside(
        "elb-authentication",
        "a network load balancer reads no requests",
        balancer(loadBalancerType="network"),
        forwarding(_FORWARD, of=balancer(loadBalancerType="network")),
    ),
    kept("elb-waf", "a firewall stands before it", _PUBLIC, association()),
    kept("elb-waf", "an older firewall stands before it", _PUBLIC, association("wafregional")),
    broken("elb-waf", "nothing stands before it", _PUBLIC),
    broken("elb-waf", "the firewall stands before another", _PUBLIC, association(of=_API)),
    unknown("elb-waf", "whether the internet reaches it is unknown", balancer(internal=UNKNOWN)),
    unknown("elb-waf", "its type is unknown", balancer(loadBalancerType=UNKNOWN)),
    beside("elb-waf", "an internal one needs none", balancer(internal=True)),
    beside("elb-waf", "a network load balancer takes none", balancer(loadBalancerType="network")),
    kept("waf-rate-limit", "a rule blocks", firewall(_MANAGED, limiting({"block": {}}))),
    kept("waf-rate-limit", "a rule beside it blocks", firewall(_MANAGED), _OWN_RULE),
    kept("waf-rate-limit", "a rule in JSON limits", firewall(ruleJson='[{"Statement": {"RateBasedStatement": {}}}]')),
    kept(
        "waf-rate-limit",
        "a group of rules may limit",
        firewall({"statement": {"ruleGroupReferenceStatement": {"arn": "arn:aws:wafv2:::rulegroup/own"}}}),
    ),
    broken("waf-rate-limit", "no rule limits", firewall(_MANAGED)),
    broken("waf-rate-limit", "a rule only counts", firewall(limiting({"count": {}}))),
    unknown("waf-rate-limit", "a rule is unknown", firewall(UNKNOWN)),
    unknown("waf-rate-limit", "a statement is unknown", firewall({"statement": UNKNOWN})),
    unknown("waf-rate-limit", "what the rule does is unknown", firewall(limiting(UNKNOWN))),
    unknown("waf-rate-limit", "the rules in JSON are unknown", firewall(ruleJson=UNKNOWN)),
    beside("waf-rate-limit", "a load balancer is no firewall", _PUBLIC),
)
