"""What docs/planning.md shows can be typed, and answers so."""

import re
import shlex

import pytest
from click.testing import CliRunner

from accel.cli.main import cli
from tests.tools import ROOT

PAGE = (ROOT / "docs/planning.md").read_text(encoding="utf-8").replace("\\\n", "")
SHOWN = re.findall(r"```console\n\$ accel (.*)\n(.*)\n", PAGE)


def test_each_command_is_shown() -> None:
    assert {command.split()[0] for command, _ in SHOWN} == {"fit", "train-cost", "break-even"}


@pytest.mark.parametrize(("command", "first_line"), SHOWN)
def test_a_command_of_the_page_answers_as_shown(command: str, first_line: str) -> None:
    result = CliRunner().invoke(cli, shlex.split(command))
    assert result.exit_code in {0, 1}
    assert result.output.splitlines()[0] == first_line
