import json

import pytest
from click.testing import CliRunner, Result

from accel.cli.break_even import command

OWNED = (
    "--purchase-usd", "24000", "--power-kw", "1", "--usd-per-kwh", "0.2", "--pue", "1.5", "--maintenance-percent", "5",
    "--salvage-percent", "10", "--years", "3", "--utilization", "0.5",
)  # fmt: skip


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, list(arguments))


def test_months_follow_from_what_was_given() -> None:
    result = run(*OWNED, "--rent-usd-per-hour", "4")
    assert result.exit_code == 0
    # 24000 / (1460 - 219 - 100), as tests/planning/test_ownership.py works out.
    assert "Break-even: after 21.0 months" in result.output
    assert "Rent: as given" in result.output


def test_the_rent_is_the_catalogue_s_price_with_its_date() -> None:
    result = run(*OWNED, "--machine", "a2-ultragpu-1g", "--region", "us-central1")
    assert "a2-ultragpu-1g, us-central1, on_demand, price of 2026-" in result.output.replace("\n", " ")


def test_what_nobody_trains_on_can_be_bought_or_rented_all_the_same() -> None:
    # No source states the BF16 peak of A10G, and T4 has none.
    for machine in ("g5.48xlarge", "g4dn.xlarge", "e2-standard-4"):
        assert run(*OWNED, "--machine", machine).exit_code == 0


def test_a_commitment_is_paid_for_whether_used_or_not() -> None:
    committed = run(*OWNED, "--machine", "a2-highgpu-1g", "--region", "us-central1", "--purchase", "cud_1yr")
    assert "730 h, used or not" in committed.output
    spot = run(*OWNED, "--machine", "a2-ultragpu-1g", "--region", "us-central1", "--purchase", "spot")
    assert "365 h\n" in spot.output


def test_a_break_even_after_its_life_says_so_and_so_does_none() -> None:
    assert "after its life is over" in run(*OWNED, "--rent-usd-per-hour", "2").output
    assert "never: rent is below the running costs" in run(*OWNED, "--rent-usd-per-hour", "0.5").output


def test_json_holds_months_and_sensitivity() -> None:
    found = json.loads(run(*OWNED, "--rent-usd-per-hour", "4", "--format", "json").output)
    assert found["months_to_break_even"] == pytest.approx(21.034, abs=0.001)
    assert {each["figure"] for each in found["sensitivity"]} == {"utilization", "usd_per_kwh", "rent_usd_per_hour"}


def test_the_guide_s_example_stands_beside_what_it_prints() -> None:
    result = run("--guide")
    assert result.exit_code == 0
    assert "$3.67 x 720 h = $2,642 a month" in result.output
    assert "$2,640 an hour for what is $2,640 a month" in result.output
    found = json.loads(run("--guide", "--format", "json").output)
    assert [round(each["months"], 1) for each in found["computed"]] == [7.6, 11.4, 8.2, 14.0]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "needed: --purchase-usd, --power-kw"),
        (OWNED[:-2], "needed: --utilization"),
        (OWNED, "--machine or --rent-usd-per-hour"),
        ((*OWNED, "--machine", "a2-ultragpu-1"), "did you mean 'a2-ultragpu-1g'"),
        (
            (*OWNED, "--machine", "a2-ultragpu-1g", "--region", "us-west3"),
            "no on_demand price of a2-ultragpu-1g in us-w",
        ),
        ((*OWNED, "--machine", "a2-ultragpu-1g", "--region", "us-centrall1"), "did you mean 'us-central1'"),
        ((*OWNED, "--machine", "a2-ultragpu-1g", "--purchase", "spott"), "did you mean 'spot'"),
        ((*OWNED, "--machine", "gpu:H100"), "name one with --cloud"),
        ((*OWNED, "--machine", "gpu:H100", "--cloud", "runpot"), "did you mean 'runpod'"),
        ((*OWNED, "--rent-usd-per-hour", "-1"), "usd_per_hour -1.0"),
        ((*OWNED, "--rent-usd-per-hour", "4", "--pue", "0.5"), "pue 0.5"),
    ],
)
def test_a_wrong_question_ends_with_2_and_one_line(arguments: tuple[str, ...], told: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert told in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("arguments", [("--guide",), (*OWNED, "--machine", "p5.48xlarge")])
def test_the_answer_fits_80_columns(arguments: tuple[str, ...]) -> None:
    assert max(map(len, run(*arguments).output.splitlines())) <= 80
