import json
import re
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from accel.cli.main import cli
from accel.planning.stack import project_root

RESOURCE_KEYS = {"urn", "type", "name", "parent", "inputs", "dependencies", "protect", "custom"}
FINDING_KEYS = {"rule", "level", "severity", "urn", "message", "remediation", "raised_by", "properties"}
LINE_KEYS = {
    *("urn", "type", "item", "quantity", "unit_usd", "purchase", "hourly_usd", "monthly_usd", "source", "source_date"),
}


def accel(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the project's own stack files and entry point, to be broken."""
    root = project_root()
    (tmp_path / "stacks").mkdir()
    for path in (root / "stacks").iterdir():
        (tmp_path / "stacks" / path.name).write_bytes(path.read_bytes())
    for name in ("Pulumi.yaml", "__main__.py"):
        (tmp_path / name).write_bytes((root / name).read_bytes())
    monkeypatch.chdir(tmp_path)
    project_root.cache_clear()
    yield tmp_path
    project_root.cache_clear()


def edit(project: Path, stack: str, **changes: object) -> None:
    path = project / "stacks" / f"Pulumi.{stack}.yaml"
    content = yaml.safe_load(path.read_text())
    for key, value in changes.items():
        content["config"][f"accelerator-blueprints:{key}"] = value
    path.write_text(yaml.safe_dump(content))


def test_json_has_exactly_the_documented_keys() -> None:
    result = accel("preview", "dev", "--format", "json")
    report = json.loads(result.stdout)
    assert list(report) == ["stack", "environment", "resources", "findings", "cost", "preflight"]
    assert all(set(resource) == RESOURCE_KEYS for resource in report["resources"])
    assert all(set(finding) == FINDING_KEYS for finding in report["findings"])
    assert list(report["cost"]) == ["monthly_usd", "lines", "usage_based", "free", "unpriced"]
    assert list(report["cost"]["monthly_usd"]) == ["min", "expected", "max"]
    assert report["cost"]["lines"]
    assert all(set(line) == LINE_KEYS for line in report["cost"]["lines"])


@pytest.mark.parametrize("stack", ["dev", "staging", "prod"])
def test_shipped_stacks_keep_our_own_rules(stack: str) -> None:
    result = accel("preview", stack)
    assert result.exit_code == 0, result.output
    assert "no mandatory rule is broken" in result.output


def test_a_broken_budget_ends_with_exit_code_1(project: Path) -> None:
    edit(project, "sagemaker-inf2", monthlyBudgetUsd=1)
    result = accel("preview", "sagemaker-inf2")
    assert result.exit_code == 1
    assert "stack-budget" in result.output


def test_a_wrong_stack_file_is_told_line_by_line_with_exit_code_2(project: Path) -> None:
    edit(
        project, "dev", environment="devel", owner="Not A Tag", blueprints=[{"kind": "gke_vlm", "name": "x"}], ownr="a"
    )
    result = accel("preview", "dev")
    assert result.exit_code == 2
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert len(lines) == 4
    assert all(line.startswith("stacks/Pulumi.dev.yaml: ") for line in lines)
    assert any("did you mean 'gke_vllm'?" in line for line in lines)
    assert any("did you mean 'dev'?" in line for line in lines)
    assert any("did you mean accelerator-blueprints:owner?" in line for line in lines)


def test_the_terminal_report_fits_80_columns() -> None:
    result = CliRunner(env={"COLUMNS": "80", "NO_COLOR": "1"}).invoke(cli, ["preview", "dev"])
    assert max(len(line) for line in result.output.splitlines()) <= 80


def test_no_color_is_honoured() -> None:
    result = CliRunner(env={"NO_COLOR": "1", "FORCE_COLOR": "1"}).invoke(cli, ["preview", "dev"])
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]m", result.output)


def test_a_report_file_replaces_the_old_one_as_a_whole(project: Path) -> None:
    target = project / "report.json"
    target.write_text("old")
    result = accel("preview", "dev", "--format", "json", "--output", str(target))
    assert result.exit_code == 0
    assert json.loads(target.read_text())["stack"] == "dev"
    assert [path.name for path in project.glob(".*.draft")] == []


def test_a_report_that_cannot_be_written_is_one_line(project: Path) -> None:
    result = accel("preview", "dev", "--format", "json", "--output", str(project / "absent" / "report.json"))
    assert result.exit_code == 2
    assert result.stderr.startswith("--output: ")
    assert len(result.stderr.splitlines()) == 1


def test_an_unknown_stack_is_told_with_the_nearest_one() -> None:
    result = accel("preview", "prd")
    assert result.exit_code == 2
    assert "did you mean 'prod'?" in result.stderr


def test_a_base_is_judged_before_the_stack_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accel.preview.preview.preview_stack", lambda *_, **__: pytest.fail("run"))
    base = tmp_path / "base.json"
    report = {"stack": "dev", "resources": [], "findings": [], "cost": {"lines": [], "unpriced": []}}
    report["cost"]["monthly_usd"] = {"min": 0, "expected": 0, "max": 0}
    base.write_text(json.dumps(report))
    for form, said in (
        ("json", "json shows no changes; it goes with --format html or markdown"),
        ("markdown", "is a report of the stack 'dev', not of 'prod'"),
    ):
        result = accel("preview", "prod", "--format", form, "--base", str(base))
        assert result.exit_code == 2
        assert said in result.stderr
    base.write_bytes(b"\xff")
    result = accel("preview", "prod", "--format", "markdown", "--base", str(base))
    assert (result.exit_code, result.stderr) == (2, f"--base: {str(base)!r} cannot be read: it is no text in UTF-8\n")
