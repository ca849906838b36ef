"""APIs of API Management ask who calls: by a key of a subscription, or by a token."""

from collections.abc import Iterable

from accel.planning.graph import Graph, Resource
from policies.api_management import APIS, PRODUCTS, policies
from policies.frameworks import ACCESS_CONTROL
from policies.rule import MANDATORY, PlainContext, Rule, Violation

_ASK = ("validate-jwt", "validate-azure-ad-token", "validate-client-certificate")
_SWITCH = "subscriptionRequired"
_MESSAGE = f"{_SWITCH} is false, and no policy validates a token"


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    applied = graph.derived(policies)
    for api in graph.of(*APIS):
        if _is_open(api) and not applied.guard_api(api.urn, _ASK):
            yield Violation(api.urn, _MESSAGE)
    # A call without a key goes by way of the open product of an API, whatever the API says of itself.
    for product in graph.of(*PRODUCTS):
        if _is_open(product) and not applied.guard_product(product.urn, _ASK):
            yield Violation(product.urn, _MESSAGE)


def _is_open(resource: Resource) -> bool:
    return resource.get(_SWITCH) is False


RULE = Rule(
    id="api-management-authenticated",
    title="APIs of API Management ask who calls",
    group="security",
    cloud="azure",
    severity="high",
    levels=MANDATORY,
    why="Whoever finds an open API in front of a model has it work at your expense, and no log names them.",
    remediation="Leave subscriptionRequired on, or validate tokens in the inbound policy: validate-azure-ad-token.",
    frameworks=(*ACCESS_CONTROL,),
    check_stack=_check,
)
