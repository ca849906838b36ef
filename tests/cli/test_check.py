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
CHANGES_ALONE = str(FIXTURES / "sagemaker-inf2.preview-again.json")
SECRET = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270"}
"""The engine's mark of a secret."""


def check(*arguments: str, given: str | None = None) -> Result:
    return CliRunner().invoke(cli, ["check", *arguments], input=given)


def report(*arguments: str, given: str | None = None) -> dict[str, Any]:
    result = check(*arguments, "--format", "json", given=given)
    assert result.exit_code in {0, 1}, result.output
    return json.loads(result.stdout)


def broken(found: dict[str, Any]) -> set[tuple[str, str, str]]:
    return {(one["level"], one["rule"], one["urn"].rpartition("::")[2]) for one in found["findings"]}


def bucket(name: str = "weights", **inputs: Any) -> dict[str, Any]:
    urn = f"urn:pulumi:theirs::project::aws:s3/bucket:Bucket::{name}"
    return {"urn": urn, "type": "aws:s3/bucket:Bucket", "custom": True, "inputs": inputs}


@pytest.fixture
def export(tmp_path: Path) -> str:
    """An export of somebody else's stack: one bucket without anything that the rules ask for."""
    path = tmp_path / "state.json"
    path.write_text(json.dumps({"version": 3, "deployment": {"resources": [bucket()]}}, indent=4), encoding="utf-8")
    return str(path)


def test_a_stack_is_judged_as_its_preview_judges_it() -> None:
    found = report("tpu-training")
    preview = json.loads(CliRunner().invoke(cli, ["preview", "tpu-training", "--format", "json"]).stdout)
    assert found == preview


def test_a_preview_and_an_export_of_one_stack_break_the_same_rules() -> None:
    found = broken(report(PREVIEW))
    assert found
    assert broken(report(EXPORT)) == found


def test_standard_input_is_judged_like_a_file() -> None:
    assert report("-", given=Path(EXPORT).read_text(encoding="utf-8")) == report(EXPORT)


def test_a_file_is_judged_as_prod_unless_it_says_its_environment(export: str) -> None:
    assert report(export)["environment"] == "prod"
    assert report(PREVIEW)["environment"] == "dev"


@pytest.mark.parametrize(("environment", "level"), [("dev", "advisory"), ("prod", "mandatory")])
def test_the_environment_of_a_file_can_be_said(environment: str, level: str, export: str) -> None:
    found = report(export, "--environment", environment)
    assert found["environment"] == environment
    assert (level, "s3-versioning", "weights") in broken(found)


