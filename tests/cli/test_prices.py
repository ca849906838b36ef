import json

import pytest
from click.testing import CliRunner, Result

from accel.cli.prices import command


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, list(arguments))


def test_show_names_machine_price_age_and_source() -> None:
    result = run("show", "g2-standard-8", "--region", "us-central1", "--purchase", "on_demand")
    assert result.exit_code == 0
    assert "g2-standard-8 (gcp): 8 vCPU, 32 GiB, 1 x nvidia-l4, 24 GiB" in result.output
    assert "0.8536" in result.output
    assert "2026-07-30" in result.output


def test_show_leaves_out_what_was_superseded_unless_asked() -> None:
    arguments = ("show", "p5.48xlarge", "--region", "us-east-1", "--purchase", "on_demand")
    assert "98.3200" not in run(*arguments).output
    everything = run(*arguments, "--all").output
    assert "55.0400" in everything
    assert "98.3200" in everything
    assert "x superseded" in everything


def test_show_says_which_prices_are_old() -> None:
    assert "! older than 90 days: it may have changed" in run("show", "ml.inf2.xlarge").output


def test_show_has_the_price_of_one_accelerator_where_there_are_several() -> None:
    assert "6.8800" in run("show", "p5.48xlarge", "--region", "us-east-1").output


def test_json_says_which_row_counts() -> None:
    result = run("show", "p5.48xlarge", "--region", "us-east-1", "--purchase", "on_demand", "--all", "--format", "json")
    rows = json.loads(result.output)["prices"]
    assert [(row["usd_per_hour"], row["counts"]) for row in rows] == [(55.04, True), (98.32, False)]
    assert rows[0]["usd_per_accelerator_hour"] == pytest.approx(6.88)
    assert all(row["source"] and row["source_date"] for row in rows)


def test_services_have_prices_too() -> None:
    result = run("show", "nat_gateway", "--format", "json")
    prices = json.loads(result.output)["prices"]
    assert ("aws", 0.045, "hour") in [(row["cloud"], row["usd"], row["unit"]) for row in prices]
    assert "0.0450  hour" in run("show", "nat_gateway").output


@pytest.mark.parametrize(
    ("name", "near"), [("g2-standrd-8", "g2-standard-8"), ("nat_gatway", "nat_gateway"), ("P5.48xlarge", "p5.48xlarge")]
)
def test_an_unknown_name_is_one_line_with_the_nearest_one(name: str, near: str) -> None:
    result = run("show", name)
    assert result.exit_code == 2
    assert result.output.count("\n") == 1
    assert f"did you mean '{near}'?" in result.output


@pytest.mark.parametrize(
    ("option", "value", "known"),
    [("--region", "us-easst1", "us-east1"), ("--cloud", "aws", "gcp"), ("--purchase", "reserved", "cud_1yr")],
)
def test_a_filter_that_leaves_nothing_says_what_there_is(option: str, value: str, known: str) -> None:
    result = run("show", "g2-standard-8", option, value)
    assert result.exit_code == 2
    assert result.output.count("\n") == 1
    assert known in result.output


def test_a_service_in_a_region_without_a_price_of_its_own_says_where_there_is_one() -> None:
    result = run("show", "nat_gateway", "--region", "eu-west-1")
    assert result.exit_code == 2
    assert "it has one in aws us-east-1" in result.output


def test_age_counts_old_rows_by_source_the_oldest_first() -> None:
    everything = json.loads(run("age", "--days", "0", "--format", "json").output)
    assert sum(entry["rows"] for entry in everything["old"]) == everything["rows"]
    ages = [entry["age_days"] for entry in everything["old"]]
    assert ages == sorted(ages, reverse=True)
    assert json.loads(run("age", "--days", "100000", "--format", "json").output)["old"] == []


def test_age_says_how_many_of_all_prices_are_old() -> None:
    result = run("age")
    assert result.exit_code == 0
    assert "prices are older than 90 days" in result.output


@pytest.mark.parametrize(
    "arguments", [("age",), ("show", "g5.xlarge", "--all"), ("show", "gpu:H100"), ("show", "nat_gateway")]
)
def test_text_fits_eighty_columns(arguments: tuple[str, ...]) -> None:
    assert max(map(len, run(*arguments).output.splitlines())) <= 80


@pytest.mark.parametrize("name", ["p5e.48xlarge", "trn2.48xlarge", "a4-highgpu-8g", "tpu7x-standard-4t"])
def test_a_machine_that_nobody_has_a_price_for_is_shown_as_unpriced(name: str) -> None:
    result = run("show", name)
    assert result.exit_code == 0
    assert "unpriced" in result.output
    assert "$0" not in result.output
    assert json.loads(run("show", name, "--format", "json").output) == {"item": name, "prices": []}
