"""A blueprint costs no more than its part of the budget."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from accel.planning.graph import UNKNOWN, Graph
from policies.blueprints import BLUEPRINT, blueprint_of, tag_of
from policies.frameworks import CAPACITY
from policies.rule import MANDATORY, Rule, RuleContext, RuleSettings, Violation, everywhere


class BlueprintBudgetSettings(RuleSettings):
    """How the budget is divided."""

    monthly_usd: dict[str, Annotated[float, Field(gt=0)]] = Field(
        default={}, description="Most that each blueprint may cost, in USD a month as expected, by its name."
    )


def _check(graph: Graph, context: RuleContext[BlueprintBudgetSettings]) -> Iterable[Violation]:
    budgets = context.settings.monthly_usd
    if not budgets:
        return
    spent: dict[str, float] = defaultdict(float)
    owners = {resource.urn: _owner(blueprint_of(resource, graph), budgets) for resource in graph}
    known = set(owners.values())
    doubtful = any(tag_of(resource, BLUEPRINT) is UNKNOWN for resource in graph)
    for urn, lines in context.estimate.lines_by_urn.items():
        if urn in owners:
            spent[owners[urn]] += sum(line.monthly_usd for line in lines)
    for name, limit in budgets.items():
        if name not in known and not doubtful:
            yield Violation("", f"monthlyUsd names {name}, and no resource of the stack belongs to it")
        elif spent[name] > limit:
            yield Violation(
                "", f"{name} is expected to cost {spent[name]:,.2f} USD a month, more than its {limit:,.2f}"
            )


def _owner(name: str, budgets: Iterable[str]) -> str:
    """Components of a blueprint that carry no tags begin with its name: `chat-cluster` of `chat`."""
    return max((known for known in budgets if f"{name}-".startswith(f"{known}-")), key=len, default=name)


RULE = Rule(
    id="blueprint-budget",
    title="Each blueprint keeps its part of the budget",
    group="cost",
    cloud="any",
    severity="high",
    levels=MANDATORY,
    why="One budget for a whole stack lets one blueprint spend what was meant for another.",
    remediation="Choose fewer or smaller machines for it, or raise it under policies.blueprint-budget.monthlyUsd.",
    frameworks=(*CAPACITY,),
    settings=everywhere(BlueprintBudgetSettings()),
    check_stack=_check,
)