def test_a_stack_file_lends_its_settings_and_exemptions_to_a_file(
    export: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "stacks").mkdir()
    for name in ("Pulumi.yaml", "stacks/environments.yaml"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    lines = (ROOT / "stacks/Pulumi.sagemaker-inf2.yaml").read_text(encoding="utf-8").splitlines()
    lines.insert(
        lines.index("config:") + 1,
        "  accelerator-blueprints:exemptions:\n"
        '    - {rule: s3-versioning, resource: weights, reason: held elsewhere too, until: "2999-01-01"}',
    )
    (tmp_path / "stacks/Pulumi.lender.yaml").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setattr("accel.planning.stack.project_root", lambda: tmp_path)
    monkeypatch.setattr("blueprints.loading.project_root", lambda: tmp_path)
    found = report(export, "--as", "lender")
    assert found["stack"] == "theirs"
    assert ("exempt", "s3-versioning", "weights") in broken(found)
    assert report(export, "--environment", found["environment"])["findings"] != found["findings"]


@pytest.mark.parametrize(
    ("environment", "levels", "codes"),
    [("dev", {"advisory"}, {"mandatory": 0, "advisory": 1}), ("prod", {"mandatory"}, {"mandatory": 1, "advisory": 1})],
)
def test_the_exit_code_tells_whether_a_rule_of_the_level_is_broken(
    environment: str, levels: set[str], codes: dict[str, int]
) -> None:
    found = broken(report(PREVIEW, "--environment", environment))
    assert {level for level, _, _ in found} >= levels
    assert ("mandatory" in {level for level, _, _ in found}) is bool(codes["mandatory"])
    for fail_on, code in codes.items():
        assert check(PREVIEW, "--environment", environment, "--fail-on", fail_on).exit_code == code


def test_a_file_without_resources_is_clean() -> None:
    result = check("-", given='{"deployment": {}}')
    assert result.exit_code == 0
    assert "Rules: none is broken" in result.stdout


def test_an_event_log_is_judged_and_said_to_know_no_dependencies() -> None:
    made = {"resourcePreEvent": {"metadata": {"op": "create", "old": None, "new": bucket()}, "planning": True}}
    end = {"summaryEvent": {"resourceChanges": {"create": 1}, "isPreview": True}}
    log = "\n".join(
        json.dumps({"sequence": at, "timestamp": 1, **event})
        for at, event in enumerate((made, end, {"cancelEvent": {}}))
    )
    result = check("-", "--environment", "prod", given=log)
    assert result.exit_code == 1
    assert "s3-versioning" in result.stdout
    assert "does not say what depends on what" in result.stderr


@pytest.mark.parametrize("form", ["terminal", "json", "markdown", "sarif", "junit", "html"])
def test_every_form_can_be_written_to_a_file(form: str, export: str, tmp_path: Path) -> None:
    target = tmp_path / "report"
    result = check(export, "--format", form, "--output", str(target))
    assert result.exit_code == 1
    assert result.output == ""
    assert "s3-versioning" in target.read_text(encoding="utf-8")


def test_sarif_points_to_the_line_of_the_file_that_was_judged(
    export: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run = json.loads(check(export, "--format", "sarif").stdout)["runs"][0]
    places = {
        (place["artifactLocation"]["uri"], place["region"]["startLine"])
        for result in run["results"]
        if "logicalLocations" in (location := result["locations"][0])
        for place in (location["physicalLocation"],)
    }
    lines = Path(export).read_text(encoding="utf-8").split("\n")
    (number,) = (index for index, line in enumerate(lines, start=1) if '"urn"' in line)
    assert places == {("state.json", number)}


def test_sarif_names_a_file_outside_the_folder_by_its_name_alone(export: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    run = json.loads(check(export, "--format", "sarif").stdout)["runs"][0]
    uris = {result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in run["results"]}
    assert uris == {"state.json"}


def test_markdown_shows_what_changed_since_an_earlier_report(export: str, tmp_path: Path) -> None:
    base = tmp_path / "base.json"
    assert check(export, "--format", "json", "--output", str(base)).exit_code == 1
    # As Windows PowerShell writes a redirected file.
    base.write_text(f"\ufeff{base.read_text(encoding='utf-8')}", encoding="utf-8")
    text = json.dumps({"deployment": {"resources": [bucket("other")]}})
    result = check("-", "--format", "markdown", "--base", str(base), given=text)
    assert result.exit_code == 1
    assert "gone: mandatory <code>s3-versioning</code> at <code>weights</code>" in result.stdout
    assert "new: mandatory <code>s3-versioning</code> at <code>other</code>" in result.stdout


def test_what_a_preview_leaves_out_is_told_beside_the_report() -> None:
    result = check(CHANGES_ALONE)
    assert result.exit_code == 0
    assert "leaves out what stays unchanged (resources: 86), neither judged nor priced" in result.stderr
    assert "--show-sames" in result.stderr
    assert "unchanged" not in result.stdout


@pytest.mark.parametrize("form", ["terminal", "json", "markdown", "sarif", "junit", "html"])
def test_a_secret_of_an_export_is_in_no_form(form: str, tmp_path: Path) -> None:
    clear = {**SECRET, "plaintext": '"planted-secret-42"'}
    states = [
        bucket(acl=clear, tags={"copied": "x-planted-secret-42-y"}),
        bucket("sealed", acl={**SECRET, "ciphertext": "AAABAMT+planted+ciphertext"}),
        bucket("blacked-out", acl="[secret]"),
    ]
    path = tmp_path / "state.json"
    path.write_text(json.dumps({"deployment": {"resources": states}}), encoding="utf-8")
    result = check(str(path), "--format", form)
    assert result.exit_code == 1
    assert "planted" not in result.output
    assert "weights" in result.stdout


def test_a_secret_that_nobody_can_open_is_judged_as_unknown(tmp_path: Path) -> None:
    for value in ({**SECRET, "ciphertext": "AAABAMT"}, "[secret]", "04da6b54-80e4-46f7-96ec-b56ff0331ba9"):
        states = [bucket(), {**bucket("versions"), "type": "aws:s3/bucketVersioning:BucketVersioning"}]
        states[1]["urn"] = states[1]["urn"].replace("aws:s3/bucket:Bucket", states[1]["type"])
        states[1] |= {"inputs": {"bucket": "weights", "versioningConfiguration": {"status": value}}}
        states[1] |= {"dependencies": [states[0]["urn"]], "propertyDependencies": {"bucket": [states[0]["urn"]]}}
        found = broken(report("-", given=json.dumps({"deployment": {"resources": states}})))
        assert ("mandatory", "s3-versioning", "weights") not in found


DAMAGED = {
    "empty": b"",
    "no JSON": b"resources: []",
    "half": b'{"deployment": {"resources": [',
    "a list": b"[]",
    "another object": b'{"resources": []}',
    "no URN": b'{"deployment": {"resources": [{"type": 3}]}}',
    "resources that are none": b'{"deployment": {"resources": "many"}}',
    "steps that are none": b'{"steps": [1]}',
    "too deep": b'{"steps": ' + b"[" * 100_000,
    "not UTF-8": b'{"deployment": {"a": "\xff\xfe"}}',
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_file_is_one_line_with_exit_code_2(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(content)
    result = check(str(path), "--format", "json")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert "plan.json" in result.stderr


def test_a_file_that_may_not_be_read_is_one_line(export: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> str:
        raise PermissionError(13, "Permission denied", export)

    monkeypatch.setattr(Path, "read_text", refuse)
    result = check(export)
    assert (result.exit_code, result.stderr) == (2, f"{export!r} cannot be read: Permission denied\n")


def test_warnings_of_the_engine_before_the_file_are_passed_over(export: str) -> None:
    text = "\ufeffwarning: a new version is available\n" + Path(export).read_text(encoding="utf-8")
    assert broken(report("-", given=text)) == broken(report(export))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("sagemaker-inf",), "is neither a file nor a stack; did you mean 'sagemaker-inf2'?"),
        (("absent.json",), "'absent.json' is neither a file nor a stack; stacks are azure-baseline, dev, "),
        ((str(FIXTURES),), "is neither a file nor a stack"),
        ((PREVIEW, "--as", "sagemaker-inf"), "did you mean 'sagemaker-inf2'?"),
        ((PREVIEW, "--as", "dev", "--environment", "prod"), "the stack file says its environment"),
        (("dev", "--as", "prod"), "a stack has its own"),
        (("dev", "--environment", "prod"), "a stack has its own"),
        ((PREVIEW, "--environment", "devel"), "'devel' is not one of 'dev', 'staging', 'prod'"),
        ((PREVIEW, "--fail-on", "exempt"), "'exempt' is not one of 'advisory', 'mandatory'"),
        ((PREVIEW, "--format", "jsn"), "'jsn' is not one of"),
        ((PREVIEW, "--base", PREVIEW), "goes with --format"),
        ((PREVIEW, "--format", "markdown", "--base", "absent.json"), "--base: 'absent.json' cannot be read: No such"),
        ((PREVIEW, "--format", "markdown", "--base", EXPORT), "no report of `accel preview --format json`"),
        ((PREVIEW, "--format", "json", "--output", "/no/such/folder/report.json"), "cannot be written: No such"),
    ],
)
def test_a_wrong_argument_is_told_with_exit_code_2(arguments: tuple[str, ...], message: str) -> None:
    result = check(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.output


def test_a_base_of_another_stack_is_refused(export: str, tmp_path: Path) -> None:
    base = tmp_path / "base.json"
    check(PREVIEW, "--format", "json", "--output", str(base))
    result = check(export, "--format", "markdown", "--base", str(base))
    assert result.exit_code == 2
    assert result.stderr == "--base: a report of the stack 'sagemaker-inf2', not of 'theirs'\n"


def test_a_file_is_judged_without_the_sdks_of_any_cloud(export: str) -> None:
    code = (
        "import sys; from accel.cli.main import cli\n"
        "try: cli(['check', sys.argv[1], '--format', 'json'], prog_name='accel')\n"
        "except SystemExit: pass\n"
        "print(sorted(name for name in sys.modules if name.startswith('pulumi_')), file=sys.stderr)"
    )
    result = subprocess.run([sys.executable, "-c", code, export], capture_output=True, text=True, check=True)
    assert result.stderr.splitlines()[-1] == "[]"
