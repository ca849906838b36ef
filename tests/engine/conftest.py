import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.stand_in import Clouds, stand_ins
from tests.tools import require_tools


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The environment in which the real engine runs without accounts, downloads or anything of the user's own."""
    tools = require_tools("pulumi")
    home = tmp_path_factory.mktemp("pulumi")
    (home / "backend").mkdir()
    settings = {
        # Policy pack and language host run in whichever environment is first on PATH.
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), str(tools["pulumi"]), os.environ["PATH"]]),
        "PULUMI_HOME": str(home / "home"),
        "PULUMI_BACKEND_URL": f"file://{home / 'backend'}",
        "PULUMI_CONFIG_PASSPHRASE": "tests only",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("PULUMI_")]:
            patch.delenv(name)
        for name, value in settings.items():
            patch.setenv(name, value)
        yield


@pytest.fixture
def clouds(engine: None) -> Iterator[Clouds]:
    with stand_ins() as running:
        yield running
