"""What a stack spends on Google Cloud, watched by Cloud Billing itself."""

from collections.abc import Mapping, Sequence
from typing import Any, NotRequired, TypedDict

import pulumi
import pulumi_gcp as gcp

from accel.catalog.gcp import limit
from components.contract import COST_TAG, InvalidArgument, require_between
from components.gcp.names import name_of, require_labels, require_pattern, require_project

_NOTICES = (("CURRENT_SPEND", 0.8), ("CURRENT_SPEND", 1.0), ("FORECASTED_SPEND", 1.0))
"""What is compared with the limit, and from which part of it on somebody hears of it."""
_NANOS = 1_000_000_000


class GcpBudgetArgs(TypedDict):
    """Arguments of GcpBudget."""

    project: str
    """Id of the project."""
    project_number: str
    """Number of the project: costs of this one alone are counted."""
    billing_account: str
    """Billing account that pays for the project, such as 012345-6789AB-CDEF01. It must be one in US dollars."""
    stack: str
    """Value of the label `stack`: the costs of what carries it are counted."""
    monthly_limit_usd: float
    """What the stack may cost in USD a month."""
    alert_emails: Sequence[str]
    """Who hears of it, one to five addresses."""
    labels: NotRequired[Mapping[str, str]]
    """Labels of the notification channels."""


class GcpBudget(pulumi.ComponentResource):
    """A monthly budget of everything in the project with the stack's label, and a channel to each address.

    The addresses hear when 80 and 100 percent are spent, and when all of it is likely to be spent by the end of the
    month; so do the administrators of the billing account, as of every budget. Credits are left out: they would hide
    what is used. There is no resource for alerts of unusual costs: Cloud Billing has them on for a whole billing
    account, and its administrators choose who hears of them. Whoever deploys needs the right to make budgets on the
    billing account (roles/billing.costsManager).

    Costs nothing.

    Raises:
        InvalidArgument: a name, amount or address that Cloud Billing would refuse.
    """

    budget_id: pulumi.Output[str]
    """Id of the budget, billingAccounts/ACCOUNT/budgets/NAME."""

    def __init__(self, name: str, args: GcpBudgetArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        validate(args)
        super().__init__("accel:index:GcpBudget", name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        channels = [
            gcp.monitoring.NotificationChannel(
                f"{name}-channel-{index}",
                project=args["project"],
                display_name=f"Costs of stack {args['stack']}",
                type="email",
                labels={"email_address": email},
                user_labels=dict(args.get("labels", {})),
                opts=child,
            )
            for index, email in enumerate(sorted(set(args["alert_emails"])))
        ]
        units, nanos = divmod(round(args["monthly_limit_usd"] * 100), 100)
        amount: Any = {"currency_code": "USD", "units": str(units)}
        if nanos:
            amount["nanos"] = nanos * _NANOS // 100
        budget = gcp.billing.Budget(
            f"{name}-month",
            billing_account=args["billing_account"],
            display_name=name_of(args["project"], args["stack"], longest=limit("budget name characters").highest),
            amount={"specified_amount": amount},
            budget_filter={
                "projects": [f"projects/{args['project_number']}"],
                "labels": {COST_TAG: args["stack"]},
                "calendar_period": "MONTH",
                "credit_types_treatment": "EXCLUDE_ALL_CREDITS",
            },
            threshold_rules=[{"threshold_percent": part, "spend_basis": basis} for basis, part in _NOTICES],
            all_updates_rule={
                "monitoring_notification_channels": [channel.id for channel in channels],
                "disable_default_iam_recipients": False,
            },
            opts=child,
        )
        self.budget_id = budget.id
        self.register_outputs({"budget_id": self.budget_id})


def validate(args: GcpBudgetArgs) -> None:
    """Refuse names, amounts and addresses that Cloud Billing would refuse."""
    plain: Any = args
    require_project(plain)
    require_labels(args.get("labels", {}))
    require_pattern("billing_account", args["billing_account"], "billing account")
    require_pattern("stack", args["stack"], "label value")
    if not args["stack"]:
        raise InvalidArgument("stack", "", "the value of the label")
    if round(args["monthly_limit_usd"], 2) <= 0:
        raise InvalidArgument("monthly_limit_usd", args["monthly_limit_usd"], "0.01 USD or more")
    bounds = limit("budget e-mails")
    require_between("alert_emails", len(set(args["alert_emails"])), bounds.lowest, bounds.highest, "addresses")
    for index, email in enumerate(args["alert_emails"]):
        require_pattern(f"alert_emails[{index}]", email, "e-mail")
