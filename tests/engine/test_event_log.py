"""What the real engine writes as events is read as the preview that it writes at the end."""

from pathlib import Path

import pytest

from accel.planning.cost.estimate import estimate
from accel.planning.readers.engine_file import read
from tests.engine.harness import project_copy, shell
from tests.engine.stand_in import Clouds
from tests.policies.building import facts

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("engine-shell")]


def test_events_tell_of_the_same_resources_and_machines(
    clouds: Clouds, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = project_copy(tmp_path)
    shell("stack", "init", "organization/accelerator-blueprints/sagemaker-inf2", folder=folder).check_returncode()
    log = tmp_path / "events.json"
    # The flag is one of the engine's own debugging; the Automation API passes it always.
    monkeypatch.setenv("PULUMI_DEBUG_COMMANDS", "true")
    whole = shell("preview", "--stack", "sagemaker-inf2", "--json", "--event-log", str(log), folder=folder)
    whole.check_returncode()
    monkeypatch.setenv("PULUMI_ENABLE_STREAMING_JSON_PREVIEW", "true")
    streamed = shell("preview", "--stack", "sagemaker-inf2", "--json", folder=folder)
    streamed.check_returncode()
    expected = read(whole.stdout)
    costs = estimate(expected.graph, facts("dev"))
    for text in (log.read_text(encoding="utf-8"), streamed.stdout):
        found = read(text)
        assert (found.kind, found.stack, found.environment, found.linked) == ("preview", "sagemaker-inf2", "dev", False)
        assert set(found.graph.by_urn) == set(expected.graph.by_urn)
        # Links are missing, and with them what is known only through them; nothing is said that the preview does not.
        told = {(line.urn, line.item, line.unit_usd) for line in estimate(found.graph, facts("dev")).lines}
        assert told <= {(line.urn, line.item, line.unit_usd) for line in costs.lines}
        assert len(told) > len(costs.lines) / 2
