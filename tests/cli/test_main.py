import subprocess
import sys

import pytest
from click.testing import CliRunner

from accel.cli.main import _COMMANDS, cli


def test_help_names_every_command_and_shows_examples() -> None:
    result = CliRunner().invoke(cli, ["--help"])
    assert result.exit_code == 0
    assert all(name in result.output for name in _COMMANDS)
    assert "accel preview dev" in result.output


@pytest.mark.parametrize("name", sorted(_COMMANDS))
def test_help_of_every_command_has_examples(name: str) -> None:
    result = CliRunner().invoke(cli, [name, "--help"])
    assert result.exit_code == 0
    assert "Examples:" in result.output


def test_a_misspelt_command_is_refused_with_the_nearest_one() -> None:
    result = CliRunner().invoke(cli, ["prevew"])
    assert result.exit_code == 2
    assert "did you mean 'preview'?" in result.output


@pytest.mark.parametrize("arguments", [["--help"], ["preview", "--help"], ["prices", "show", "g2-standard-8"]])
def test_help_and_look_ups_never_import_pulumi(arguments: list[str]) -> None:
    code = (
        "import sys; from accel.cli.main import cli\n"
        "try: cli(sys.argv[1:], prog_name='accel')\n"
        "except SystemExit: pass\n"
        "print(sorted(name for name in sys.modules if name.split('.')[0].startswith('pulumi')))"
    )
    result = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    assert result.stdout.splitlines()[-1] == "[]"
