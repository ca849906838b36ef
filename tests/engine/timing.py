"""How long `pulumi preview` of a stack takes on the real engine with stand-in providers, for `make bench`."""

import tempfile
import time
from pathlib import Path

import pytest

from tests.engine.conftest import environment
from tests.engine.harness import project_copy, shell
from tests.engine.stand_in import stand_ins
from tests.tools import tool_folders


def engine_preview_seconds(name: str, runs: int = 3) -> float | None:
    """Return the shortest of several previews, each typed into a shell, or None where the engine is not built."""
    tools = tool_folders()
    if not all(tools[tool].is_dir() for tool in ("pulumi", "pulumi-language-python")):
        return None
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        home = Path(folder)
        (home / "project").mkdir()
        environment(patch, home, tools["pulumi"])
        with stand_ins():
            project = project_copy(home / "project")
            shell("stack", "init", name, folder=project).check_returncode()
            best = float("inf")
            for _ in range(runs):
                started = time.perf_counter()
                shell("preview", "--stack", name, folder=project).check_returncode()
                best = min(best, time.perf_counter() - started)
    return best
