"""APIs of API Gateway ask callers who they are."""

import re
from collections.abc import Iterable

from accel.planning.graph import Graph, Resource
from policies.frameworks import ACCESS_CONTROL, checkov
from policies.open_api import open_operations
from policies.properties import absent, attached
from policies.resource_types import REST_APIS
from policies.rule import MANDATORY, PlainContext, Rule, Violation

_METHODS = ("aws:apigateway/method:Method",)
_APIS = ("aws:apigatewayv2/api:Api",)
_ROUTES = ("aws:apigatewayv2/route:Route",)
_HTTP_ROUTE = re.compile(r"[A-Z]+ /.*")
_OPEN = ("", "NONE", None)


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    for method in graph.of(*_METHODS):
        # An API key says which plan pays, not who calls. Browsers send OPTIONS before they sign in.
        if method.get("httpMethod") != "OPTIONS" and method.get("authorization") in _OPEN:
            yield Violation(method.urn, "authorization is NONE")
    for api in graph.of(*REST_APIS, *_APIS):
        for operation in open_operations(api.get("body")):
            yield Violation(api.urn, f"body: {operation} has no security")
        # API Gateway makes a route and a stage by itself then.
        if api.type in _APIS and not absent(api.get("target")):
            yield Violation(api.urn, "target makes a route that asks nobody who they are")
    sockets = _routes_of_web_sockets(graph)
    for route in graph.of(*_ROUTES):
        # The provider's default is NONE. On a web socket only the connection is authorized, not each message.
        if _is_judged(route, sockets) and route.get("authorizationType") in _OPEN:
            yield Violation(route.urn, "authorizationType is not set")


def _routes_of_web_sockets(graph: Graph) -> frozenset[str]:
    apis = [api for api in graph.of(*_APIS) if api.get("protocolType") == "WEBSOCKET"]
    found = attached(graph, apis, _ROUTES, "apiId")
    return frozenset(route.urn for listed in found.values() for route in listed)


def _is_judged(route: Resource, sockets: frozenset[str]) -> bool:
    key = route.get("routeKey")
    if route.urn in sockets:
        return key == "$connect"
    return isinstance(key, str) and (key in ("$connect", "$default") or _HTTP_ROUTE.fullmatch(key) is not None)


RULE = Rule(
    id="api-gateway-authentication",
    title="APIs of API Gateway ask who calls",
    group="security",
    cloud="aws",
    severity="critical",
    levels=MANDATORY,
    why="An open API in front of a model is found within days, and then others use your accelerators.",
    remediation=(
        "Set authorization (REST) or authorizationType (HTTP) to AWS_IAM, or to an authorizer; an API key alone is not "
        "one."
    ),
    frameworks=(*checkov("CKV_AWS_59", "CKV2_AWS_70", "CKV_AWS_309"), *ACCESS_CONTROL),
    check_stack=_check,
)
