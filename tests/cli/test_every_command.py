"""What holds for each command, from the tree of commands itself: one that is added without it fails here."""

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from accel.catalog.refresh import store
from accel.cli.main import cli
from tests.cli.test_prices_refresh import ROWS, Azure
from tests.tools import ROOT

WIDTH = 80
_COLOUR = re.compile(r"\x1b\[[0-9;]*[34][0-9]m")
_STYLE = re.compile(r"\x1b\[[0-9;]*m")
_FIXTURES = Path(__file__).parents[1] / "planning" / "readers" / "fixtures"
_FILE = str(_FIXTURES / "tpu-training.preview.json")
_PREVIEW_OF_ITSELF = "schema"
"""The one command whose output is JSON anyway: it needs no `--format`."""


@dataclass(frozen=True)
class Run:
    """How a command is called, and what it says to names that are nearly right."""

    arguments: str
    nearly: dict[str, str]
    """Arguments with a misspelt name -> the name that is meant."""


_ADVISE = "--workload inference --model llama-3-8b --limit 2"
_BUY = (
    "--purchase-usd 25000 --power-kw 0.8 --usd-per-kwh 0.2 --pue 1.5 --maintenance-percent 5 --salvage-percent 10 "
    "--years 3 --utilization 0.6"
)
_FIT = "--model llama-3-70b --machine g6.12xlarge"
_TRAIN = "--params 7 --tokens 2000 --machine p5.48xlarge --nodes 4 --purchase spot"

RUNS = {
    "advise": Run(
        _ADVISE,
        {
            "--workload inference --model llama-3-8c": "llama-3-8b",
            f"{_ADVISE} --cloud lamda": "lambda",
            f"{_ADVISE} --region us-eastt-1": "us-east-1",
            f"{_ADVISE} --purchase spott": "spot",
            f"{_ADVISE} --quantization int9": "int8",
        },
    ),
    "break-even": Run(
        f"{_BUY} --machine a2-ultragpu-1g",
        {
            f"{_BUY} --machine a2-ultragpu-1x": "a2-ultragpu-1g",
            f"{_BUY} --machine a2-ultragpu-1g --region us-cental1": "us-central1",
            f"{_BUY} --machine a2-ultragpu-1g --purchase spott": "spot",
        },
    ),
    "check": Run(_FILE, {"prd": "prod", f"{_FILE} --as prd": "prod"}),
    "cost": Run(
        _FILE,
        {
            "prd": "prod",
            f"{_FILE} --region us-centrl1": "us-central1",
            f"{_FILE} --purchase reservd_1yr": "reserved_1yr",
            "--move 1GB --from aws:us-eastt-1 --to gcp:us-central1": "us-east-1",
        },
    ),
    "diff": Run(_FILE, {"prd dev": "prod", f"{_FILE} prd": "prod"}),
    "fit": Run(
        _FIT,
        {
            "--model lama-3-70b --machine g6.12xlarge": "llama-3-70b",
            "--model llama-3-70b --machine g2-standrd-8": "g2-standard-8",
            f"{_FIT} --quantization int9": "int8",
            f"{_FIT} --cloud lamda": "lambda",
        },
    ),
    "policies coverage": Run(
        "--framework hipaa", {"--framework hippa": "hipaa", "--framework cis-gke": "cis-gke-1.4.0"}
    ),
    "policies explain": Run("s3-versioning", {"s3-versionin": "s3-versioning"}),
    "policies list": Run(
        "--compliance hipaa",
        {
            "--group securty": "security",
            "--cloud kubernets": "kubernetes",
            "--environment prd": "prod",
            "--compliance soc2 --compliance hippa": "hipaa",
        },
    ),
    "preview": Run("tpu-training", {"prd": "prod"}),
    "prices age": Run("", {}),
    "prices refresh": Run(
        "--cloud azure --endpoint {azure} --dry-run", {"--cloud aws --region us-eastt-1": "us-east-1"}
    ),
    "prices show": Run(
        "g2-standard-8",
        {
            "g2-standrd-8": "g2-standard-8",
            "g2-standard-8 --cloud gpc": "gcp",
            "g2-standard-8 --region us-centrl1": "us-central1",
            "g2-standard-8 --purchase spott": "spot",
            "nat_gatway": "nat_gateway",
            "nat_gateway --cloud awss": "aws",
        },
    ),
    "schema": Run("", {}),
    "train-cost": Run(
        _TRAIN,
        {
            "--params 7 --tokens 2 --machine p5.48xlarg": "p5.48xlarge",
            "--params 7 --tokens 2 --machine p5.48xlarge --region us-eastt-1": "us-east-1",
            "--params 7 --tokens 2 --machine p5.48xlarge --purchase spott": "spot",
        },
    ),
}
NEARLY = [(name, arguments, meant) for name, run in RUNS.items() for arguments, meant in run.nearly.items()]


