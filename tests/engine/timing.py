"""How long the real engine's own preview of a stack takes, for `make bench`."""

import tempfile
import time
from pathlib import Path

import pytest

from blueprints.program import run
from tests.engine.conftest import environment
from tests.engine.harness import EngineStack, project_copy
from tests.engine.stand_in import stand_ins
from tests.tools import tool_folders


def engine_preview_seconds(name: str, runs: int = 3) -> float | None:
    """Return the shortest of several previews with stand-in providers, or None where the engine is not built."""
    engine = tool_folders()["pulumi"]
    if not engine.is_dir():
        return None
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        home = Path(folder)
        (home / "project").mkdir()
        environment(patch, home, engine)
        with stand_ins() as clouds:
            stack = EngineStack.create(name, project_copy(home / "project"), run, clouds)
            best = float("inf")
            for _ in range(runs):
                started = time.perf_counter()
                outcome = stack.preview()
                best = min(best, time.perf_counter() - started)
                if not outcome.ok:
                    raise RuntimeError(outcome.error)
    return best
