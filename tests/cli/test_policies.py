from pathlib import Path

import pytest
from click.testing import CliRunner

from accel.cli.policies import command
from policies.documentation import document
from policies.registry import all_rules


def test_the_list_has_one_line_a_rule_with_its_levels() -> None:
    result = CliRunner().invoke(command, [])
    assert result.exit_code == 0
    header, *lines = result.output.splitlines()
    assert header.split() == ["RULE", "GROUP", "SEVERITY", "DEV", "STAGING", "PROD", "HOLDS"]
    assert [line.split()[0] for line in lines] == sorted(rule.id for rule in all_rules())
    rule = next(rule for rule in all_rules() if rule.id == "s3-access-logging")
    (line,) = [line for line in lines if line.startswith("s3-access-logging ")]
    assert line.split()[3:6] == [rule.levels.dev, rule.levels.staging, rule.levels.prod]


def test_one_rule_is_explained() -> None:
    result = CliRunner().invoke(command, ["s3-versioning"])
    assert result.exit_code == 0
    assert result.output.startswith("s3-versioning: ")
    assert "remediation" in result.output


def test_an_unknown_rule_is_refused_with_the_nearest_one() -> None:
    result = CliRunner().invoke(command, ["s3-versionin"])
    assert result.exit_code == 2
    assert "did you mean 's3-versioning'?" in result.output


def test_the_documentation_is_written_into_the_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "docs").mkdir()
    monkeypatch.setattr("accel.planning.stack.project_root", lambda: tmp_path)
    result = CliRunner().invoke(command, ["--write"])
    assert result.exit_code == 0
    assert (tmp_path / "docs/policies.md").read_text(encoding="utf-8") == document(all_rules())


def test_writing_one_rule_alone_is_refused() -> None:
    result = CliRunner().invoke(command, ["s3-versioning", "--write"])
    assert result.exit_code == 2
    assert "name none" in result.output
