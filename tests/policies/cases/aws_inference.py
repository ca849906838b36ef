import json

from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, kept, resource, unknown

_API = resource("aws:apigateway/restApi:RestApi", "api")

_HTTP = resource("aws:apigatewayv2/api:Api", "http", {"protocolType": "HTTP"})

_SOCKET = resource("aws:apigatewayv2/api:Api", "socket", {"protocolType": "WEBSOCKET"})


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


def keyed(header: str, **scheme: object) -> Resource:
    key = {"type": "apiKey", "in": "header", "name": header, **scheme}
    return described({"security": [{"key": []}]}, components={"securitySchemes": {"key": key}})


def url(authorization: object) -> Resource:
    return resource("aws:lambda/functionUrl:FunctionUrl", "url", {"authorizationType": authorization})


def permission(principal: object, **inputs: object) -> Resource:
    return resource("aws:lambda/permission:Permission", "permission", {"principal": principal, **inputs})


_STAGE = ("stage",)
_PLAN = plan(_API, throttleSettings={"rateLimit": 5})
_ANONYMOUS = route("POST /generate", authorizationType="NONE")

_SIGNED = [{"sigv4": []}]


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
    broken(
        "api-gateway-authentication",
        "a document writes its methods in capitals",
        resource("aws:apigateway/restApi:RestApi", "api", {"body": json.dumps({"paths": {"/generate": {"POST": {}}}})}),
    ),
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
    beside("api-gateway-authentication", "a load balancer is no API", resource("aws:lb/loadBalancer:LoadBalancer")),
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
    kept(
        "api-gateway-rate-limit",
        "a plan limits who must send a key",
        _API,
        stage(),
        _PLAN,
        method("AWS_IAM", apiKeyRequired=True),
    ),
    kept(
        "api-gateway-rate-limit",
        "browsers ask without the key of a plan",
        _API,
        stage(),
        _PLAN,
        method("NONE", httpMethod="OPTIONS"),
    ),
    kept("api-gateway-rate-limit", "a document wants the key of a plan", keyed("x-api-key"), stage(), _PLAN),
    broken(
        "api-gateway-rate-limit", "no key says which plan it is", _API, stage(), _PLAN, method("AWS_IAM"), at=_STAGE
    ),
    broken(
        "api-gateway-rate-limit",
        "a plan of the stage asks for no key",
        _API,
        stage(),
        plan(stage(), throttleSettings={"rateLimit": 5}),
        method("AWS_IAM", apiKeyRequired=False),
        at=_STAGE,
    ),
    broken(
        "api-gateway-rate-limit", "a document wants no key", described({"security": _SIGNED}), stage(), _PLAN, at=_STAGE
    ),
    broken("api-gateway-rate-limit", "an authorizer is no key", keyed("Authorization"), stage(), _PLAN, at=_STAGE),
    broken(
        "api-gateway-rate-limit",
        "an authorizer that reads the header of keys is none",
        keyed("x-api-key", **{"x-amazon-apigateway-authtype": "custom"}),
        stage(),
        _PLAN,
        at=_STAGE,
    ),
    unknown(
        "api-gateway-rate-limit",
        "whether a method wants a key is unknown",
        _API,
        stage(),
        _PLAN,
        method("AWS_IAM", apiKeyRequired=UNKNOWN),
    ),
    unknown(
        "api-gateway-rate-limit",
        "whether the document wants a key is unknown",
        resource("aws:apigateway/restApi:RestApi", "api", {"body": UNKNOWN}),
        stage(),
        _PLAN,
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
)
