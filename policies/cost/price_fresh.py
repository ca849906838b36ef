"""Prices are young enough to plan with."""

from collections.abc import Iterable

from pydantic import Field

from accel.catalog.prices import MAX_AGE_DAYS
from accel.planning.graph import Graph
from policies.frameworks import CAPACITY
from policies.rule import ADVISORY, Rule, RuleContext, RuleSettings, Violation, everywhere


class PriceFreshSettings(RuleSettings):
    """How old a price may be."""

    max_age_days: int = Field(ge=1, description="Days after which a price is too old.")


def _check(_: Graph, context: RuleContext[PriceFreshSettings]) -> Iterable[Violation]:
    estimate, limit = context.estimate, context.settings.max_age_days
    old = [line for line in estimate.lines if estimate.age_days(line) > limit]
    if not old:
        return
    oldest = max(old, key=estimate.age_days)
    share = sum(line.monthly_usd for line in old) / (estimate.monthly_usd.expected or 1)
    yield Violation(
        "",
        f"{len(old)} of {len(estimate.lines)} prices, {share:.0%} of the expected cost, are older than {limit} days; "
        f"the oldest is {estimate.age_days(oldest)} days old: {oldest.item}",
    )


RULE = Rule(
    id="price-fresh",
    title="Prices are not too old",
    group="cost",
    cloud="any",
    severity="low",
    levels=ADVISORY,
    why="Clouds change prices: an estimate is as true as the oldest of the prices in it.",
    remediation="Fetch newer prices with `accel prices refresh`, or write them into accel/catalog/data.",
    frameworks=(*CAPACITY,),
    settings=everywhere(PriceFreshSettings(max_age_days=MAX_AGE_DAYS)),
    check_stack=_check,
)
