import json
import re
from typing import Any

import pytest

from accel.catalog.aws import limit, pattern
from accel.planning.graph import UNKNOWN, Graph
from accel.preview.recorder import record
from components.aws.budget import AwsBudget, validate
from components.aws.encryption_policies import logs_key_policy
from components.contract import InvalidArgument
from tests.components.aws.judging import (
    ACCOUNT,
    applies,
    broken_rules,
    only,
    shape,
    statements,
    types_of,
    unknown_actions,
    used,
)
from tests.components.judging import TAGS

REGION = "us-east-1"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/00000000-0000-4000-8000-000000000000"
EMAILS = ["ml-platform@example.com", "finance@example.com"]
SUBSCRIPTION = "aws:costexplorer/anomalySubscription:AnomalySubscription"
MONITOR = f"arn:aws:ce::{ACCOUNT}:anomalymonitor/00000000-0000-4000-8000-000000000000"


def arguments(**changes: Any) -> Any:
    given = {
        "account_id": ACCOUNT,
        "region": REGION,
        "stack": "prod",
        "monthly_limit_usd": 2500.5,
        "alert_emails": EMAILS,
        "logs_key_arn": KEY,
        "tags": TAGS,
    }
    return {**given, **changes}


def recorded(unknown_outputs: bool = False, **changes: Any) -> Graph:
    return record(lambda: AwsBudget("costs", arguments(**changes)), unknown_outputs=unknown_outputs).graph


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_there_are_a_budget_a_monitor_and_a_topic_that_both_write_to(unknown_outputs: bool) -> None:
    graph = recorded(unknown_outputs)
    assert types_of(graph) == {
        "AwsBudget": 1,
        "Topic": 1,
        "TopicPolicy": 1,
        "Budget": 1,
        "AnomalyMonitor": 1,
        "AnomalySubscription": 2,
    }
    outputs = only(graph, "AwsBudget").outputs
    if unknown_outputs:
        assert outputs == {"budget_name": UNKNOWN, "alert_topic_arn": UNKNOWN}
    else:
        assert outputs["alert_topic_arn"] == only(graph, "Topic").outputs["arn"]
        assert outputs["budget_name"] == only(graph, "Budget").outputs["name"]


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_the_alerts_keep_our_own_rules_in_prod(unknown_outputs: bool) -> None:
    assert broken_rules(recorded(unknown_outputs)) == []


def test_the_budget_counts_what_the_stack_uses_in_a_month() -> None:
    budget = only(recorded(), "Budget")
    assert (budget.get("budgetType"), budget.get("timeUnit")) == ("COST", "MONTHLY")
    assert (budget.get("limitAmount"), budget.get("limitUnit")) == ("2500.50", "USD")
    assert budget.get("costFilters") == [{"name": "TagKeyValue", "values": ["user:stack$prod"]}]
    # A credit would hide what is used until the day on which it is gone.
    assert budget.get("costTypes") == {"includeCredit": False, "includeRefund": False}


def test_everybody_hears_before_the_limit_at_it_and_when_it_will_be_passed() -> None:
    notices = only(recorded(), "Budget").get("notifications")
    assert [(item["notificationType"], item["threshold"]) for item in notices] == [
        ("ACTUAL", 80),
        ("ACTUAL", 100),
        ("FORECASTED", 100),
    ]
    for notice in notices:
        assert notice["subscriberEmailAddresses"] == sorted(EMAILS)
        assert notice["subscriberSnsTopicArns"] == [only(recorded(), "Topic").outputs["arn"]]


def test_values_are_those_of_aws() -> None:
    budget = only(recorded(), "Budget")
    assert budget.get("budgetType") in shape("budgets", "BudgetType")["enum"]
    assert budget.get("timeUnit") in shape("budgets", "TimeUnit")["enum"]
    assert re.fullmatch(shape("budgets", "NumericValue")["pattern"], budget.get("limitAmount"))
    assert re.fullmatch(shape("budgets", "BudgetName")["pattern"].replace("(?i)", ""), budget.outputs["name"])
    for notice in budget.get("notifications"):
        assert notice["notificationType"] in shape("budgets", "NotificationType")["enum"]
        assert notice["comparisonOperator"] in shape("budgets", "ComparisonOperator")["enum"]
        assert notice["thresholdType"] in shape("budgets", "ThresholdType")["enum"]
    assert limit("budget e-mails").highest + 1 == shape("budgets", "Subscribers")["max"]
    monitor = only(recorded(), "AnomalyMonitor")
    assert monitor.get("monitorType") in shape("ce", "MonitorType")["enum"]
    for subscription in recorded().of(SUBSCRIPTION):
        assert subscription.get("frequency") in shape("ce", "AnomalySubscriptionFrequency")["enum"]
        threshold = subscription.get("thresholdExpression.dimension")
        assert threshold["key"] in shape("ce", "Dimension")["enum"]
        assert set(threshold["matchOptions"]) <= set(shape("ce", "MatchOption")["enum"])
        for subscriber in subscription.get("subscribers"):
            assert subscriber["type"] in shape("ce", "SubscriberType")["enum"]
            assert re.fullmatch(shape("ce", "SubscriberAddress")["pattern"], subscriber["address"])


