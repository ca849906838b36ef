import pytest
from click.testing import CliRunner

from accel.cli.main import cli
from accel.planning.graph import Graph, Secret
from tests.policies.building import facts, resource


@pytest.mark.parametrize("arguments", [["cost", "dev"], ["diff", "dev", "dev"]])
@pytest.mark.parametrize("form", ["text", "json"])
def test_a_secret_of_a_stack_is_in_no_cost(arguments: list[str], form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    kind, region = Secret("g6.planted-secret"), "us-east-1"
    machine = resource("aws:ec2/instance:Instance", "vm", {"instanceType": kind, "region": region})
    monkeypatch.setattr("accel.preview.preview.resources_of", lambda _: (Graph([machine]), facts("dev")))
    result = CliRunner().invoke(cli, [*arguments, "--format", form])
    assert result.exit_code == 0, result.output
    assert "planted" not in result.output


@pytest.mark.parametrize("command", ["check", "cost", "diff"])
@pytest.mark.parametrize("what", ["", ".", "../prod", "no-such-file.json", "\n"])
def test_what_is_neither_a_file_nor_a_stack_is_one_line(command: str, what: str) -> None:
    result = CliRunner().invoke(cli, [command, what])
    assert result.exit_code == 2
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert "is neither a file nor a stack" in line
