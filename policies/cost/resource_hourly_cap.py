"""No single resource can cost more an hour than the environment is meant for."""

from collections.abc import Iterable

from pydantic import Field

from accel.planning.graph import Graph
from policies.frameworks import CAPACITY
from policies.rule import MANDATORY, PerEnvironment, Rule, RuleContext, RuleSettings, Violation


class HourlyCapSettings(RuleSettings):
    """How much one resource may cost."""

    max_usd_per_hour: float = Field(gt=0, description="Highest price of an hour of one resource, at its maximum.")


def _check(_: Graph, context: RuleContext[HourlyCapSettings]) -> Iterable[Violation]:
    limit = context.settings.max_usd_per_hour
    for urn, lines in context.estimate.lines_by_urn.items():
        peak = sum(line.peak_hourly_usd for line in lines)
        if peak > limit:
            dearest = max(lines, key=lambda line: line.peak_hourly_usd)
            yield Violation(urn, f"may cost {peak:,.2f} USD an hour ({dearest.item}), more than {limit:,.2f}")


RULE = Rule(
    id="resource-hourly-cap",
    title="No resource costs more an hour than its environment allows",
    group="cost",
    cloud="any",
    severity="high",
    levels=MANDATORY,
    why="A budget of a month is spent by one wrong machine type, or one high autoscaler, within days.",
    remediation=(
        "Take a smaller machine type or a lower maximum, or raise policies.resource-hourly-cap.maxUsdPerHour."
    ),
    frameworks=(*CAPACITY,),
    settings=PerEnvironment(
        HourlyCapSettings(max_usd_per_hour=15),
        HourlyCapSettings(max_usd_per_hour=60),
        HourlyCapSettings(max_usd_per_hour=250),
    ),
    check_stack=_check,
)