def test_the_monitor_watches_the_tag_since_an_account_may_have_one_over_its_services() -> None:
    monitor = only(recorded(), "AnomalyMonitor")
    assert monitor.get("monitorType") == "CUSTOM"
    expression = json.loads(monitor.get("monitorSpecification"))
    assert {key: value for key, value in expression.items() if value is not None} == {
        "Tags": {"Key": "stack", "MatchOptions": None, "Values": ["prod"]}
    }
    assert set(expression) <= set(shape("ce", "Expression")["members"])


def test_anomalies_go_to_the_topic_at_once_and_to_people_once_a_day() -> None:
    graph = recorded()
    found = {item.get("frequency"): item for item in graph.of(SUBSCRIPTION)}
    # AWS sends e-mail daily or weekly only, and to topics at once only.
    assert [item["address"] for item in found["DAILY"].get("subscribers")] == sorted(EMAILS)
    assert found["IMMEDIATE"].get("subscribers") == [
        {"type": "SNS", "address": only(graph, "Topic").outputs["arn"]},
    ]
    assert {used(graph, item, "monitorArnLists")[0] for item in found.values()} == {"costs-anomalies"}


@pytest.mark.parametrize(
    ("changes", "smallest"),
    [({}, "250.05"), ({"anomaly_minimum_usd": 40}, "40.00"), ({"monthly_limit_usd": 0.02}, "0.01")],
)
def test_small_anomalies_are_kept_quiet(changes: Any, smallest: str) -> None:
    values = {item.get("thresholdExpression.dimension.values.0") for item in recorded(**changes).of(SUBSCRIPTION)}
    assert values == {smallest}


def test_a_monitor_that_exists_is_listened_to_instead_of_a_new_one() -> None:
    graph = recorded(anomaly_monitor_arn=MONITOR)
    assert "AnomalyMonitor" not in types_of(graph)
    assert {item.get("monitorArnLists.0") for item in graph.of(SUBSCRIPTION)} == {MONITOR}


def test_without_anomalies_only_the_budget_is_left() -> None:
    assert types_of(recorded(anomalies=False)) == {"AwsBudget": 1, "Topic": 1, "TopicPolicy": 1, "Budget": 1}


@pytest.mark.parametrize("sender", ["budgets.amazonaws.com", "costalerts.amazonaws.com"])
@pytest.mark.parametrize(("account", "allowed"), [(ACCOUNT, True), ("999988887777", False)])
def test_costs_of_this_account_alone_reach_the_topic_through_its_key(sender: str, account: str, allowed: bool) -> None:
    graph = recorded()
    topic = only(graph, "Topic")
    publish = statements(only(graph, "TopicPolicy"))["CostAlertsPublish"]
    assert sender in publish["Principal"]["Service"]
    asked = {"aws:SourceAccount": account}
    assert applies(publish, "sns:Publish", topic.outputs["arn"], asked) is allowed
    assert topic.get("kmsMasterKeyId") == KEY
    asked["kms:EncryptionContext:aws:sns:topicArn"] = topic.outputs["arn"]
    for action in ("kms:Decrypt", "kms:GenerateDataKey"):
        may = [
            item
            for item in logs_key_policy(ACCOUNT, REGION, [])["Statement"]
            if sender in item["Principal"].get("Service", ()) and applies(item, action, "any key", asked)
        ]
        assert bool(may) is allowed


def test_nobody_publishes_over_plain_http() -> None:
    graph = recorded()
    denial = statements(only(graph, "TopicPolicy"))["DenyPlainHttp"]
    assert denial["Effect"] == "Deny"
    assert applies(denial, "sns:Publish", only(graph, "Topic").outputs["arn"], {"aws:SecureTransport": "false"})


def test_nothing_is_sent_before_the_topic_takes_it() -> None:
    graph = recorded()
    assert "costs-alerts-policy" in used(graph, only(graph, "Budget"), "notifications")
    at_once = only(graph, "AnomalySubscription", "costs-anomalies-at-once")
    assert "costs-alerts-policy" in used(graph, at_once, "subscribers")


def test_no_action_is_misspelt() -> None:
    assert unknown_actions(recorded()) == []


def test_an_address_that_the_catalogue_takes_is_one_that_aws_takes() -> None:
    theirs = shape("ce", "SubscriberAddress")["pattern"]
    for address in ("a@example.com", "a.b+c@sub.example.org", "a@b", "a b@example.com", "@example.com", "a@example"):
        assert pattern("e-mail").fits(address) is bool(re.fullmatch(theirs, address)), address


@pytest.mark.parametrize(
    ("changes", "field", "part"),
    [
        ({"account_id": "12345"}, "account_id", "twelve digits"),
        ({"region": "nowhere"}, "region", "a region of AWS"),
        ({"stack": ""}, "stack", "the value of the tag"),
        ({"monthly_limit_usd": 0}, "monthly_limit_usd", "0.01 USD or more"),
        ({"monthly_limit_usd": 0.001}, "monthly_limit_usd", "0.01 USD or more"),
        ({"anomaly_minimum_usd": -1}, "anomaly_minimum_usd", "0.01 USD or more"),
        ({"alert_emails": []}, "alert_emails", "1 to 10 addresses"),
        ({"alert_emails": [f"a{index}@example.com" for index in range(11)]}, "alert_emails", "1 to 10 addresses"),
        ({"alert_emails": ["ml-platform"]}, "alert_emails[0]", "an e-mail address"),
    ],
)
def test_a_wrong_argument_is_refused_before_anything_is_registered(changes: Any, field: str, part: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        validate(arguments(**changes))
    assert refused.value.field == field
    assert part in str(refused.value)
