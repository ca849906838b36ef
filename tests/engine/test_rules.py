"""A stack that breaks a rule is stopped by the policy pack on the real engine, by that rule and no other."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from blueprints.program import run
from tests.engine.harness import EngineStack, change_settings, project_copy
from tests.engine.stand_in import Clouds

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("engine-rules")]


def no_budget(settings: dict[str, Any]) -> None:
    settings["monthlyBudgetUsd"] = 1
    for cloud in ("aws", "gcp"):
        settings[cloud]["baseline"]["create"]["budget"]["monthlyUsd"] = 0.5


def no_trail(settings: dict[str, Any]) -> None:
    settings["aws"]["baseline"]["create"]["audit"] = False


def no_l4(settings: dict[str, Any]) -> None:
    settings["profile"] = {"allowedAccelerators": ["aws-inferentia2", "tpu-v5e"]}


def hub_model(settings: dict[str, Any]) -> None:
    entry = settings["blueprints"][1]
    del entry["weights"]
    entry["hub"] = {"modelId": "meta-llama/Llama-2-70b-hf", "revision": "0" * 40}


def unprotected(settings: dict[str, Any]) -> None:
    settings["profile"] = {"deletionProtection": False}
    # An unprotected bucket cannot be locked, which another rule would notice.
    settings["exemptions"] = [
        {"rule": "audit-bucket-locked", "resource": "*", "reason": "not what is tried here", "until": "2999-12-31"}
    ]


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        pytest.param(no_budget, {"stack-budget"}, id="a dollar a month"),
        pytest.param(no_trail, {"audit-trail-on"}, id="no audit trail"),
        pytest.param(no_l4, {"allowed-accelerators"}, id="L4 is not allowed"),
        pytest.param(hub_model, {"sagemaker-network-isolation"}, id="a model from the hub"),
        pytest.param(unprotected, {"data-store-protected", "gke-deletion-protection"}, id="nothing protected"),
    ],
)
def test_a_broken_rule_stops_the_preview_before_anything_exists(
    change: Callable[[dict[str, Any]], None], rules: set[str], clouds: Clouds, tmp_path: Path
) -> None:
    change_settings(project_copy(tmp_path), "prod", change)
    outcome = EngineStack.create("prod", tmp_path, run, clouds).preview(rules=True)
    assert outcome.error is not None
    assert outcome.broken() == rules
    assert clouds.things == {}


def test_a_resource_that_breaks_a_rule_is_not_created_even_without_a_preview(clouds: Clouds, tmp_path: Path) -> None:
    change_settings(project_copy(tmp_path), "prod", hub_model)
    outcome = EngineStack.create("prod", tmp_path, run, clouds).up(rules=True)
    assert outcome.error is not None
    assert outcome.broken() == {"sagemaker-network-isolation"}
    assert "aws:sagemaker/model:Model" not in clouds.types()


def test_an_exemption_lets_a_stack_pass_until_its_day(clouds: Clouds, tmp_path: Path) -> None:
    def exempt(settings: dict[str, Any]) -> None:
        no_trail(settings)
        settings["exemptions"] = [
            {"rule": "audit-trail-on", "resource": "prod", "reason": "the organisation has one", "until": "2999-12-31"}
        ]

    change_settings(project_copy(tmp_path), "prod", exempt)
    outcome = EngineStack.create("prod", tmp_path, run, clouds).preview(rules=True)
    assert outcome.ok, outcome.error


def test_a_wrong_setting_stops_the_engine_with_one_line_and_no_traceback(clouds: Clouds, tmp_path: Path) -> None:
    def misspell(settings: dict[str, Any]) -> None:
        settings["enviroment"] = settings.pop("environment")

    change_settings(project_copy(tmp_path), "dev", misspell)
    outcome = EngineStack.create("dev", tmp_path, run, clouds).preview()
    assert outcome.error is not None
    assert "enviroment" in outcome.error
    assert "Traceback" not in outcome.text
    assert clouds.things == {}
