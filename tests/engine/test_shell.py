"""What a user types, on the real Pulumi.yaml and __main__.py, with the built CLI and language host."""

from pathlib import Path

import pytest

from tests.engine.harness import project_copy, shell
from tests.engine.stand_in import Clouds

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("engine-shell")]


def test_preview_up_and_destroy_from_the_shell(clouds: Clouds, tmp_path: Path) -> None:
    folder = project_copy(tmp_path)
    # Another name than the shipped stack's state elsewhere in this run.
    assert shell("stack", "init", "organization/accelerator-blueprints/dev", folder=folder).returncode == 0

    preview = shell("preview", "--stack", "dev", folder=folder)
    assert preview.returncode == 0, preview.stdout + preview.stderr
    assert "to create" in preview.stdout
    assert not clouds.things

    up = shell("up", "--stack", "dev", "--yes", "--skip-preview", folder=folder)
    assert up.returncode == 0, up.stdout + up.stderr
    assert clouds.things

    again = shell("preview", "--stack", "dev", "--expect-no-changes", folder=folder)
    assert again.returncode == 0, again.stdout + again.stderr

    destroy = shell("destroy", "--stack", "dev", "--yes", "--skip-preview", folder=folder)
    assert destroy.returncode == 0, destroy.stdout + destroy.stderr
    assert not clouds.things


def test_a_wrong_setting_is_told_in_one_line_without_a_traceback(clouds: Clouds, tmp_path: Path) -> None:
    folder = project_copy(tmp_path)
    path = folder / "stacks" / "Pulumi.staging.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(":owner:", ":ovner:"), encoding="utf-8")
    shell("stack", "init", "staging", folder=folder).check_returncode()
    preview = shell("preview", "--stack", "staging", folder=folder)
    assert preview.returncode != 0
    assert "ovner" in preview.stdout
    assert "Traceback" not in preview.stdout + preview.stderr
