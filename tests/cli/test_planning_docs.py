"""What the pages of the catalogue, of planning and of advice show can be typed, and answers so."""

import datetime
import re
import shlex
from collections.abc import Iterator

import pytest
from click.testing import CliRunner

from accel.cli import advise, prices
from accel.cli.main import cli
from tests.tools import ROOT

# The pages show ages of prices as they were on this day.
TODAY = datetime.date(2026, 11, 24)
PAGES = ("planning.md", "advise.md", "catalogue.md")
BLOCK = re.compile(r"```(?:console)?\n\$ accel (.*)\n((?:.*\n)*?)```")
# Previews are held to what they show by tests of their own.
NOT_HERE = "preview "


def shown() -> Iterator[tuple[str, str]]:
    for page in PAGES:
        text = (ROOT / "docs" / page).read_text(encoding="utf-8").replace("\\\n", "")
        yield from ((command, output) for command, output in BLOCK.findall(text) if not command.startswith(NOT_HERE))


SHOWN = tuple(shown())


@pytest.fixture
def that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (advise, prices):
        monkeypatch.setattr(module, "_today", lambda: TODAY)


def test_each_command_is_shown() -> None:
    assert {command.split()[0] for command, _ in SHOWN} == {"fit", "train-cost", "break-even", "advise", "prices"}


@pytest.mark.usefixtures("that_day")
@pytest.mark.parametrize(("command", "output"), SHOWN)
def test_a_command_of_a_page_answers_as_shown(command: str, output: str) -> None:
    result = CliRunner().invoke(cli, shlex.split(command))
    assert not isinstance(result.exception, Exception)
    # Three dots stand for what a page leaves out.
    for part in re.split(r"^\.\.\.\n", output, flags=re.MULTILINE):
        assert part in result.output
