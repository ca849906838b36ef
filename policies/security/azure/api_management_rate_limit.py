"""APIs of API Management limit how much is asked of them."""

from collections.abc import Iterable

from accel.planning.graph import Graph
from policies.api_management import APIS, policies
from policies.frameworks import AVAILABILITY, CAPACITY
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule, Violation

_LIMIT = (
    "rate-limit",
    "rate-limit-by-key",
    "quota",
    "quota-by-key",
    "llm-token-limit",
    "azure-openai-token-limit",
)


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    applied = graph.derived(policies)
    for api in graph.of(*APIS):
        # There is no limit by default.
        if not applied.guard_api(api.urn, _LIMIT):
            yield Violation(api.urn, "no policy of the API, of its products or of the service limits its rate")


RULE = Rule(
    id="api-management-rate-limit",
    title="APIs of API Management limit each caller's rate",
    group="security",
    cloud="azure",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="A long prompt costs a caller nothing and an accelerator seconds: without a limit one crowds out the rest.",
    remediation="Put llm-token-limit or rate-limit-by-key into the inbound policy of the API.",
    frameworks=(*AVAILABILITY, *CAPACITY),
    check_stack=_check,
)
