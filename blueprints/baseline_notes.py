"""What to know of the baselines before a stack is built: whether the clouds themselves watch what it costs."""

from collections.abc import Iterator, Mapping
from typing import Any

from accel.catalog.gcp import deployer_role
from accel.planning.stack import StackFacts
from blueprints.baseline import BudgetSettings
from blueprints.contract import Note
from components.contract import COST_TAG

_ASKED = ("aws", "azure", "gcp")
"""Where a budget is made if it is asked for."""
_ACTIVATE = f"aws ce update-cost-allocation-tags-status --cost-allocation-tags-status TagKey={COST_TAG},Status=Active"


def notes(clouds: Mapping[str, Any], facts: StackFacts) -> list[Note]:
    """Return the notes on the budgets of a stack.

    Args:
        clouds: the settings of each cloud.
        facts: the stack.
    """
    created = {cloud: clouds[cloud].baseline.create for cloud in _ASKED if cloud in clouds}
    made = {cloud: create for cloud, create in created.items() if create is not None}
    budgets = {cloud: create.budget for cloud, create in made.items() if create.budget is not None}
    return [
        *(note for cloud, create in made.items() for note in _missing(cloud, create)),
        *(note for cloud in budgets for note in _needed(cloud, budgets[cloud])),
        *_sum(budgets, facts),
    ]


def _missing(cloud: str, create: Any) -> Iterator[Note]:
    if create.budget is None and not create.budget_elsewhere:
        yield Note(
            "price",
            f"{cloud}-baseline",
            "Nobody hears of it when the month costs more than monthlyBudgetUsd: that is checked before `pulumi up` "
            f"alone. Set {cloud}.baseline.create.budget, or budgetElsewhere where somebody else watches the costs.",
        )


def _needed(cloud: str, budget: Any) -> Iterator[Note]:
    if cloud == "aws":
        yield Note(
            "price",
            "aws-baseline",
            f"The budget counts what carries the tag `{COST_TAG}`, once that is a cost allocation tag in the account "
            f"that pays the bill: `{_ACTIVATE}`, a day after the tag was first used.",
        )
    elif cloud == "gcp":
        yield Note(
            "access",
            "gcp-baseline",
            f"Whoever deploys needs {deployer_role('manage-budgets')} on the billing account {budget.billing_account}; "
            "as a person, also USER_PROJECT_OVERRIDE=true and GOOGLE_BILLING_PROJECT, the id of the project.",
        )


def _sum(budgets: Mapping[str, BudgetSettings], facts: StackFacts) -> Iterator[Note]:
    total = sum(budget.limit_usd(facts) for budget in budgets.values())
    if total > facts.monthly_budget_usd:
        yield Note(
            "price",
            facts.stack,
            f"The budgets of {' and '.join(budgets)} are {total:,.0f} USD together, more than monthlyBudgetUsd "
            f"({facts.monthly_budget_usd:,.0f}): give each its part as monthlyUsd.",
        )
