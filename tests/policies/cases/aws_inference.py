import json

from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, kept, resource, unknown

_API = resource("aws:apigateway/restApi:RestApi", "api")
_HTTP = resource("aws:apigatewayv2/api:Api", "http", {"protocolType": "HTTP"})
_SOCKET = resource("aws:apigatewayv2/api:Api", "socket", {"protocolType": "WEBSOCKET"})
_MODERN = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"
_JWT = {"type": "jwt-validation", "order": 1}
_FORWARD = {"type": "forward", "order": 2}


def method(authorization: object, **inputs: object) -> Resource:
    given = {"httpMethod": "POST", "authorization": authorization, **inputs}
    return resource("aws:apigateway/method:Method", "method", given, uses={"restApi": _API})


def route(key: object, of: Resource = _HTTP, **inputs: object) -> Resource:
    return resource("aws:apigatewayv2/route:Route", "route", {"routeKey": key, **inputs}, uses={"apiId": of})


def described(operation: dict[str, object], **top: object) -> Resource:
    body = json.dumps({"openapi": "3.0.1", "paths": {"/generate": {"post": operation, "options": {}}}, **top})
    return resource("aws:apigateway/restApi:RestApi", "api", {"body": body})


def stage(**inputs: object) -> Resource:
    return resource("aws:apigateway/stage:Stage", "stage", {"stageName": "v1", **inputs}, uses={"restApi": _API})


def http_stage(**inputs: object) -> Resource:
    return resource("aws:apigatewayv2/stage:Stage", "stage", inputs, uses={"apiId": _HTTP})


def method_settings(path: str = "*/*", rate: object = 20, **uses: Resource) -> Resource:
    given = {"methodPath": path, "settings": {"throttlingRateLimit": rate}, "stageName": "v1"}
    return resource("aws:apigateway/methodSettings:MethodSettings", "settings", given, uses={"restApi": _API, **uses})


def plan(of: Resource, **inputs: object) -> Resource:
    return resource("aws:apigateway/usagePlan:UsagePlan", "plan", inputs, uses={"apiStages": of})


def url(authorization: object) -> Resource:
    return resource("aws:lambda/functionUrl:FunctionUrl", "url", {"authorizationType": authorization})


def permission(principal: object, **inputs: object) -> Resource:
    return resource("aws:lambda/permission:Permission", "permission", {"principal": principal, **inputs})


def balancer(**inputs: object) -> Resource:
    return resource("aws:lb/loadBalancer:LoadBalancer", "balancer", inputs)


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
    return resource(
        "aws:lb/listenerRule:ListenerRule", "rule", {"actions": list(actions)}, uses={"listenerArn": forwarding()}
    )


def redirecting(protocol: object) -> Resource:
    action = {"type": "redirect", "redirect": {"statusCode": "HTTP_301", "protocol": protocol}}
    return listener("HTTP", None, port=80, defaultActions=[action])


def association(kind: str = "wafv2", of: Resource = _PUBLIC) -> Resource:
    return resource(f"aws:{kind}/webAclAssociation:WebAclAssociation", "tie", {}, uses={"resourceArn": of})


def firewall(*rules: object, **inputs: object) -> Resource:
    return resource("aws:wafv2/webAcl:WebAcl", "firewall", {"rules": list(rules), **inputs})


def limiting(action: object) -> dict[str, object]:
    return {"name": "rate", "statement": {"rateBasedStatement": {"limit": 300}}, "action": action}


_MANAGED = {"name": "common", "statement": {"managedRuleGroupStatement": {"name": "AWSManagedRulesCommonRuleSet"}}}
_ANONYMOUS = route("POST /generate", authorizationType="NONE")
_SIGNED = [{"sigv4": []}]
_OWN_RULE = resource(
    "aws:wafv2/webAclRule:WebAclRule", "own", limiting({"block": {}}), uses={"webAclArn": firewall(_MANAGED)}
)

