"""A stack costs no more than its budget."""

from collections.abc import Iterable

from pydantic import Field

from accel.planning.graph import Graph
from policies.frameworks import CAPACITY
from policies.rule import MANDATORY, Rule, RuleContext, RuleSettings, Violation, everywhere


class BudgetSettings(RuleSettings):
    """How much of the budget may be planned."""

    share: float = Field(gt=0, le=1, description="Share of monthlyBudgetUsd that the expected cost may reach.")


def _check(_: Graph, context: RuleContext[BudgetSettings]) -> Iterable[Violation]:
    total = context.estimate.monthly_usd
    budget = context.facts.monthly_budget_usd
    limit = budget * context.settings.share
    if total.expected <= limit:
        return
    allowed = f"{budget:,.2f}" if context.settings.share == 1 else f"{limit:,.2f} of {budget:,.2f}"
    most = max(context.estimate.lines, key=lambda line: line.monthly_usd)
    name = most.urn.rpartition("::")[2]
    yield Violation(
        "",
        f"{total.expected:,.2f} USD a month are expected ({total.min:,.2f} to {total.max:,.2f}) and {allowed} are "
        f"budgeted; most of it, {most.monthly_usd:,.2f}, is {name}: {most.item}",
    )


RULE = Rule(
    id="stack-budget",
    title="The stack keeps its budget",
    group="cost",
    cloud="any",
    severity="high",
    levels=MANDATORY,
    why="Accelerators cost more in a night than most services in a year: nobody should learn that from the bill.",
    remediation="Choose fewer or smaller machines, spot capacity or a schedule, or raise monthlyBudgetUsd.",
    frameworks=(*CAPACITY,),
    settings=everywhere(BudgetSettings(share=1)),
    check_stack=_check,
)
