import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from accel.cli.policies import command
from policies.documentation import document, explain
from policies.registry import all_rules


def test_the_list_has_one_line_a_rule_with_its_levels() -> None:
    result = CliRunner().invoke(command, [])
    assert result.exit_code == 0
    header, *lines = result.output.splitlines()
    assert header.split() == ["RULE", "SEVERITY", "DEV", "STAGING", "PROD"]
    assert [line.split()[0] for line in lines] == sorted(rule.id for rule in all_rules())
    rule = next(rule for rule in all_rules() if rule.id == "s3-access-logging")
    (line,) = [line for line in lines if line.startswith("s3-access-logging ")]
    assert line.split()[1:] == [rule.severity, rule.levels.dev, rule.levels.staging, rule.levels.prod]
    assert max(map(len, lines)) <= 80


def test_one_rule_is_explained() -> None:
    result = CliRunner().invoke(command, ["s3-versioning"])
    assert result.exit_code == 0
    assert result.output.startswith("s3-versioning: ")
    assert "remediation" in result.output


def test_every_explanation_fits_80_columns_and_keeps_each_word() -> None:
    result = CliRunner().invoke(command, [rule.id for rule in all_rules()])
    assert max(map(len, result.output.splitlines())) <= 80
    assert result.output.split() == "\n".join(explain(rule) for rule in all_rules()).split()


def test_a_rule_that_is_named_twice_is_explained_once() -> None:
    once, twice = (CliRunner().invoke(command, names) for names in (["s3-versioning"], ["s3-versioning"] * 2))
    assert once.output == twice.output


def test_json_tells_all_that_the_explanation_does() -> None:
    (found,) = json.loads(CliRunner().invoke(command, ["autoscaler-bounded", "--format", "json"]).stdout)
    rule = next(rule for rule in all_rules() if rule.id == "autoscaler-bounded")
    assert found["rule"] == rule.id
    assert found["levels"] == {name: rule.levels.of(name) for name in ("dev", "staging", "prod")}
    text = explain(rule)
    assert all(found[key] in text for key in ("title", "severity", "group", "why", "remediation"))
    assert all(f"{one['framework']} {one['reference']}" for one in found["references"])
    assert [f"{one['name']}: {one['text']} (default {one['default']})" in text for one in found["settings"]] == [True]


def test_json_without_a_name_has_every_rule_with_the_same_keys() -> None:
    found = json.loads(CliRunner().invoke(command, ["--format", "json"]).stdout)
    assert [one["rule"] for one in found] == sorted(rule.id for rule in all_rules())
    assert len({tuple(one) for one in found}) == 1


def test_every_unknown_rule_is_refused_with_the_nearest_one_and_nothing_is_printed() -> None:
    result = CliRunner().invoke(command, ["s3-versionin", "s3-access-logging", "GCS-VERSIONING", "s3-versionin", "\n"])
    assert result.exit_code == 2
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert [line.rpartition("; ")[2][:25] for line in lines] == [
        "did you mean 's3-versioni",
        "did you mean 'gcs-version",
        "known: allowed-accelerato",
    ]


def test_the_documentation_is_written_into_the_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "docs").mkdir()
    monkeypatch.setattr("accel.planning.stack.project_root", lambda: tmp_path)
    result = CliRunner().invoke(command, ["--write"])
    assert result.exit_code == 0
    assert (tmp_path / "docs/policies.md").read_text(encoding="utf-8") == document(all_rules())


@pytest.mark.parametrize("arguments", [["s3-versioning"], ["no-such-rule"], ["--format", "json"]])
def test_writing_goes_with_nothing_else(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "write_text", lambda *_, **__: pytest.fail("written"))
    result = CliRunner().invoke(command, [*arguments, "--write"])
    assert result.exit_code == 2
    assert "name none" in result.output
