"""The stack `azure-baseline` on the real engine: previewed, built, left alone, renewed and destroyed."""

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from accel.preview.recorder import record
from blueprints.loading import read_stack_file
from blueprints.program import run
from blueprints.settings import StackSettings
from tests.engine.harness import EngineStack, change_settings, project_copy
from tests.engine.stand_in import Clouds

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("engine-azure-baseline")]

STACK = "azure-baseline"
KEY = "azure-native:keyvault:Key"


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[datetime.date]]:
    """The day on which the program runs, as its only item."""
    day = [datetime.date(2026, 11, 24)]
    facts = StackSettings.facts
    monkeypatch.setattr(StackSettings, "facts", lambda self, today=None: facts(self, today or day[0]))
    yield day


def other_owner(settings: dict[str, Any]) -> None:
    settings["owner"] = "another-team"


def test_the_stack_lives_from_its_first_preview_to_its_end(
    clouds: Clouds, today: list[datetime.date], tmp_path: Path
) -> None:
    folder = project_copy(tmp_path)
    stack = EngineStack.create(STACK, folder, run, clouds)

    preview = stack.preview(rules=True)
    assert preview.ok, preview.error
    assert clouds.types() == []
    assert preview.broken() == set()

    first = stack.up(rules=True)
    assert first.ok, first.error
    # The offline preview names what the engine names.
    file = read_stack_file(STACK, folder)
    offline = record(run, stack=STACK, config=file.engine_config)
    assert {resource.urn for resource in offline.graph} <= stack.urns()
    made = [call.name for call in clouds.calls if call.method == "create" and not call.preview]
    # Grant, name and rules before what needs them, and no log before it can no longer be deleted.
    accounts = min(made.index("azure-baseline-models-account"), made.index("azure-baseline-audit-archive"))
    assert max(made.index(f"azure-baseline-keys-{what}") for what in ("storage-use", "endpoint-names")) < accounts
    assert made.index("azure-baseline-network-workload") < made.index("azure-baseline-network-endpoints")
    assert made.index("azure-baseline-audit-retention") < made.index("azure-baseline-audit-subscription")

    # Days pass: the budget keeps its beginning, and the alert is renewed once a month.
    today[0] = datetime.date(2026, 11, 30)
    again = stack.up()
    assert again.ok, again.error
    assert not again.changed
    today[0] = datetime.date(2026, 12, 3)
    later = stack.up()
    assert later.ok, later.error
    assert [urn.rpartition("::")[2] for urn in later.touched.get("update", [])] == ["azure-baseline-budget-anomaly"]
    assert later.changed == {"update": 1}

    change_settings(folder, STACK, other_owner)
    changed = stack.up(rules=True)
    assert changed.ok, changed.error
    assert changed.changed.keys() == {"update"}

    destroyed = stack.destroy()
    assert destroyed.ok, destroyed.error
    # A key goes with its vault, which alone reaches it.
    assert clouds.types() == [KEY]


def test_in_prod_what_holds_data_outlives_the_stack(clouds: Clouds, today: list[datetime.date], tmp_path: Path) -> None:
    folder = project_copy(tmp_path)
    change_settings(folder, STACK, lambda settings: settings.update(environment="prod"))
    stack = EngineStack.create(STACK, folder, run, clouds)
    first = stack.up(rules=True)
    assert first.ok, first.error
    assert first.broken() == set()
    refused = stack.destroy()
    assert not refused.ok
    stack.unprotect()
    destroyed = stack.destroy()
    assert destroyed.ok, destroyed.error
    assert set(clouds.types()) == {
        "azure-native:containerregistry:Registry",
        "azure-native:keyvault:Key",
        "azure-native:keyvault:Vault",
        "azure-native:operationalinsights:Workspace",
        "azure-native:resources:ResourceGroup",
        "azure-native:storage:BlobContainer",
        "azure-native:storage:BlobContainerImmutabilityPolicy",
        "azure-native:storage:StorageAccount",
    }