CASES = (
    kept("api-gateway-authentication", "callers sign", _API, method("AWS_IAM")),
    kept("api-gateway-authentication", "browsers ask first", _API, method("NONE", httpMethod="OPTIONS")),
    kept("api-gateway-authentication", "a token is wanted", _HTTP, route("POST /generate", authorizationType="JWT")),
    kept("api-gateway-authentication", "messages follow a connection", _SOCKET, route("generate", _SOCKET)),
    kept("api-gateway-authentication", "a document wants signatures", described({}, security=_SIGNED)),
    kept(
        "api-gateway-authentication",
        "a document names the type of authorization",
        described({"x-amazon-apigateway-auth": {"type": "AWS_IAM"}}),
    ),
    broken("api-gateway-authentication", "a method is open", _API, method("NONE"), at=("method",)),
    broken(
        "api-gateway-authentication",
        "a key says nothing of who calls",
        _API,
        method("NONE", apiKeyRequired=True),
        at=("method",),
    ),
    broken("api-gateway-authentication", "a route is open", _HTTP, _ANONYMOUS, at=("route",)),
    broken("api-gateway-authentication", "by default a route is open", _HTTP, route("$default"), at=("route",)),
    broken("api-gateway-authentication", "anybody may connect", _SOCKET, route("$connect", _SOCKET), at=("route",)),
    broken(
        "api-gateway-authentication",
        "an API makes its route itself",
        resource("aws:apigatewayv2/api:Api", "quick", {"protocolType": "HTTP", "target": UNKNOWN}),
    ),
    broken("api-gateway-authentication", "a document asks nobody", described({})),
    broken("api-gateway-authentication", "an operation is open", described({"security": []}, security=_SIGNED)),
    broken("api-gateway-authentication", "signing is a choice", described({"security": [*_SIGNED, {}]})),
    broken(
        "api-gateway-authentication",
        "a document in YAML asks nobody",
        resource("aws:apigatewayv2/api:Api", "http", {"body": "paths:\n  /generate:\n    post: {}\n"}),
    ),
    unknown("api-gateway-authentication", "the authorization is unknown", _API, method(UNKNOWN)),
    unknown("api-gateway-authentication", "the route's key is unknown", _HTTP, route(UNKNOWN)),
    unknown(
        "api-gateway-authentication",
        "the document is unknown",
        resource("aws:apigateway/restApi:RestApi", "api", {"body": UNKNOWN}),
    ),
    beside("api-gateway-authentication", "a load balancer is no API", _PUBLIC),
    kept(
        "api-gateway-rate-limit", "the stage limits", _HTTP, http_stage(defaultRouteSettings={"throttlingRateLimit": 9})
    ),
    kept("api-gateway-rate-limit", "settings for all methods limit", _API, stage(), method_settings(stageName=stage())),
    kept("api-gateway-rate-limit", "settings name the stage", _API, stage(), method_settings()),
    kept(
        "api-gateway-rate-limit", "a plan limits the API", _API, stage(), plan(_API, throttleSettings={"rateLimit": 5})
    ),
    kept(
        "api-gateway-rate-limit", "a plan limits the stage", _API, stage(), plan(stage(), quotaSettings={"limit": 9000})
    ),
    broken("api-gateway-rate-limit", "the account alone limits", _HTTP, http_stage(), at=("stage",)),
    broken("api-gateway-rate-limit", "nothing limits the stage", _API, stage(), at=("stage",)),
    broken("api-gateway-rate-limit", "one method is limited", _API, stage(), method_settings("a/GET"), at=("stage",)),
    broken("api-gateway-rate-limit", "the limit is off", _API, stage(), method_settings(rate=-1), at=("stage",)),
    broken("api-gateway-rate-limit", "the plan limits nothing", _API, stage(), plan(_API), at=("stage",)),
    unknown(
        "api-gateway-rate-limit",
        "the limit is unknown",
        _HTTP,
        http_stage(defaultRouteSettings={"throttlingRateLimit": UNKNOWN}),
    ),
    unknown("api-gateway-rate-limit", "the settings are unknown", _HTTP, http_stage(defaultRouteSettings=UNKNOWN)),
    beside("api-gateway-rate-limit", "an API without a stage answers nobody", _API),
    kept("lambda-url-authentication", "calls are signed", url("AWS_IAM")),
    broken("lambda-url-authentication", "calls are not signed", url("NONE")),
    unknown("lambda-url-authentication", "the signing is unknown", url(UNKNOWN)),
    beside("lambda-url-authentication", "a permission is judged elsewhere", permission("*")),
    kept("lambda-not-public", "a service may call", permission("apigateway.amazonaws.com")),
    kept("lambda-not-public", "our organization may call", permission("*", principalOrgId="o-1")),
    broken("lambda-not-public", "everybody may call", permission("*", functionUrlAuthType="NONE")),
    unknown("lambda-not-public", "the principal is unknown", permission(UNKNOWN)),
    unknown(
        "lambda-not-public", "everybody of an account that is new may call", permission("*", sourceAccount=UNKNOWN)
    ),
    beside("lambda-not-public", "an address is judged elsewhere", url("NONE")),
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
    kept("elb-authentication", "a token is checked", _PUBLIC, forwarding(_JWT, _FORWARD)),
    kept(
        "elb-authentication",
        "callers have certificates",
        _PUBLIC,
        forwarding(_FORWARD, mutualAuthentication={"mode": "verify"}),
        listener_rule(_FORWARD),
    ),
    kept("elb-authentication", "nothing is passed on", _PUBLIC, forwarding({"type": "fixed-response"})),
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
