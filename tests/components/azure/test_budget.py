import datetime
from typing import Any

import pytest

from accel.planning.graph import UNKNOWN
from accel.preview.recorder import Recording
from components.azure.budget import AzureBudget, validate
from tests.components.azure.building import (
    SUBSCRIPTION,
    findings,
    only,
    recorded_component,
    refusal,
    types,
    without_none,
)

BUDGET = "azure-native:consumption:Budget"
ALERT = "azure-native:costmanagement:ScheduledActionByScope"


def arguments(**changes: Any) -> Any:
    given = {
        "subscription_id": SUBSCRIPTION,
        "stack": "prod",
        "amount": 1000,
        "start_date": "2026-11-24",
        "emails": ["ml@example.com", "finance@example.com"],
    }
    return without_none({**given, **changes})


def recorded(unknown_outputs: bool = False, **changes: Any) -> Recording:
    return recorded_component(AzureBudget, "money", arguments(**changes), ["budget_id"], None, unknown_outputs)


def budget_of(**changes: Any) -> dict[str, Any]:
    return only(recorded(**changes).graph, BUDGET).inputs


def alert_of(**changes: Any) -> dict[str, Any]:
    return only(recorded(**changes).graph, ALERT).inputs


def test_everything_that_is_made_is_known() -> None:
    assert types(recorded().graph) == [
        ("consumption:Budget", "money-budget"),
        ("costmanagement:ScheduledActionByScope", "money-anomaly"),
    ]
    assert not recorded(anomaly=False).graph.of(ALERT)
    assert findings(recorded().graph) == []


def test_what_carries_the_stacks_tag_counts_from_the_first_of_the_month() -> None:
    budget = budget_of()
    assert budget["filter"] == {"tags": {"name": "stack", "operator": "In", "values": ["prod"]}}
    assert budget["timePeriod"] == {"startDate": "2026-11-01T00:00:00Z"}
    assert (budget["amount"], budget["timeGrain"], budget["category"]) == (1000, "Monthly", "Cost")
    assert budget["scope"] == f"/subscriptions/{SUBSCRIPTION}"


def test_everybody_is_told_before_and_when_the_budget_is_spent() -> None:
    notices = budget_of()["notifications"]
    assert {(notice["threshold"], notice["thresholdType"]) for notice in notices.values()} == {
        (80, "Actual"),
        (100, "Actual"),
        (100, "Forecasted"),
    }
    assert all(notice["contactEmails"] == ["ml@example.com", "finance@example.com"] for notice in notices.values())
    assert all(notice["enabled"] for notice in notices.values())


def test_a_stack_with_dots_counts_its_own_tag_and_has_a_name_that_azure_takes() -> None:
    budget = budget_of(stack="ml.prod")
    assert budget["budgetName"] == "ml-prod"
    assert budget["filter"]["tags"]["values"] == ["ml.prod"]


@pytest.mark.parametrize("today", ["2026-11-01", "2026-11-30", "2028-02-29", "2026-12-31"])
def test_the_alert_runs_for_a_year_at_most_and_is_renewed_once_a_month(today: str) -> None:
    schedule = alert_of(start_date=today)["schedule"]
    day, end = datetime.date.fromisoformat(today), datetime.date.fromisoformat(schedule["endDate"][:10])
    assert (end.year, end.month, end.day) == (day.year + 1, day.month, 1)
    assert schedule["startDate"] == f"{today}T00:00:00Z"
    assert schedule["frequency"] == "Daily"


def test_the_alert_looks_at_the_subscription_and_its_subject_fits() -> None:
    alert = alert_of(stack="s" * 63)
    assert (alert["kind"], alert["status"], alert["scope"]) == (
        "InsightAlert",
        "Enabled",
        f"subscriptions/{SUBSCRIPTION}",
    )
    assert alert["viewId"].endswith("/views/ms:DailyAnomalyByResourceGroup")
    assert len(alert["notification"]["subject"]) == 70
    assert alert["notification"]["to"] == ["ml@example.com", "finance@example.com"]


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_the_output_is_the_budgets_id(unknown_outputs: bool) -> None:
    found = recorded(unknown_outputs).outputs["budget_id"]
    path = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Consumption/budgets/prod"
    assert found is UNKNOWN if unknown_outputs else found == path


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"subscription_id": "x"}, "subscription_id"),
        ({"stack": ""}, "stack"),
        ({"stack": "s" * 64}, "stack"),
        ({"amount": 0}, "amount"),
        ({"amount": float("inf")}, "amount"),
        ({"amount": float("nan")}, "amount"),
        ({"start_date": "November"}, "start_date"),
        ({"start_date": "2026-02-30"}, "start_date"),
        ({"emails": []}, "emails"),
        ({"emails": ["ml@example.com", "ml"]}, "emails[1]"),
    ],
)
def test_what_azure_would_refuse_is_refused_before_anything_is_made(changes: dict[str, Any], field: str) -> None:
    assert refusal(lambda: validate(arguments(**changes)), lambda: recorded(**changes)).field == field
