"""A firewall for the web on Azure lets no caller ask without end."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.azure_firewalls import WEB_FIREWALLS, idle, may_limit_rates
from policies.frameworks import AVAILABILITY, CAPACITY
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule


def _check(policy: Resource, _: PlainContext) -> Iterable[str]:
    yield from idle(policy)
    if not may_limit_rates(policy):
        yield "no RateLimitRule stops a caller who asks without end"


RULE = Rule(
    id="azure-waf-rate-limit",
    title="Firewalls for the web on Azure limit each caller's rate",
    group="security",
    cloud="azure",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="A long prompt costs a caller nothing and an accelerator seconds: without a limit one crowds out the rest.",
    remediation="Add a custom rule of the type RateLimitRule with the action Block, in the mode Prevention.",
    frameworks=(*AVAILABILITY, *CAPACITY),
    types=WEB_FIREWALLS,
    check_resource=_check,
)
