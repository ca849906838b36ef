import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from accel.cli.policies import command
from policies import compliance_documentation, documentation
from policies.documentation import explain
from policies.registry import all_rules

IDS = sorted(rule.id for rule in all_rules())


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)


def found(*arguments: str) -> list[dict[str, Any]]:
    result = run(*arguments, "--format", "json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_the_list_has_one_line_a_rule_with_its_levels() -> None:
    result = run("list")
    assert result.exit_code == 0
    header, *lines = result.output.splitlines()
    assert header.split() == ["RULE", "SEVERITY", "DEV", "STAGING", "PROD"]
    assert [line.split()[0] for line in lines] == IDS
    rule = next(rule for rule in all_rules() if rule.id == "s3-access-logging")
    (line,) = [line for line in lines if line.startswith("s3-access-logging ")]
    assert line.split()[1:] == [rule.severity, rule.levels.dev, rule.levels.staging, rule.levels.prod]
    assert max(map(len, lines)) <= 80


def test_alone_it_is_the_list() -> None:
    assert run().output == run("list").output


def test_rules_are_filtered_by_group_cloud_and_environment() -> None:
    chosen = found("list", "--group", "security", "--cloud", "aws", "--environment", "dev")
    wanted = [
        rule.id
        for rule in all_rules()
        if (rule.group, rule.cloud) == ("security", "aws") and rule.levels.dev != "disabled"
    ]
    assert [one["rule"] for one in chosen] == sorted(wanted)
    off = [rule.id for rule in all_rules() if rule.levels.prod == "disabled"]
    assert off
    assert not {*off} & {one["rule"] for one in found("list", "--environment", "prod")}


def test_one_environment_is_one_column() -> None:
    header, *lines = run("list", "--environment", "staging").output.splitlines()
    assert header.split() == ["RULE", "SEVERITY", "STAGING"]
    assert {len(line.split()) for line in lines} == {3}


def test_levels_under_a_profile_are_marked_and_the_legend_is_no_row() -> None:
    result = run("list", "--environment", "dev", "--compliance", "hipaa", "--compliance", "gdpr")
    levels = {line.split()[0]: line.split()[2] for line in result.stdout.splitlines()[1:]}
    assert levels["log-group-customer-key"] == "mandatory*"
    assert levels["data-store-protected"] == "advisory*"
    assert levels["kms-key-rotation"] == "mandatory"
    assert result.stderr == "* raised by hipaa, gdpr\n"
    (one,) = [one for one in found("list", "--compliance", "hipaa") if one["rule"] == "data-store-protected"]
    assert one["levels"] == {"dev": "advisory", "staging": "mandatory", "prod": "mandatory"}
    assert one["raised_by"] == {"dev": ["hipaa"], "staging": ["hipaa"], "prod": []}


def test_a_profile_that_raises_nothing_shown_needs_no_legend() -> None:
    assert run("list", "--group", "cost", "--compliance", "soc2").stderr == ""


def test_one_rule_is_explained() -> None:
    result = run("explain", "s3-versioning")
    assert result.exit_code == 0
    assert result.output.startswith("s3-versioning: ")
    assert "remediation" in result.output


def test_every_explanation_fits_80_columns_and_keeps_each_word() -> None:
    result = run("explain", *(rule.id for rule in all_rules()))
    assert max(map(len, result.output.splitlines())) <= 80
    assert result.output.split() == "\n".join(explain(rule) for rule in all_rules()).split()


def test_a_rule_that_repairs_says_how_to_let_it() -> None:
    assert "policies.kms-key-rotation.remediate: true" in " ".join(run("explain", "kms-key-rotation").output.split())
    assert "remediate: true" not in run("explain", "stack-budget").output
    (repairs,), (not_,) = found("explain", "kms-key-rotation"), found("explain", "stack-budget")
    assert (repairs["remediates"], not_["remediates"]) == (True, False)


def test_a_rule_that_is_named_twice_is_explained_once() -> None:
    assert run("explain", "s3-versioning").output == run("explain", "s3-versioning", "s3-versioning").output


def test_json_tells_all_that_the_explanation_does() -> None:
    (told,) = found("explain", "autoscaler-bounded")
    rule = next(rule for rule in all_rules() if rule.id == "autoscaler-bounded")
    assert told["rule"] == rule.id
    assert told["levels"] == {name: rule.levels.of(name) for name in ("dev", "staging", "prod")}
    text = explain(rule)
    assert all(told[key] in text for key in ("title", "severity", "group", "why", "remediation"))
    assert all(f"{one['framework']} {one['reference']}" for one in told["references"])
    assert [f"{one['name']}: {one['text']} (default {one['default']})" in text for one in told["settings"]] == [True]


def test_json_without_a_name_has_every_rule_with_the_same_keys() -> None:
    told = found("list")
    assert [one["rule"] for one in told] == IDS
    assert len({tuple(one) for one in told}) == 1


def test_every_unknown_rule_is_refused_with_the_nearest_one_and_nothing_is_printed() -> None:
    result = run("explain", "s3-versionin", "s3-access-logging", "GCS-VERSIONING", "s3-versionin", "\n")
    assert result.exit_code == 2
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert [line.rpartition("; ")[2][:20] for line in lines] == [
        "did you mean 's3-ver",
        "did you mean 'gcs-ve",
        f"known: {IDS[0]}"[:20],
    ]


def test_the_id_of_a_check_is_answered_with_the_rules_that_judge_it() -> None:
    result = run("explain", "ckv_aws_145")
    assert (result.exit_code, result.stdout) == (2, "")
    judging = [rule.id for rule in all_rules() if ("checkov", "CKV_AWS_145") in rule.frameworks]
    assert result.stderr == f"'ckv_aws_145' is no rule but a reference to checkov; judged by: {', '.join(judging)}\n"


def test_names_that_are_left_out_of_a_refusal_are_counted() -> None:
    result = run("explain", "\n")
    assert result.exit_code == 2
    assert result.stderr.rstrip().endswith(f"{IDS[11]} and {len(IDS) - 12} more")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("s3-versioning", "did you mean 'accel policies explain s3-versioning'?"),
        ("coverag", "did you mean 'coverage'?"),
    ],
)
def test_a_rule_or_a_misspelt_command_is_answered_with_the_command_that_is_meant(name: str, hint: str) -> None:
    result = run(name)
    assert result.exit_code == 2
    assert hint in " ".join(result.stderr.split())