def commands(group: click.Group, *above: str) -> Iterator[tuple[str, click.Command]]:
    """Yield every command that does something, with its name as it is typed."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, *above, name)
        else:
            yield " ".join((*above, name)), command


COMMANDS = dict(commands(cli))


def accel(name: str, arguments: str, **environment: str) -> Result:
    runner = CliRunner(env={"COLUMNS": str(WIDTH), **environment})
    return runner.invoke(cli, [*name.split(), *shlex.split(arguments)], terminal_width=WIDTH)


@pytest.fixture(scope="module")
def azure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server of prices, for the one command that asks one; its table is a small one."""
    folder = tmp_path_factory.mktemp("table")
    (folder / "sources.csv").write_bytes((store.DATA / "sources.csv").read_bytes())
    (folder / "prices_azure.csv").write_text(ROWS, encoding="utf-8")
    (folder / "prices_aws.csv").write_text(ROWS.splitlines(keepends=True)[0], encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
            patch.delenv(name, raising=False)
        patch.setattr(store, "DATA", folder)
        running = Azure()
        yield running.url
        running.close()


def test_each_command_is_tried_here() -> None:
    assert set(RUNS) == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_has_examples_that_can_be_typed_and_fit_80_columns(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = accel(name, "--help")
    assert result.exit_code == 0
    assert max(map(len, result.stdout.splitlines())) <= WIDTH
    assert "None" not in result.stdout
    (tmp_path / "config.json").touch()
    monkeypatch.chdir(tmp_path)
    shown = result.stdout.partition("Examples:")[2].replace("\\\n", "")
    # What is before the command, and after it, is the shell's.
    examples = re.findall(rf"accel {name}\b([^|>\n]*)", shown)
    assert examples
    for example in examples:
        context = COMMANDS[name].make_context(name, shlex.split(example))
        assert context.invoked_subcommand is None


@pytest.mark.parametrize("name", COMMANDS)
def test_the_output_fits_80_columns_and_has_no_colour_where_nobody_wants_one(name: str, azure: str) -> None:
    arguments = RUNS[name].arguments.format(azure=azure)
    result = accel(name, arguments, NO_COLOR="1", FORCE_COLOR="1")
    assert result.exit_code in {0, 1}, result.output
    assert result.stdout
    assert not _COLOUR.search(result.output)
    if name != _PREVIEW_OF_ITSELF:
        lines = [_STYLE.sub("", line).rstrip() for line in result.stdout.splitlines()]
        assert [line for line in lines if len(line) > WIDTH and _FILE not in line] == []


@pytest.mark.parametrize(
    "call",
    [
        *("train-cost --guide", "break-even --guide", "prices age --days 0"),
        *("policies", "policies coverage", "policies coverage --framework checkov", "policies list --compliance soc2"),
        "cost --move 140GB --from aws:us-east-1 --to gcp:us-central1",
        f"cost {_FILE} --purchase spot",
        "fit --model deepseek-v3 --machine g2-standard-8",
        "advise --workload training --model llama-2-7b --framework jax --cloud gcp",
        "advise --workload inference --model llama-3-8b --region eu --limit 40",
        *(f"prices show {item} --all" for item in ("g5.48xlarge", "Standard_ND96isr_H200_v5", "tpu-v5litepod-8")),
    ],
)
def test_long_names_and_other_tables_fit_80_columns_too(call: str) -> None:
    result = accel("", call)
    assert result.exit_code in {0, 1}, result.output
    assert [line for line in result.stdout.splitlines() if len(line.rstrip()) > WIDTH and _FILE not in line] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_there_is_a_form_for_programs(name: str, azure: str) -> None:
    arguments = RUNS[name].arguments.format(azure=azure)
    form = "" if name == _PREVIEW_OF_ITSELF else " --format json"
    result = accel(name, f"{arguments}{form}")
    assert result.exit_code in {0, 1}, result.output
    assert json.loads(result.stdout, parse_constant=_refuse)
    assert result.stdout.endswith("\n")


def _refuse(constant: str) -> Any:
    raise AssertionError(f"{constant} is no JSON")


@pytest.mark.parametrize(("name", "arguments", "meant"), NEARLY)
@pytest.mark.usefixtures("azure")
def test_a_name_that_is_nearly_right_is_refused_with_the_right_one(name: str, arguments: str, meant: str) -> None:
    result = accel(name, arguments)
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.endswith(f"did you mean {meant!r}?")


@pytest.mark.parametrize("name", COMMANDS)
def test_an_option_that_is_nearly_right_is_refused_with_the_right_one(name: str) -> None:
    option = next(
        parameter.opts[0]
        for parameter in COMMANDS[name].params
        if isinstance(parameter, click.Option) and parameter.opts[0] != "--help"
    )
    result = accel(name, f"{option}x")
    assert result.exit_code == 2
    said = " ".join(result.stderr.split())
    assert re.search(rf"Did you mean (?:one of: .*)?'{option}'", said), said


@pytest.mark.parametrize("name", COMMANDS)
def test_a_page_tells_of_the_command(name: str) -> None:
    pages = [path.read_text(encoding="utf-8") for path in (ROOT / "README.md", *(ROOT / "docs").glob("*.md"))]
    assert any(f"accel {name}" in page for page in pages)
