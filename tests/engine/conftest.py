import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.stand_in import Clouds, stand_ins
from tests.tools import require_tools

# Runs the policy pack, as Pulumi's language host would. The engine passes it the runtime's options as well, which only
# that host understands. It is asked for only where no Python language host is on PATH.
ANALYZER = """#!/bin/sh
for argument in "$@"; do
  shift
  case $argument in -toolchain=* | -virtualenv=*) ;; *) set -- "$@" "$argument" ;; esac
done
exec python -u -m pulumi.policy "$@"
"""


def environment(patch: pytest.MonkeyPatch, home: Path, engine: Path) -> None:
    """Set what the real engine reads: no accounts, no downloads, nothing of the user's own."""
    (home / "backend").mkdir()
    for name in [name for name in os.environ if name.startswith("PULUMI_")]:
        patch.delenv(name)
    (home / "bin").mkdir()
    analyzer = home / "bin" / "pulumi-analyzer-policy-python"
    analyzer.write_text(ANALYZER, encoding="utf-8")
    analyzer.chmod(0o755)
    # Policy pack and language host run in whichever environment is first on PATH.
    folders = [Path(sys.executable).parent, home / "bin", engine]
    patch.setenv("PATH", os.pathsep.join([*map(str, folders), os.environ["PATH"]]))
    patch.setenv("PULUMI_HOME", str(home / "home"))
    patch.setenv("PULUMI_BACKEND_URL", f"file://{home / 'backend'}")
    patch.setenv("PULUMI_CONFIG_PASSPHRASE", "tests only")
    patch.setenv("PULUMI_SKIP_UPDATE_CHECK", "true")
    patch.setenv("PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION", "true")


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    tools = require_tools("pulumi")
    with pytest.MonkeyPatch.context() as patch:
        environment(patch, tmp_path_factory.mktemp("pulumi"), tools["pulumi"])
        yield


@pytest.fixture
def clouds(engine: None, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clouds]:
    """Empty clouds, and a backend of one's own: a test may use the names of the shipped stacks."""
    monkeypatch.setenv("PULUMI_BACKEND_URL", f"file://{tmp_path_factory.mktemp('backend')}")
    with stand_ins() as running:
        yield running
