"""The engine's files, written by the real engine and shortened: costs must be those of the offline preview."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accel.planning.cost.estimate import estimate
from accel.planning.graph import UNKNOWN, Secret, shown
from accel.planning.readers.engine_file import NotAnEngineFile, read
from accel.preview.preview import Preview, judge, run_program, settings_of
from blueprints.loading import parse_stack_file
from tests.policies.building import facts
from tests.tools import ROOT

FIXTURES = Path(__file__).with_name("fixtures")
STACK = "sagemaker-inf2"
FILES = ("sagemaker-inf2.preview.json", "sagemaker-inf2.export.json")


def text(name: str) -> str:
    return (FIXTURES / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def offline() -> Preview:
    """Preview the stack as it was when the engine wrote the files: without a budget in the cloud."""
    path = ROOT / "stacks" / f"Pulumi.{STACK}.yaml"
    budget = "        budget: {alertEmails: [ml-platform@example.com]}\n"
    given = path.read_text(encoding="utf-8")
    assert budget in given
    file = parse_stack_file(given.replace(budget, ""), stack=STACK, file=f"stacks/{path.name}")
    settings = settings_of(file)
    return judge(run_program(file, ROOT), settings, settings.facts())


def state(kind: str, name: str = "subject", **rest: Any) -> dict[str, Any]:
    return {"urn": f"urn:pulumi:s::p::{kind}::{name}", "type": kind, "custom": True, **rest}


def preview(*steps: dict[str, Any], **rest: Any) -> str:
    return json.dumps({"steps": list(steps), **rest})


def export(*states: dict[str, Any]) -> str:
    return json.dumps({"version": 3, "deployment": {"resources": list(states)}})


@pytest.mark.parametrize("name", FILES)
def test_engine_files_cost_what_the_offline_preview_costs(name: str, offline: Preview) -> None:
    found = read(text(name))
    assert (found.stack, found.environment, found.left_out) == (STACK, "dev", 0)
    costs = estimate(found.graph, offline.facts)
    there, here = costs.to_json(), offline.estimate.to_json()
    for kind, items in here.items():
        if kind == "monthly_usd":
            assert there[kind] == pytest.approx(items)
        else:
            assert sorted(map(json.dumps, there[kind])) == sorted(map(json.dumps, items)), kind


@pytest.mark.parametrize("name", FILES)
def test_engine_files_have_the_resources_of_the_offline_preview(name: str, offline: Preview) -> None:
    assert set(read(text(name)).graph.by_urn) == set(offline.graph.by_urn)


def test_a_slice_of_tpus_is_read_with_its_schedule() -> None:
    found = estimate(read(text("tpu-training.preview.json")).graph, facts("dev"))
    (vm,) = (line for line in found.lines if line.rented)
    # 4 chips x 1.20 x 730 x 55 / 168
    assert vm.monthly_usd == pytest.approx(4 * 1.20 * 730 * 55 / 168)


def test_a_preview_that_names_only_changes_says_how_much_it_leaves_out() -> None:
    found = read(text("sagemaker-inf2.preview-again.json"))
    assert len(found.graph) == 0
    assert found.left_out == 86


def test_unknown_values_and_secrets_keep_their_meaning() -> None:
    unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
    sealed = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v1:abc"}
    opened = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "plaintext": '"hunter2"'}
    inputs = {"a": unknown, "b": [sealed, opened], "c": "[secret]"}
    (found,) = read(export(state("aws:ec2/vpc:Vpc", inputs=inputs))).graph
    assert found.inputs == {"a": UNKNOWN, "b": [Secret(UNKNOWN), Secret("hunter2")], "c": Secret(UNKNOWN)}
    assert "hunter2" not in repr(shown(found.inputs))


def test_what_is_deleted_or_only_read_costs_nothing_afterwards() -> None:
    key = "aws:kms/key:Key"
    found = read(
        preview(
            {"op": "delete", "urn": "x", "oldState": state(key, "gone")},
            {"op": "read", "urn": "x", "newState": state(key, "theirs", external=True)},
            {"op": "create-replacement", "urn": "x", "oldState": state(key, "again"), "newState": state(key, "again")},
            {"op": "delete-replaced", "urn": "x", "oldState": state(key, "again"), "newState": state(key, "again")},
            {"op": "create", "urn": "x", "newState": state(key, "new")},
        )
    )
    assert [item.name for item in found.graph] == ["again", "new"]
    assert found.before is not None
    assert [item.name for item in found.before] == ["gone", "again"]


def test_what_an_interrupted_replacement_left_is_counted_once() -> None:
    key = "aws:kms/key:Key"
    found = read(export(state(key), state(key, delete=True), state(key, "theirs", external=True)))
    assert [item.name for item in found.graph] == ["subject"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "no JSON"),
        ("[]", "no JSON|no object"),
        ("null", "no object"),
        ("{}", "neither `pulumi preview --json`"),
        ('{"steps": 3}', "neither"),
        ('{"steps": [1]}', "damaged"),
        ('{"steps": [{"op": "create", "newState": {"type": "a:b:C"}}]}', "damaged"),
        ('{"deployment": {"resources": [{}]}}', "damaged"),
        ('{"deployment": {"resources": [null]}}', "damaged"),
        ("resources:\n- a", "no JSON"),
        ('{"a":' * 100_000, "no JSON|too deeply"),
    ],
)
def test_other_files_are_refused_with_the_reason(content: str, reason: str) -> None:
    with pytest.raises(NotAnEngineFile, match=reason):
        read(content)


def test_warnings_before_the_object_are_passed_over() -> None:
    assert len(read(f"warning: using a plugin from $PATH\n{export(state('aws:kms/key:Key'))}").graph) == 1


def events(*given: dict[str, Any], end: bool = True) -> str:
    """Write events as the engine streams them; see tests/engine/test_event_log.py for those of the real one."""
    summary = {"summaryEvent": {"resourceChanges": {"create": 1, "same": 1}, "isPreview": True}}
    listed = [*given, *([summary, {"cancelEvent": {}}] if end else [])]
    return "\n".join(json.dumps({"sequence": at, "timestamp": 1, **event}) for at, event in enumerate(listed))


def step(op: str, old: dict[str, Any] | None, new: dict[str, Any] | None) -> dict[str, Any]:
    return {"resourcePreEvent": {"metadata": {"op": op, "old": old, "new": new}, "planning": True}}


def test_streamed_events_are_read_as_the_preview_that_they_are() -> None:
    key = "aws:kms/key:Key"
    prelude = {"preludeEvent": {"config": {"project:environment": "staging"}}}
    talk = {"diagnosticEvent": {"message": "{", "severity": "info"}}
    kept, new = state(key, "kept"), state(key, "new", inputs={"region": "us-east-1"})
    found = read(
        events(
            prelude, talk, step("same", kept, kept), step("delete", state(key, "gone"), None), step("create", None, new)
        )
    )
    assert (found.kind, found.environment, found.linked, found.left_out) == ("preview", "staging", False, 0)
    assert [item.name for item in found.graph] == ["kept", "new"]
    assert found.before is not None
    assert [item.name for item in found.before] == ["kept", "gone"]
    # 1 USD each
    assert estimate(found.graph, facts()).monthly_usd.expected == pytest.approx(2.00)
    assert read(preview()).linked


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (events(step("create", None, state("a:b:C")), end=False), "did not come to its end"),
        (events(step("create", None, state("a:b:C")))[:-20], "a damaged event log"),
        (events({"resourcePreEvent": {}}), "a damaged event log"),
        (events({"resourcePreEvent": {"metadata": {"op": "create", "new": {"type": "a:b:C"}}}}), "a damaged"),
        (events() + "\nKilled", "a damaged event log"),
        (export() + export(), "no JSON"),
    ],
)
def test_half_a_log_is_refused_since_its_costs_would_be_half(content: str, reason: str) -> None:
    with pytest.raises(NotAnEngineFile, match=reason):
        read(content)


@settings(max_examples=60, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        *("urn", "type", "inputs", "steps", "op", "newState", "deployment", "resources", "parent"),
                        *("sequence", "timestamp", "resourcePreEvent", "metadata", "new", "summaryEvent"),
                    ]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_no_json_is_a_crash(content: Any) -> None:
    try:
        found = read(json.dumps(content))
    except NotAnEngineFile:
        return
    estimate(found.graph, facts())
