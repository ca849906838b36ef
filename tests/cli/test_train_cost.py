import json

import pytest
from click.testing import CliRunner, Result

from accel.cli.train_cost import command

ASKED = ("--params", "7", "--tokens", "2000", "--machine", "p5.48xlarge")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, list(arguments))


def test_hours_and_dollars_are_those_of_the_catalogue() -> None:
    found = json.loads(run(*ASKED, "--nodes", "4", "--region", "us-east-1", "--format", "json").output)
    # 8.4e22 / (989e12 x 32 x 0.4) / 3600 h, and $55.04 for each of 4 nodes.
    assert found["hours"] == pytest.approx(1843.2, abs=0.1)
    assert found["usd"] == pytest.approx(1843.2 * 4 * 55.04, rel=1e-4)
    assert found["price"]["source_date"]
    assert found["checkpoints"] is None


def test_spot_shows_both_intervals_and_what_is_assumed() -> None:
    result = run(*ASKED, "--nodes", "4", "--purchase", "spot")
    assert result.exit_code == 0
    assert "Young 60.0, Daly 56.7" in result.output
    assert "22.0%" in result.output
    assert "assumptions unless you gave them" in result.output.replace("\n", " ")


def test_times_of_one_s_own_take_the_place_of_the_assumptions() -> None:
    times = ("--hours-between-interruptions", "100", "--checkpoint-minutes", "2", "--restart-minutes", "5")
    found = json.loads(run(*ASKED, "--purchase", "spot", *times, "--format", "json").output)["checkpoints"]
    # sqrt(2 x 2 x 6000) min.
    assert found["young_minutes"] == pytest.approx(154.92, abs=0.01)
    assert found["mean_hours_between_interruptions"] == 100
    often = run(*ASKED, "--purchase", "spot", *times, "--checkpoint-every-minutes", "5", "--format", "json")
    assert json.loads(often.output)["checkpoints"]["overhead"] > found["overhead"]


def test_what_has_no_price_is_unpriced_and_not_free() -> None:
    result = run("--params", "7", "--tokens", "2000", "--machine", "p4de.24xlarge", "--purchase", "spot")
    assert result.exit_code == 0
    assert "unpriced" in result.output
    assert "$0" not in result.output


def test_a_run_that_never_ends_says_so() -> None:
    arguments = (*ASKED, "--purchase", "spot", "--hours-between-interruptions", "0.0001")
    assert "never ends" in run(*arguments).output
    assert json.loads(run(*arguments, "--format", "json").output)["hours"] is None


def test_the_guide_s_table_stands_beside_what_it_prints() -> None:
    result = run("--guide")
    assert result.exit_code == 0
    line = next(each for each in result.output.splitlines() if each.startswith("h100       on_demand"))
    assert line.split()[2:6] == ["7,365", "268", "724,158", "26,373"]
    found = json.loads(run("--guide", "--format", "json").output)
    assert {round(each["hours"]) for each in found} == {7365, 23371, 37014, 19189}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--params", "7", "--tokens", "2000", "--machine", "p5.48xlarg"), "did you mean 'p5.48xlarge'"),
        (("--params", "7", "--tokens", "2000", "--machine", "tpu-v5litepod-9"), "did you mean 'v5litepod-8'"),
        (("--params", "7", "--tokens", "2000", "--machine", "e2-standard-4"), "no whole accelerator"),
        ((*ASKED, "--purchase", "on-demand"), "did you mean 'on_demand'"),
        ((*ASKED, "--region", "us-east-11"), "did you mean 'us-east-1'"),
        ((*ASKED, "--cloud", "awss"), "did you mean 'aws'"),
        (("--params", "7", "--tokens", "2000", "--machine", "gpu:H100"), "name one with --cloud"),
        (("--params", "7", "--tokens", "2000", "--machine", "inf2.48xlarge"), "made for inference alone"),
        (("--params", "7"), "--tokens and --machine are needed"),
        ((*ASKED, "--checkpoint-every-minutes", "5"), "only with --purchase spot"),
    ],
)
def test_a_wrong_question_ends_with_2_and_one_line(arguments: tuple[str, ...], told: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert told in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ASKED,
        (*ASKED, "--purchase", "spot", "--nodes", "400"),
        ("--guide",),
        ("--params", "400", "--tokens", "15000", "--machine", "tpu-v5litepod-256"),
    ],
)
def test_the_answer_fits_80_columns(arguments: tuple[str, ...]) -> None:
    assert max(map(len, run(*arguments).output.splitlines())) <= 80


@pytest.mark.parametrize("figure", ["nan", "inf", "-inf"])
@pytest.mark.parametrize("option", ["--params", "--tokens", "--mfu", "--checkpoint-minutes"])
def test_what_python_takes_for_a_number_is_not_always_one(option: str, figure: str) -> None:
    result = run("--params", "7", "--tokens", "2000", "--machine", "p5.48xlarge", option, figure)
    assert result.exit_code == 2
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    "arguments",
    [
        ("--params", "1e9", "--tokens", "1e9"),
        ("--params", "1e-9", "--tokens", "1e-9"),
        ("--nodes", "5000", "--purchase", "spot"),
        ("--purchase", "spot", "--checkpoint-every-minutes", "999999"),
        ("--purchase", "reserved_1yr_no_upfront", "--region", "us-east-1"),
    ],
)
def test_extreme_figures_keep_to_80_columns(arguments: tuple[str, ...]) -> None:
    result = run("--params", "7", "--tokens", "2000", "--machine", "p5.48xlarge", *arguments)
    assert result.exit_code == 0
    assert max(map(len, result.output.splitlines())) <= 80


def test_a_commitment_outlasts_the_run_and_that_is_said() -> None:
    asked = ("--params", "7", "--tokens", "2000", "--machine", "a2-highgpu-8g", "--region", "us-central1")
    assert "paid for its whole term" in run(*asked, "--purchase", "cud_1yr").output
    assert "whole term" not in run(*asked).output


def test_one_gpu_of_a_provider_is_a_node_too() -> None:
    result = run("--params", "1", "--tokens", "20", "--machine", "gpu:H100", "--cloud", "runpod")
    assert result.exit_code == 0
    assert "1 x gpu:H100 (runpod)" in result.output
