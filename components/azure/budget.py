"""The budget of a stack in the cloud itself, and notice of costs that nobody expected."""

import datetime
import math
import re
from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict

import pulumi
from pulumi_azure_native import consumption, costmanagement

from accel.catalog.azure import limit
from components.azure.names import require_pattern, require_place
from components.contract import COST_TAG, InvalidArgument

_NOTICES = (("Actual80", 80, "Actual"), ("Actual100", 100, "Actual"), ("Forecasted100", 100, "Forecasted"))
_VIEW = "ms:DailyAnomalyByResourceGroup"


class AzureBudgetArgs(TypedDict):
    """Arguments of AzureBudget."""

    subscription_id: str
    """GUID of the subscription that pays."""
    stack: str
    """Value of the tag `stack` on what counts; the budget is named after it."""
    amount: float
    """Budget a month, in the currency in which the subscription is billed."""
    start_date: str
    """The day of the first creation, ISO 8601: the budget counts from the first of its month."""
    emails: Sequence[str]
    """Who is told; at least one."""
    anomaly: NotRequired[bool]
    """Tell of unusual costs of the subscription too; on by default. One stack of a subscription is enough."""


class AzureBudget(pulumi.ComponentResource):
    """A monthly budget over everything that carries the stack's tag, told at 80 and 100 % and when 100 % is forecast.

    It warns and stops nothing. What has no tags, such as traffic of some services, is not counted. The alert on unusual
    costs looks at the whole subscription each day. Azure lets it run for a year at most: each `pulumi up` of a later
    month renews it, so it ends a year after the last one. Costs nothing.

    Raises:
        InvalidArgument: an amount, date, name or address that Azure would refuse.
    """

    budget_id: pulumi.Output[str]
    """ARM id of the budget."""

    def __init__(self, name: str, args: AzureBudgetArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        validate(args)
        super().__init__("accel:index:AzureBudget", name, {}, opts)
        scope = f"subscriptions/{args['subscription_id']}"
        first = datetime.date.fromisoformat(args["start_date"]).replace(day=1)
        budget = consumption.Budget(
            f"{name}-budget",
            budget_name=_budget_name(args["stack"]),
            scope=f"/{scope}",
            category="Cost",
            time_grain="Monthly",
            amount=args["amount"],
            time_period=consumption.BudgetTimePeriodArgs(start_date=_midnight(first)),
            filter=consumption.BudgetFilterArgs(
                tags=consumption.BudgetComparisonExpressionArgs(name=COST_TAG, operator="In", values=[args["stack"]])
            ),
            notifications={
                notice: consumption.NotificationArgs(
                    enabled=True,
                    operator="GreaterThanOrEqualTo",
                    threshold=threshold,
                    threshold_type=kind,
                    contact_emails=list(args["emails"]),
                    contact_roles=["Owner"],
                    locale="en-us",
                )
                for notice, threshold, kind in _NOTICES
            },
            # A budget begins in the month of its creation and keeps that.
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=["timePeriod"]),
        )
        if args.get("anomaly", True):
            self._anomaly_alert(f"{name}-anomaly", scope, args)
        self.budget_id = budget.id
        self.register_outputs({"budget_id": self.budget_id})

    def _anomaly_alert(self, name: str, scope: str, args: AzureBudgetArgs) -> None:
        today = datetime.date.fromisoformat(args["start_date"])
        costmanagement.ScheduledActionByScope(
            name,
            name=f"{_budget_name(args['stack'])}-anomaly",
            scope=scope,
            kind="InsightAlert",
            display_name="Cost anomalies",
            status="Enabled",
            view_id=f"/{scope}/providers/Microsoft.CostManagement/views/{_VIEW}",
            notification_email=args["emails"][0],
            notification=costmanagement.NotificationPropertiesArgs(
                subject=_subject(args["stack"]), to=list(args["emails"])
            ),
            schedule=costmanagement.SchedulePropertiesArgs(
                frequency="Daily",
                start_date=_midnight(today),
                # A year at most, and the same all month: an update a month renews it.
                end_date=_midnight(today.replace(year=today.year + 1, day=1)),
            ),
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=["schedule.startDate"]),
        )


def validate(args: AzureBudgetArgs) -> None:
    """Refuse what Azure would refuse."""
    plain: Any = args
    require_place(plain)
    require_pattern("stack", _budget_name(args["stack"]), "budget")
    if not (math.isfinite(args["amount"]) and args["amount"] > 0):
        raise InvalidArgument("amount", args["amount"], "more than 0")
    try:
        datetime.date.fromisoformat(args["start_date"])
    except ValueError:
        raise InvalidArgument("start_date", args["start_date"], "a day such as 2026-11-24") from None
    require_emails(args["emails"])


def require_emails(emails: Sequence[str]) -> None:
    """Refuse addresses that are none, and an empty list."""
    if not emails:
        raise InvalidArgument("emails", [], "at least one address")
    for index, email in enumerate(emails):
        require_pattern(f"emails[{index}]", email, "email")


def _budget_name(stack: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]", "-", stack)


def _subject(stack: str) -> str:
    return f"Azure cost anomaly, told by {stack}"[: limit("anomaly subject characters").highest]


def _midnight(day: datetime.date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
