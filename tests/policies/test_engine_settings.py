import json
import math
from typing import Any

import pytest

from policies.engine_settings import engine_configuration, facts_from_engine
from tests.policies.building import TODAY

COMMON = {"environment": "dev", "owner": "ml", "costCenter": "research", "monthlyBudgetUsd": 1200}


def config(**values: Any) -> dict[str, str]:
    """Values as the engine passes them."""
    texts = {key: value if isinstance(value, str) else json.dumps(value) for key, value in values.items()}
    return {f"accelerator-blueprints:{key}": text for key, text in texts.items()}


def test_the_stack_is_judged_as_its_configuration_says() -> None:
    given = config(
        **COMMON,
        aws={"region": "us-east-1"},
        gcp={"region": "europe-west4"},
        profile={"minReplicas": 3},
        policies={"storage-lifecycle": {"level": "mandatory"}},
        exemptions=[
            {"rule": "kms-key-rotation", "resource": "a", "reason": "long enough a reason", "until": "2027-01-01"}
        ],
        blueprints=[{"kind": "gke_vllm", "name": "chat"}],
    )
    found = facts_from_engine(given, "dev", TODAY)
    assert (found.environment, found.owner, found.monthly_budget_usd) == ("dev", "ml", 1200)
    assert found.data_regions == ("us-east-1", "europe-west4")
    assert found.profile.min_replicas == 3
    assert found.rule_settings == {"storage-lifecycle": {"level": "mandatory"}}
    assert [exemption.rule for exemption in found.exemptions] == ["kms-key-rotation"]
    assert (found.stack, found.today) == ("dev", TODAY)


def test_regions_that_the_file_names_win_over_those_of_its_clouds() -> None:
    given = config(**COMMON, aws={"region": "us-east-1"}, dataRegions=["eu-west-1"])
    assert facts_from_engine(given, "dev", TODAY).data_regions == ("eu-west-1",)


def test_a_stack_on_azure_may_be_where_its_key_says() -> None:
    given = config(**COMMON, azure={"region": "westeurope"}, gcp={"region": "europe-west4"})
    assert set(facts_from_engine(given, "dev", TODAY).data_regions) == {"westeurope", "europe-west4"}


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"aws:region": "us-east-1"},
        config(**{**COMMON, "environment": "production"}),
        config(environment="dev"),
        config(**COMMON, profile="{not json"),
        config(**COMMON, exemptions=[{"rule": "a"}]),
    ],
)
def test_without_our_keys_or_with_wrong_ones_the_stack_is_judged_as_production(given: dict[str, str]) -> None:
    found = facts_from_engine(given, "x", TODAY)
    assert found.environment == "prod"
    assert found.monthly_budget_usd == math.inf
    assert found.exemptions == ()


def test_a_cloud_of_the_wrong_shape_gives_no_region() -> None:
    assert facts_from_engine(config(**COMMON, aws="us-east-1", gcp={"region": 3}), "dev", TODAY).data_regions == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"accelerator-blueprints:owner": "ml", "n": 3}', {"accelerator-blueprints:owner": "ml", "n": "3"}),
        ("", {}),
        ("no json", {}),
        ("[1]", {}),
        ("3", {}),
    ],
)
def test_the_engines_configuration_is_read_from_its_environment_variable(
    text: str, expected: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULUMI_CONFIG", text)
    assert engine_configuration() == expected


def test_an_engine_that_hands_over_nothing_gives_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PULUMI_CONFIG", raising=False)
    assert engine_configuration() == {}


def test_compliance_reaches_the_engine_as_the_preview_has_it() -> None:
    given = config(**COMMON, compliance=["gdpr", "hipaa", "gdpr"], dataClass="health", dataRegions=["us-east-1"])
    found = facts_from_engine(given, "dev", TODAY)
    assert (found.compliance, found.data_class, found.data_regions_named) == (("gdpr", "hipaa"), "health", True)
    assert found.profile.log_retention_days == 2192


def test_a_mistake_elsewhere_switches_no_framework_off() -> None:
    given = config(**{**COMMON, "environment": "production"}, compliance=["hippa", "gdpr"], aws={"region": "us-east-1"})
    found = facts_from_engine(given, "dev", TODAY)
    assert (found.compliance, found.data_class, found.data_regions_named) == (("gdpr",), "health", False)
