"""A stack that breaks a rule is stopped by the policy pack on the real engine, before anything exists."""

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


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        pytest.param(no_budget, "stack-budget", id="a dollar a month"),
    ],
)
def test_a_broken_rule_stops_up(
    change: Callable[[dict[str, Any]], None], rule: str, clouds: Clouds, tmp_path: Path
) -> None:
    change_settings(project_copy(tmp_path), "prod", change)
    stack = EngineStack.create("prod", tmp_path, run, clouds)
    outcome = stack.up(rules=True)
    assert outcome.error is not None
    assert outcome.broken() == {rule}
    assert clouds.things == {}


def test_a_wrong_setting_stops_the_engine_with_one_line_and_no_traceback(clouds: Clouds, tmp_path: Path) -> None:
    def misspell(settings: dict[str, Any]) -> None:
        settings["enviroment"] = settings.pop("environment")

    change_settings(project_copy(tmp_path), "dev", misspell)
    outcome = EngineStack.create("dev", tmp_path, run, clouds).preview()
    assert outcome.error is not None
    assert "enviroment" in outcome.error
    assert "Traceback" not in outcome.text
