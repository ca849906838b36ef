"""What `accel preview` says of budgets that the clouds themselves should watch."""

from typing import Any

import pytest

from blueprints.baseline_aws_settings import AwsSettings
from blueprints.baseline_gcp_settings import GcpSettings
from blueprints.baseline_notes import notes
from tests.policies.building import facts

AWS_NETWORK = {"cidrBlock": "10.40.0.0/16", "availabilityZones": ["us-east-1a", "us-east-1b"]}
GCP_NETWORK = {"subnetCidr": "10.0.0.0/20", "podsCidr": "10.4.0.0/14", "servicesCidr": "10.8.0.0/20"}
EMAILS = ["ml-platform@example.com"]
ACCOUNT = "012345-6789AB-CDEF01"
BY_TAG = "update-cost-allocation-tags-status"


def clouds(aws: dict[str, Any] | None = None, gcp: dict[str, Any] | None = None) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if aws is not None:
        create = {"network": AWS_NETWORK, **aws}
        given = {"region": "us-east-1", "accountId": "111122223333", "baseline": {"create": create}}
        found["aws"] = AwsSettings.model_validate(given)
    if gcp is not None:
        create = {"network": GCP_NETWORK, **gcp}
        place = {"project": "example-project", "projectNumber": "123456789012", "region": "us-central1"}
        found["gcp"] = GcpSettings.model_validate({**place, "baseline": {"create": create}})
    return found


def said(found: dict[str, Any], monthly_budget_usd: float = 1000) -> list[tuple[str, str, str]]:
    known = facts("prod", monthly_budget_usd=monthly_budget_usd)
    return [(note.topic, note.subject, note.message) for note in notes(found, known)]


@pytest.mark.parametrize("cloud", ["aws", "gcp"])
def test_a_missing_budget_is_missed(cloud: str) -> None:
    ((topic, subject, message),) = said(clouds(**{cloud: {}}))
    assert (topic, subject) == ("price", f"{cloud}-baseline")
    assert f"{cloud}.baseline.create.budget" in message


@pytest.mark.parametrize("cloud", ["aws", "gcp"])
def test_nobody_is_asked_for_a_budget_that_is_watched_elsewhere(cloud: str) -> None:
    assert said(clouds(**{cloud: {"budgetElsewhere": True}})) == []


def test_a_baseline_of_another_stack_is_that_stacks_to_watch() -> None:
    baseline = {"stackReference": "acme/accelerator-blueprints/shared"}
    given = {"region": "us-east-1", "accountId": "111122223333", "baseline": baseline}
    assert said({"aws": AwsSettings.model_validate(given)}) == []


def test_a_budget_on_aws_sees_nothing_before_its_tag_counts() -> None:
    ((topic, _, message),) = said(clouds(aws={"budget": {"alertEmails": EMAILS}}))
    assert topic == "price"
    assert f"{BY_TAG} --cost-allocation-tags-status TagKey=stack,Status=Active" in message


def test_a_budget_on_google_cloud_takes_a_role_on_the_billing_account() -> None:
    budget = {"alertEmails": EMAILS, "billingAccount": ACCOUNT}
    ((topic, _, message),) = said(clouds(gcp={"budget": budget}))
    assert topic == "access"
    assert "roles/billing.costsManager" in message
    assert ACCOUNT in message


@pytest.mark.parametrize(("aws", "gcp", "warned"), [(600, 400, False), (600, 401, True), (None, 400, True)])
def test_budgets_that_let_through_more_than_the_stack_may_cost_are_told_of(
    aws: float | None, gcp: float, warned: bool
) -> None:
    found = clouds(
        aws={"budget": {"alertEmails": EMAILS, "monthlyUsd": aws}},
        gcp={"budget": {"alertEmails": EMAILS, "monthlyUsd": gcp, "billingAccount": ACCOUNT}},
    )
    assert any("USD together" in message for _, _, message in said(found)) is warned
