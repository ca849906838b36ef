"""What docs/ci.md shows is valid for GitHub and GitLab, may do no more than it must, and answers as shown."""

import json
import re
import shlex
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft7Validator

from accel.cli.main import cli
from accel.planning.stack import project_root
from tests.cli.test_every_command import COMMANDS
from tests.tools import ROOT

PAGE = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
# YAML 1.1 reads the key `on` as true; the services do not.
TEXTS = [text.replace("\non:", '\n"on":') for text in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)]
WORKFLOW, PIPELINE = map(yaml.safe_load, TEXTS)
CONSOLE = re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)
SCHEMAS = files("check_jsonschema") / "builtin_schemas" / "vendor"


def mistakes(name: str, text: str) -> list[str]:
    """Return what the schema of a service says against a file."""
    schema = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
    return [
        f"{error.json_path}: {error.message}" for error in Draft7Validator(schema).iter_errors(yaml.safe_load(text))
    ]


@pytest.mark.parametrize(
    ("name", "text", "key"),
    [("github-workflows", TEXTS[0], "runs-on:"), ("gitlab-ci", TEXTS[1], "junit:")],
    ids=["GitHub", "GitLab"],
)
def test_an_example_is_valid_by_the_schema_of_its_service(name: str, text: str, key: str) -> None:
    assert mistakes(name, text) == []
    assert mistakes(name, text.replace(key, "misspelt:"))


def steps() -> list[tuple[str, dict[str, Any]]]:
    return [(name, step) for name, job in WORKFLOW["jobs"].items() for step in job["steps"]]


def test_every_action_is_pinned_to_a_commit_and_says_its_version() -> None:
    used = re.findall(r"uses: (\S+)(?: # (\S+))?", PAGE)
    assert len(used) == sum("uses" in step for _, step in steps()) > 0
    for action, version in used:
        assert re.fullmatch(r"[\w-]+/[\w./-]+@[0-9a-f]{40}", action)
        assert re.fullmatch(r"v\d+\.\d+\.\d+", version)
    assert len(set(used)) == len({action.partition("@")[0] for action, _ in used})


def test_what_runs_the_code_of_a_pull_request_may_only_read() -> None:
    assert WORKFLOW["permissions"] == {}
    assert "pull_request" in WORKFLOW["on"]
    for name, job in WORKFLOW["jobs"].items():
        runs_code = any(re.search(r"make|\baccel\b|git worktree", step.get("run", "")) for step in job["steps"])
        writes = [scope for scope, level in job["permissions"].items() if level == "write"]
        assert not (runs_code and writes), name
    assert WORKFLOW["jobs"]["preview"]["permissions"] == {"contents": "read"}


def test_no_expression_of_the_event_is_put_into_a_script() -> None:
    assert [step["run"] for _, step in steps() if "${{" in step.get("run", "")] == []


def test_no_checkout_leaves_a_token_behind() -> None:
    kept = [step for _, step in steps() if step.get("uses", "").startswith("actions/checkout")]
    assert kept
    assert all(step["with"]["persist-credentials"] is False for step in kept)


def calls() -> list[str]:
    """Return every call of `accel` on the page, without what belongs to the shell."""
    found = [part for text in CONSOLE for part in re.findall(r"^\$ (.*)$", text, re.MULTILINE)]
    found += [line for _, step in steps() for line in step.get("run", "").splitlines()]
    found += [line for job in ("preview", "comment") for line in PIPELINE[job]["script"]]
    texts = (re.search(r'(?:\baccel"?|"\$accel") ((?:preview|check|cost|diff)\b[^|)]*)', line) for line in found)
    return [re.sub(r'\$\(.*|"\$\{base\[@\]\}"', "", match[1]) for match in texts if match]


def test_every_call_of_the_page_is_one_that_the_command_understands() -> None:
    found = calls()
    assert len(found) > 15
    for call in found:
        name, *arguments = shlex.split(call)
        COMMANDS[name].make_context(name, arguments)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The stack files and the entry point, to be edited."""
    (tmp_path / "stacks").mkdir()
    for path in (ROOT / "stacks").iterdir():
        (tmp_path / "stacks" / path.name).write_bytes(path.read_bytes())
    for name in ("Pulumi.yaml", "__main__.py"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    monkeypatch.chdir(tmp_path)
    project_root.cache_clear()
    yield tmp_path
    project_root.cache_clear()


@pytest.mark.parametrize("number", [0, 1])
def test_what_the_page_shows_is_what_the_commands_answer(number: int, project: Path) -> None:
    answered = ""
    for line in CONSOLE[number].splitlines():
        command = line.removeprefix("$ ")
        if command.startswith("sed "):
            _, _, change, file = shlex.split(command)
            old, new = change.split("/")[1:3]
            path = project / file
            assert old in path.read_text(encoding="utf-8")
            path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        elif command != line:
            result = CliRunner(env={"COLUMNS": "80"}).invoke(cli, shlex.split(command.partition(" ||")[0])[1:])
            assert result.exit_code in {0, 1}, result.output
            answered += result.output
    lines = [line.rstrip() for line in answered.splitlines()]
    shown = [line for line in CONSOLE[number].splitlines() if not line.startswith("$ ") and line != "..."]
    assert len(shown) > 4
    # In this order, with what `...` stands for between them.
    rest = iter(lines)
    assert [line for line in shown if line not in rest] == []
