"""Where `make tools` put the real engine and the real API server, and what happens to tests that miss them."""

import os
import subprocess
from functools import cache
from pathlib import Path
from typing import NoReturn

import pytest

ROOT = Path(__file__).resolve().parents[1]


def _ask(flag: str) -> str:
    return subprocess.run([ROOT / ".ci/tools/build", flag], check=True, capture_output=True, text=True).stdout.strip()


@cache
def tool_folders() -> dict[str, Path]:
    """Folder of each tool, by its name without the version."""
    folders = [Path(folder) for folder in _ask("--path").split(":")]
    return {folder.name.rsplit("-v", 1)[0]: folder for folder in folders}


def require_tools(*names: str) -> dict[str, Path]:
    """Return the folders of the tools; without one of them skip the test, or fail it where CI must run it."""
    folders = tool_folders()
    absent = [name for name in names if not folders[name].is_dir()]
    if absent:
        stop(f"not built: {', '.join(absent)}; `make tools` builds them")
    return {name: folders[name] for name in names}


def stop(message: str) -> NoReturn:
    """Skip a test that misses a tool, or fail it where CI must run it."""
    if os.environ.get("ACCEL_REQUIRE_TOOLS") == "1":
        pytest.fail(message, pytrace=False)
    pytest.skip(message)
