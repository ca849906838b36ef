from typing import Any

import pytest

from accel.planning.graph import UNKNOWN, Graph
from accel.preview.recorder import record
from components.contract import InvalidArgument
from components.gcp.budget import GcpBudget
from tests.components.gcp.building import LABELS, NUMBER, PROJECT, findings, only, types

BUDGET = "gcp:billing/budget:Budget"
CHANNEL = "gcp:monitoring/notificationChannel:NotificationChannel"
ARGS: dict[str, Any] = {
    "project": PROJECT,
    "project_number": NUMBER,
    "billing_account": "012345-6789AB-CDEF01",
    "stack": "prod",
    "monthly_limit_usd": 2500,
    "alert_emails": ["ml-platform@example.com", "finance@example.com"],
    "labels": LABELS,
}


def graph_of(unknown_outputs: bool = False, **changes: Any) -> Graph:
    args: Any = {**ARGS, **changes}
    return record(lambda: GcpBudget("costs", args), unknown_outputs=unknown_outputs).graph


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_each_address_has_a_channel_and_the_budget_writes_to_all(unknown_outputs: bool) -> None:
    graph = graph_of(unknown_outputs)
    assert types(graph) == [
        (BUDGET, "costs-month"),
        (CHANNEL, "costs-channel-0"),
        (CHANNEL, "costs-channel-1"),
    ]
    outputs = only(graph, "accel:index:GcpBudget").outputs
    if unknown_outputs:
        assert outputs == {"budget_id": UNKNOWN}
    else:
        name = only(graph, BUDGET).outputs["name"]
        assert outputs["budget_id"] == f"billingAccounts/{ARGS['billing_account']}/budgets/{name}"
        channels = [channel.outputs["name"] for channel in graph.of(CHANNEL)]
        assert sorted(only(graph, BUDGET).get("allUpdatesRule.monitoringNotificationChannels")) == sorted(channels)


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_the_budget_keeps_every_rule_of_production(unknown_outputs: bool) -> None:
    assert findings(graph_of(unknown_outputs), "audit-sink-on") == []


def test_channels_carry_addresses_and_the_labels_of_the_stack() -> None:
    channels = graph_of().of(CHANNEL)
    assert {channel.get("type") for channel in channels} == {"email"}
    assert sorted(channel.get("labels.email_address") for channel in channels) == sorted(ARGS["alert_emails"])
    assert {channel.get("userLabels.owner") for channel in channels} == {"ml-platform"}


def test_the_budget_counts_what_the_stack_uses_in_a_month_and_in_its_project_alone() -> None:
    budget = only(graph_of(), BUDGET)
    assert budget.get("billingAccount") == "012345-6789AB-CDEF01"
    assert budget.get("budgetFilter") == {
        "projects": [f"projects/{NUMBER}"],
        "labels": {"stack": "prod"},
        "calendarPeriod": "MONTH",
        # A credit would hide what is used until the day on which it is gone.
        "creditTypesTreatment": "EXCLUDE_ALL_CREDITS",
    }


@pytest.mark.parametrize(
    ("limit_usd", "amount"),
    [
        (2500, {"currencyCode": "USD", "units": "2500"}),
        (0.5, {"currencyCode": "USD", "units": "0", "nanos": 500_000_000}),
        (1.999, {"currencyCode": "USD", "units": "2"}),
        (1234.56, {"currencyCode": "USD", "units": "1234", "nanos": 560_000_000}),
    ],
)
def test_an_amount_is_written_in_dollars_and_parts_of_a_dollar(limit_usd: float, amount: dict[str, Any]) -> None:
    assert only(graph_of(monthly_limit_usd=limit_usd), BUDGET).get("amount.specifiedAmount") == amount


def test_somebody_hears_before_the_limit_at_it_and_when_it_will_be_passed() -> None:
    rules = only(graph_of(), BUDGET).get("thresholdRules")
    assert [(rule["spendBasis"], rule["thresholdPercent"]) for rule in rules] == [
        ("CURRENT_SPEND", 0.8),
        ("CURRENT_SPEND", 1.0),
        ("FORECASTED_SPEND", 1.0),
    ]
    assert only(graph_of(), BUDGET).get("allUpdatesRule.disableDefaultIamRecipients") is False


def test_a_long_name_is_cut_to_what_billing_takes() -> None:
    assert only(graph_of(), BUDGET).get("displayName") == f"{PROJECT}-prod"
    assert len(only(graph_of(stack="s" * 63), BUDGET).get("displayName")) == 60


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"project": "P"}, "project"),
        ({"project_number": "x"}, "project_number"),
        ({"billing_account": "012345-6789ab-CDEF01"}, "billing_account"),
        ({"stack": ""}, "stack"),
        ({"stack": "Prod"}, "stack"),
        ({"monthly_limit_usd": 0}, "monthly_limit_usd"),
        ({"alert_emails": []}, "alert_emails"),
        ({"alert_emails": [f"a{index}@example.com" for index in range(6)]}, "alert_emails"),
        ({"alert_emails": ["ml-platform"]}, "alert_emails[0]"),
        ({"labels": {"Owner": "ml"}}, "labels"),
    ],
)
def test_a_wrong_argument_is_refused_by_name(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        graph_of(**changes)
    assert refused.value.field == field
