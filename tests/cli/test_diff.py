import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_cost import AGAIN, EXPORT, PREVIEW, TPU, accel


def state(name: str, kind: str = "aws:kms/key:Key", stack: str = "s", **inputs: object) -> dict[str, Any]:
    urn = f"urn:pulumi:{stack}::p::{kind}::{name}"
    return {"urn": urn, "type": kind, "custom": True, "inputs": {"region": "us-east-1", **inputs}}


def machine(size: str, stack: str = "s") -> dict[str, Any]:
    return state("vm", "aws:ec2/instance:Instance", stack, instanceType=size, rootBlockDevice={"volumeSize": 100})


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    """A stack before and after: one key gone, one machine larger, one address new, one thing without a price."""
    before = [state("old"), state("same"), machine("g6.xlarge", "s")]
    after = [
        state("same", stack="t"),
        machine("g6.12xlarge", "t"),
        state("ip", "aws:ec2/eip:Eip", "t"),
        state("strange", "aws:lex/bot:Bot", "t"),
        state("logs", "aws:cloudwatch/logGroup:LogGroup", "t"),
    ]
    paths = [tmp_path / "before.json", tmp_path / "after.json"]
    for path, states in zip(paths, (before, after), strict=True):
        path.write_text(json.dumps({"version": 3, "deployment": {"resources": states}}))
    return str(paths[0]), str(paths[1])


def test_changes_are_sorted_by_their_effect(files: tuple[str, str]) -> None:
    found = json.loads(accel("diff", *files, "--format", "json").stdout)
    # g6.12xlarge 4.6016 and g6.xlarge 0.8048 an hour (karpenter), an address 0.005, a key 1.00
    effects = [(item["name"], item["change"], item["effect_monthly_usd"]["expected"]) for item in found["resources"]]
    assert effects == [
        ("vm", "changed", pytest.approx((4.6016 - 0.8048) * 730)),
        ("ip", "added", pytest.approx(3.65)),
        ("old", "removed", pytest.approx(-1.0)),
    ]
    assert found["effect_monthly_usd"]["expected"] == pytest.approx((4.6016 - 0.8048) * 730 + 2.65)
    assert [item["reason"] for item in found["unpriced"]] == ["nobody has classified the type aws:lex/bot:Bot"]
    assert {item["item"] for item in found["usage_based"]} == {"CloudWatch Logs, ingestion", "CloudWatch Logs, storage"}


def test_resources_are_matched_by_type_and_name_not_by_stack(files: tuple[str, str]) -> None:
    found = json.loads(accel("diff", *files, "--format", "json").stdout)
    assert "same" not in {item["name"] for item in found["resources"]}


def test_turning_a_change_round_turns_its_effect_round(files: tuple[str, str]) -> None:
    there = json.loads(accel("diff", *files, "--format", "json").stdout)["effect_monthly_usd"]
    back = json.loads(accel("diff", *reversed(files), "--format", "json").stdout)
    assert back["effect_monthly_usd"] == {name: pytest.approx(-usd) for name, usd in there.items()}
    assert len(back["no_longer_unpriced"]) == 1


def test_files_of_both_commands_say_the_same_of_one_stack() -> None:
    assert "no resource costs more or less" in accel("diff", PREVIEW, EXPORT).stdout


def test_text_says_what_becomes_what_in_80_columns(files: tuple[str, str]) -> None:
    lines = accel("diff", *files).stdout.splitlines()
    said = " ".join(line.strip() for line in lines)
    assert "g6.xlarge, on demand; root disk gp3, GB-month becomes g6.12xlarge, on demand; root disk gp3" in said
    assert max(map(len, lines[1:])) <= 80


def test_markdown_folds_the_resources_away(files: tuple[str, str]) -> None:
    text = accel("diff", *files, "--format", "markdown").stdout
    assert text.startswith("**+2,774.31 USD a month** from ")
    assert "<details>\n<summary>Resources: 3</summary>\n" in text
    assert "| changed | <code>vm</code> | +2,771.66 |" in text


def test_names_cannot_break_the_markdown(tmp_path: Path) -> None:
    empty, full = tmp_path / "a.json", tmp_path / "b.json"
    empty.write_text('{"deployment": {"resources": []}}')
    full.write_text(json.dumps({"deployment": {"resources": [state("a|b`c`\n<script>")]}}))
    text = accel("diff", str(empty), str(full), "--format", "markdown").stdout
    assert "<code>a&#124;b&#96;c&#96; &#60;script&#62;</code>" in text


def test_an_event_log_alone_is_said_to_know_no_dependencies(tmp_path: Path) -> None:
    made = {"resourcePreEvent": {"metadata": {"op": "create", "old": None, "new": state("key")}, "planning": True}}
    end = {"summaryEvent": {"resourceChanges": {"create": 1}, "isPreview": True}}
    events = [{"sequence": at, "timestamp": 1, **event} for at, event in enumerate((made, end, {"cancelEvent": {}}))]
    log = tmp_path / "log.json"
    log.write_text("\n".join(map(json.dumps, events)))
    result = accel("diff", str(log))
    assert result.exit_code == 0
    assert "does not say what depends on what" in result.stderr


@pytest.mark.parametrize(("limit", "code"), [("2000", 1), ("3000", 0)])
def test_an_increase_above_the_limit_ends_with_exit_code_1(files: tuple[str, str], limit: str, code: int) -> None:
    assert accel("diff", *files, "--fail-above", limit).exit_code == code
    assert accel("diff", *reversed(files), "--fail-above", limit).exit_code == 0


def test_one_preview_is_compared_with_what_there_is_before_it() -> None:
    found = json.loads(accel("diff", TPU, "--format", "json").stdout)
    assert found["before_monthly_usd"]["expected"] == 0
    assert found["effect_monthly_usd"] == found["after_monthly_usd"]
    assert {item["change"] for item in found["resources"]} == {"added"}


def test_a_preview_without_changes_costs_nothing_more() -> None:
    result = accel("diff", AGAIN)
    assert "no resource costs more or less" in result.stdout
    assert result.stderr == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((EXPORT,), "knows of no change"),
        ((EXPORT, "prdo"), "did you mean 'prod'?"),
        (("-", "-"), "standard input can be one of the two"),
    ],
)
def test_a_wrong_argument_is_told_with_exit_code_2(arguments: tuple[str, ...], message: str) -> None:
    result = accel("diff", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