def test_coverage_names_the_rules_of_each_control_and_the_controls_without_one() -> None:
    (hipaa,) = found("coverage", "--framework", "hipaa")
    by_control = {one["control"]: one["rules"] for one in hipaa["controls"]}
    for rule in all_rules():
        for framework, control in rule.frameworks:
            if framework == "HIPAA":
                assert rule.id in by_control[control]
    assert "164.310(b)" in hipaa["without_rule"]
    assert not any(control.startswith("164.312(a)") for control in hipaa["without_rule"])
    text = run("coverage", "--framework", "hipaa").output
    assert all(f" {control} " in text for control in by_control)
    assert all(control in text for control in hipaa["without_rule"])
    assert "without a rule" in text


def test_a_framework_without_a_list_of_controls_says_so() -> None:
    (gdpr,) = found("coverage", "--framework", "gdpr")
    assert gdpr["without_rule"] is None
    assert "no list of its controls is known" in run("coverage", "--framework", "gdpr").output


def test_coverage_alone_shows_the_frameworks_of_the_profiles() -> None:
    assert [one["name"] for one in found("coverage")] == ["soc2", "iso27001", "hipaa", "gdpr"]
    assert [one["name"] for one in found("coverage", "--framework", "checkov", "--framework", "checkov")] == ["checkov"]


def test_the_documentation_is_written_into_the_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "docs").mkdir()
    monkeypatch.setattr("accel.planning.stack.project_root", lambda: tmp_path)
    result = run("--write")
    assert result.exit_code == 0
    for page in (documentation, compliance_documentation):
        assert (tmp_path / page.FILE).read_text(encoding="utf-8") == page.document(all_rules())
        assert f"wrote {page.FILE}" in result.output


@pytest.mark.parametrize("name", ["list", "coverage"])
def test_writing_goes_with_nothing_else(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "write_text", lambda *_, **__: pytest.fail("written"))
    result = run("--write", name)
    assert result.exit_code == 2
    assert f"it goes without {name}" in " ".join(result.output.split())
