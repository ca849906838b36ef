"""APIs of API Gateway limit how much is asked of them."""

from collections.abc import Iterable
from typing import Any

from accel.planning.graph import Graph, Resource
from policies.frameworks import AVAILABILITY, CAPACITY
from policies.open_api import keyless_operations
from policies.properties import absent, attached, differs, is_unknown, mapping, number
from policies.resource_types import REST_APIS
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule, Violation

_REST_STAGES = ("aws:apigateway/stage:Stage",)
_METHOD_SETTINGS = ("aws:apigateway/methodSettings:MethodSettings",)
_USAGE_PLANS = ("aws:apigateway/usagePlan:UsagePlan",)
_STAGES = ("aws:apigatewayv2/stage:Stage",)
_METHODS = ("aws:apigateway/method:Method",)
_EVERY_METHOD = "*/*"


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    for stage in graph.of(*_STAGES):
        # Absent means the limit of the account, which all APIs share.
        if not _limits(stage.get("defaultRouteSettings"), "throttlingRateLimit"):
            yield Violation(stage.urn, "defaultRouteSettings.throttlingRateLimit is not set")
    limited = _limited_rest(graph)
    for stage in graph.of(*_REST_STAGES):
        if stage.urn not in limited:
            yield Violation(stage.urn, f"no MethodSettings for {_EVERY_METHOD} and no UsagePlan limits its rate")


def _limited_rest(graph: Graph) -> set[str]:
    """Return the URNs of stages with a limit for all methods, their own or of a plan that has their API.

    A plan limits whoever sends a key, and so only an API all of whose methods want one.
    """
    stages, apis = graph.of(*_REST_STAGES), graph.of(*REST_APIS)
    settings = attached(graph, stages, _METHOD_SETTINGS, "stageName")
    plans = attached(graph, [*stages, *apis], _USAGE_PLANS, "apiStages")
    of_apis = attached(graph, apis, (*_REST_STAGES, *_METHOD_SETTINGS), "restApi")
    found = {stage.urn for stage in stages if any(map(_settings_limit, settings[stage.urn]))}
    methods = attached(graph, apis, _METHODS, "restApi")
    keyless = {api.urn for api in apis if _answers_without_key(api, methods[api.urn])}
    of_keyless = {stage.urn for urn in keyless for stage in of_apis[urn]}
    found.update(
        stage.urn for stage in stages if stage.urn not in of_keyless and any(map(_plan_limits, plans[stage.urn]))
    )
    for api in apis:
        siblings = of_apis[api.urn]
        named = {_name(one) for one in siblings if one.type in _METHOD_SETTINGS and _settings_limit(one)} - {None}
        by_plan = api.urn not in keyless and any(map(_plan_limits, plans[api.urn]))
        found.update(stage.urn for stage in siblings if by_plan or _name(stage) in named)
    return found


def _answers_without_key(api: Resource, methods: list[Resource]) -> bool:
    """Say whether some method certainly wants no key; browsers send OPTIONS without one."""
    return bool(keyless_operations(api.get("body"))) or any(
        differs(method.get("apiKeyRequired", False), True) and differs(method.get("httpMethod"), "OPTIONS")
        for method in methods
    )


def _name(resource: Resource) -> str | None:
    name = resource.get("stageName")
    return name if isinstance(name, str) else None


def _settings_limit(settings: Resource) -> bool:
    path = settings.get("methodPath")
    return (is_unknown(path) or path == _EVERY_METHOD) and _limits(settings.get("settings"), "throttlingRateLimit")


def _plan_limits(plan: Resource) -> bool:
    return _limits(plan.get("throttleSettings"), "rateLimit") or _limits(plan.get("quotaSettings"), "limit")


def _limits(settings: Any, name: str) -> bool:
    """Say whether there is a limit, or may be; -1 and 0 are none."""
    if is_unknown(settings):
        return True
    value = mapping(settings).get(name)
    found = number(value)
    return is_unknown(value) or (not absent(value) and found is not None and found > 0)


RULE = Rule(
    id="api-gateway-rate-limit",
    title="APIs of API Gateway limit their rate",
    group="security",
    cloud="aws",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="The account's own limit is thousands of requests a second: far more than the accelerators behind can answer.",
    remediation=(
        "Set defaultRouteSettings.throttlingRateLimit and throttlingBurstLimit of the stage; for a REST API write "
        "MethodSettings for */* with both, or a UsagePlan with throttleSettings and apiKeyRequired on every method."
    ),
    frameworks=(*AVAILABILITY, *CAPACITY),
    check_stack=_check,
)
