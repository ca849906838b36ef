import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from accel.cli.main import cli
from tests.tools import ROOT

FIXTURES = Path(__file__).parents[1] / "planning" / "readers" / "fixtures"
PREVIEW = str(FIXTURES / "sagemaker-inf2.preview.json")
EXPORT = str(FIXTURES / "sagemaker-inf2.export.json")
TPU = str(FIXTURES / "tpu-training.preview.json")
AGAIN = str(FIXTURES / "sagemaker-inf2.preview-again.json")


def accel(*arguments: str, given: str | None = None) -> Result:
    return CliRunner().invoke(cli, list(arguments), input=given)


def cost(*arguments: str) -> dict[str, Any]:
    result = accel("cost", *arguments, "--format", "json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_a_file_costs_the_same_whichever_command_of_the_engine_wrote_it() -> None:
    assert cost(PREVIEW)["cost"]["monthly_usd"] == pytest.approx(cost(EXPORT)["cost"]["monthly_usd"])


def test_json_has_the_cost_of_the_preview() -> None:
    found = cost(PREVIEW)
    assert list(found) == [
        *("what", "stack", "environment", "purchase", "region", "not_sold_so", "left_out", "cost"),
    ]
    assert list(found["cost"]) == ["monthly_usd", "lines", "usage_based", "free", "unpriced"]
    assert (found["stack"], found["environment"]) == ("sagemaker-inf2", "dev")


def test_standard_input_is_read_like_a_file() -> None:
    result = accel("cost", "-", "--format", "json", given=Path(EXPORT).read_text(encoding="utf-8"))
    assert json.loads(result.stdout)["cost"] == cost(EXPORT)["cost"]


def test_a_stack_costs_what_its_preview_says() -> None:
    found = cost("sagemaker-inf2")
    assert found["cost"]["monthly_usd"] == pytest.approx(cost(PREVIEW)["cost"]["monthly_usd"])


def test_text_fits_80_columns_and_names_the_total() -> None:
    result = accel("cost", PREVIEW)
    assert result.exit_code == 0
    assert "USD a month expected; at least" in result.stdout
    assert max(len(line.rstrip()) for line in result.stdout.splitlines()[1:]) <= 80
    assert "\x1b" not in result.stdout


def test_expected_load_moves_autoscalers() -> None:
    low, high = (cost(PREVIEW, "--expected-load", load)["cost"]["monthly_usd"] for load in ("0", "1"))
    assert low["expected"] < high["expected"]
    assert low["min"] == high["min"]


def test_environment_of_a_file_can_be_said() -> None:
    assert (
        cost(PREVIEW, "--environment", "prod")["cost"]["monthly_usd"]["expected"]
        > (cost(PREVIEW)["cost"]["monthly_usd"]["expected"])
    )


def test_machines_that_are_not_sold_as_asked_are_named() -> None:
    found = cost(PREVIEW, "--purchase", "spot")
    assert [line["item"] for line in found["not_sold_so"]] == ["ml.inf2.xlarge, 1 to 2"]
    assert "No price as spot, kept as they are: ml.inf2.xlarge" in accel("cost", PREVIEW, "--purchase", "spot").stdout


def test_another_way_to_buy_changes_the_figure() -> None:
    # 4 chips at 8.37 / 8 an hour (guide section 5), all month
    (line,) = (
        line for line in cost(TPU, "--purchase", "reserved_1yr")["cost"]["lines"] if line["purchase"] == "cud_1yr"
    )
    assert line["monthly_usd"] == pytest.approx(4 * 8.37 / 8 * 730)


@pytest.mark.parametrize(("limit", "code"), [("800", 1), ("900", 0)])
def test_more_than_the_limit_ends_with_exit_code_1(limit: str, code: int) -> None:
    result = accel("cost", PREVIEW, "--fail-above", limit)
    assert result.exit_code == code
    assert ("more than --fail-above" in result.stderr) is bool(code)


def test_a_preview_of_changes_alone_says_what_it_leaves_out() -> None:
    result = accel("cost", AGAIN)
    assert result.exit_code == 0
    assert "leaves out what stays unchanged (resources: 86)" in result.stderr


def test_an_event_log_says_that_it_does_not_say_what_depends_on_what(tmp_path: Path) -> None:
    key = {"urn": "urn:pulumi:s::p::aws:kms/key:Key::key", "type": "aws:kms/key:Key", "custom": True}
    step = {"resourcePreEvent": {"metadata": {"op": "create", "new": {**key, "inputs": {"region": "us-east-1"}}}}}
    events = (step, {"summaryEvent": {"resourceChanges": {"create": 1}}})
    path = tmp_path / "events.json"
    path.write_text("\n".join(json.dumps({"sequence": at, "timestamp": 1, **event}) for at, event in enumerate(events)))
    result = accel("cost", str(path), "--format", "json")
    assert "does not say what depends on what" in result.stderr
    # a KMS key: 1 USD a month
    assert json.loads(result.stdout)["cost"]["monthly_usd"]["expected"] == 1.0
    half = tmp_path / "half.json"
    half.write_text(path.read_text().splitlines()[0])
    assert accel("cost", str(half)).exit_code == 2


def test_a_region_of_azure_is_known_as_it_is_displayed() -> None:
    assert cost(PREVIEW, "--region", "West Europe")["region"] == "westeurope"


def test_secrets_are_never_shown(tmp_path: Path) -> None:
    mark = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "plaintext": '"hunter2"'}
    inputs = {"instanceType": mark, "region": "us-east-1", "tags": mark}
    state = {"urn": "urn:pulumi:s::p::aws:ec2/instance:Instance::vm", "type": "aws:ec2/instance:Instance"}
    path = tmp_path / "state.json"
    path.write_text(json.dumps({"deployment": {"resources": [{**state, "custom": True, "inputs": inputs}]}}))
    for form in ("text", "json"):
        result = accel("cost", str(path), "--format", form)
        assert result.exit_code == 0
        assert "hunter2" not in result.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("cost", "sagemaker-inf"), "did you mean 'sagemaker-inf2'?"),
        (("cost", PREVIEW, "--purchase", "reservd_1yr"), "did you mean 'reserved_1yr'?"),
        (("cost", PREVIEW, "--region", "us-east-1a"), "did you mean 'us-east-1'?"),
        (("cost", str(FIXTURES)), "is neither a file nor a stack"),
        (("cost", __file__), "no JSON"),
        (("cost", "--move", "many", "--from", "aws:us-east-1", "--to", "gcp:us-central1"), "such as 140GB"),
        (("cost", "--move", "1GB", "--from", "aws:us-east-1a", "--to", "gcp:us-central1"), "did you mean 'us-east-1'?"),
        (("cost", "--move", "1GB", "--from", "us-east-1", "--to", "gcp:us-central1"), "CLOUD:REGION"),
        (("cost", "--move", "1GB", "--from", "azure:westus2", "--to", "gcp:us-central1"), "no price is known"),
        (("cost", "--move", "1GB", "--from", "azure:west", "--to", "gcp:us-central1"), "did you mean 'westus'?"),
        (("cost", PREVIEW, "--region", "West Europ"), "did you mean 'westeurope'?"),
        (("cost", "--move", "1GB"), "with both --from and --to"),
        (("cost",), "say what"),
        (("cost", PREVIEW, "--from", "aws:us-east-1"), "belong to --move"),
    ],
)
def test_a_wrong_argument_is_told_with_exit_code_2(arguments: tuple[str, ...], message: str) -> None:
    result = accel(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.stderr


def test_a_move_pays_for_what_leaves() -> None:
    arguments = ("cost", "--move", "140GB", "--from", "aws:us-east-1", "--to", "gcp:us-central1")
    found = json.loads(accel(*arguments, "--format", "json").stdout)
    # 140e9 bytes are 130.385 GiB, at 0.09
    assert found["gib"] == pytest.approx(130.385, abs=1e-3)
    assert found["usd"] == pytest.approx(11.7347, abs=1e-4)
    assert found["parts"][0]["source_date"] == "2024-09-25"
    assert accel(*arguments).stdout.startswith("11.73 USD to move 130.4 GiB once")


def test_a_file_is_costed_without_pulumi() -> None:
    code = (
        "import sys; from accel.cli.main import cli; "
        f"cli(['cost', {PREVIEW!r}, '--format', 'json'], standalone_mode=False); "
        "sys.exit('pulumi' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0


def test_the_page_shows_what_a_move_costs() -> None:
    page = (ROOT / "docs/costs.md").read_text(encoding="utf-8")
    arguments = ("cost", "--move", "140GB", "--from", "aws:us-east-1", "--to", "gcp:us-central1")
    assert f"$ accel {' '.join(arguments)}\n{accel(*arguments).stdout}" in page
