"""Repairs: after one the rule is kept, a second one does nothing, and nothing else has changed."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from accel.planning.graph import UNKNOWN, Graph, Resource, Secret
from accel.preview.preview import judge_graph
from policies.configuration import ConfiguredRule, configured
from policies.evaluation import evaluate, remediated
from policies.registry import all_rules
from policies.remediation import changes, merged, repaired, repaired_inputs
from policies.rule import MANDATORY, Rule, StackView
from tests.policies.building import Case, exemption, facts, resource
from tests.policies.cases import all_cases

KEY = "aws:kms/key:Key"
BUCKET = "gcp:storage/bucket:Bucket"
REPAIRING = [rule for rule in all_rules() if rule.remediate is not None]
CASES = [case for case in all_cases() if case.rule in {rule.id for rule in REPAIRING}]


def switched_on(rule: Rule[Any], case: Case) -> tuple[Any, list[ConfiguredRule]]:
    enabled = next(name for name in ("prod", "staging", "dev") if rule.levels.of(name) != "disabled")
    settings = {rule.id: {**case.settings, "remediate": True}}
    changes: dict[str, Any] = {"environment": enabled, **case.facts, "rule_settings": settings}
    given = facts(**changes)
    return given, configured([rule], given)


def rule_of(case: Case) -> Rule[Any]:
    return next(rule for rule in REPAIRING if rule.id == case.rule)


def test_rules_that_can_be_kept_safely_by_a_machine_are_repaired() -> None:
    assert {rule.id for rule in REPAIRING} >= {
        "cloudtrail-log-validation",
        "cost-tags",
        "gcs-public-access-prevention",
        "gcs-uniform-access",
        "kms-key-rotation",
        "ownership-tags",
        "subnet-no-public-addresses",
        "subnet-private-google-access",
    }


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_repaired_resource_keeps_the_rule_and_is_not_repaired_again(case: Case) -> None:
    rule = rule_of(case)
    given, entries = switched_on(rule, case)
    fixed, repairs = repaired(case.graph, given, entries)
    touched = {repair.urn for repair in repairs}
    left = {finding.urn for finding in evaluate(fixed, given, rules=[rule]) if finding.level != "exempt"}
    assert not touched & left
    assert touched <= {item.urn for item in case.resources if item.name in case.at}
    again, nothing = repaired(fixed, given, entries)
    assert nothing == []
    assert again is fixed


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_repair_changes_what_it_tells_and_nothing_else(case: Case) -> None:
    given, entries = switched_on(rule_of(case), case)
    fixed, repairs = repaired(case.graph, given, entries)
    told = {repair.urn: {change.path for change in repair.changes} for repair in repairs}
    for before, after in zip(case.graph, fixed, strict=True):
        was, now = dict(leaves(before.inputs)), dict(leaves(after.inputs))
        different = {path for path, value in now.items() if path not in was or was[path] != value}
        gone = was.keys() - now.keys()
        allowed = told.get(before.urn, set())
        assert all(any(f"{path}.".startswith(f"{one}.") for one in allowed) for path in different | gone)
        assert [path for path, value in leaves(before.inputs) if value is UNKNOWN] == [
            path for path, value in leaves(after.inputs) if value is UNKNOWN
        ]


@pytest.mark.parametrize("rule", REPAIRING, ids=lambda rule: rule.id)
def test_some_case_of_each_rule_that_repairs_is_repaired(rule: Rule[Any]) -> None:
    broken = [case for case in CASES if case.rule == rule.id and case.kind == "broken"]
    assert any(repaired(case.graph, *switched_on(rule, case))[1] for case in broken)


@pytest.mark.parametrize("case", [case for case in CASES if case.kind == "broken"], ids=str)
def test_a_secret_beside_what_is_repaired_stays_one(case: Case) -> None:
    rule = rule_of(case)
    given, entries = switched_on(rule, case)
    graph = Graph(hidden(item) for item in case.resources)
    fixed, repairs = repaired(graph, given, entries)
    for before, after in zip(graph, fixed, strict=True):
        assert after.inputs["planted"] == Secret("hush")
        assert {key for key, value in before.inputs.items() if isinstance(value, Secret)} <= {
            key for key, value in after.inputs.items() if isinstance(value, Secret)
        }
    assert all("hush" not in repair.message for repair in repairs)


def hidden(item: Resource) -> Resource:
    """Return a resource whose values are all secret."""
    sealed = {key: value if isinstance(value, Secret) else Secret(value) for key, value in item.inputs.items()}
    return Resource(
        urn=item.urn,
        type=item.type,
        name=item.name,
        inputs={**sealed, "planted": Secret("hush")},
        dependencies=item.dependencies,
        property_dependencies=item.property_dependencies,
        provider=item.provider,
        custom=item.custom,
    )


def leaves(tree: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    items = tree.items() if isinstance(tree, Mapping) else enumerate(tree) if isinstance(tree, list) else None
    if items is None:
        yield path, tree
        return
    for key, value in items:
        yield from leaves(value, f"{path}.{key}" if path else str(key))


def key(name: str = "data", **inputs: Any) -> Resource:
    return resource(KEY, name, inputs)


def with_rotation(**changed: Any) -> Any:
    return facts(rule_settings={"kms-key-rotation": {"remediate": True}}, **changed)


def test_a_preview_judges_and_shows_what_was_repaired() -> None:
    preview = judge_graph(Graph([key()]), with_rotation())
    assert preview.graph.resources[0].inputs == {"enableKeyRotation": True}
    (told,) = [finding for finding in preview.findings if finding.rule == "kms-key-rotation"]
    assert (told.level, told.urn, told.properties) == ("remediated", key().urn, ("enableKeyRotation",))
    assert told.message == "enableKeyRotation set to true"
    assert told.remediation.startswith("Write it into the program")


def test_a_repair_fails_nothing() -> None:
    with_repair = judge_graph(Graph([key()]), with_rotation())
    without = judge_graph(Graph([key()]), facts())
    assert {finding.rule for finding in without.findings} == {finding.rule for finding in with_repair.findings}
    only = [finding for finding in with_repair.findings if finding.rule == "kms-key-rotation"]
    assert [finding.level for finding in only] == ["remediated"]


def test_without_the_setting_nothing_is_repaired() -> None:
    graph = Graph([key()])
    assert remediated(graph, facts()) == (graph, [])


def test_what_is_exempt_is_left_as_it_is() -> None:
    graph = Graph([key("old"), key("new")])
    fixed, told = remediated(graph, with_rotation(exemptions=(exemption("kms-key-rotation", "old"),)))
    assert fixed.resources[0].inputs == {}
    assert [finding.urn for finding in told] == [key("new").urn]


def test_what_a_rule_cannot_repair_still_breaks_it_everywhere() -> None:
    # Nobody knows the blueprint of a resource but the program.
    given = facts("dev", rule_settings={"cost-tags": {"remediate": True}})
    preview = judge_graph(Graph([resource(BUCKET, "b")]), given)
    assert [finding.level for finding in preview.findings if finding.rule == "cost-tags"] == ["mandatory"]


def test_tags_come_from_the_stack_file_and_those_that_are_there_stay() -> None:
    given = facts(rule_settings={"ownership-tags": {"remediate": True}})
    fixed, _ = remediated(Graph([resource(BUCKET, "b", {"labels": {"team": "x", "owner": "y"}})]), given)
    assert fixed.resources[0].inputs["labels"] == {"team": "x", "owner": "y", "managed-by": "accelerator-blueprints"}


def test_a_stack_without_an_owner_gives_no_tag() -> None:
    given = facts(rule_settings={"ownership-tags": {"remediate": True}})
    graph = Graph([resource(BUCKET, "b")])
    entry = next(entry for entry in configured(all_rules(), given) if entry.rule.id == "ownership-tags")
    nobody = facts(rule_settings={"ownership-tags": {"remediate": True}})
    object.__setattr__(nobody, "owner", "")
    assert repaired(graph, nobody, [entry]) == (graph, [])


def test_two_rules_repair_one_resource() -> None:
    ids = ("gcs-uniform-access", "gcs-public-access-prevention")
    given = facts(rule_settings={name: {"remediate": True} for name in ids})
    fixed, told = remediated(Graph([resource(BUCKET, "b")]), given)
    assert fixed.resources[0].inputs == {"uniformBucketLevelAccess": True, "publicAccessPrevention": "enforced"}
    assert {finding.rule for finding in told} == set(ids)


def test_a_value_within_a_secret_is_written_there_and_not_told() -> None:
    before, after = {"a": {"b": 1, "c": UNKNOWN}}, {"a": {"b": 2, "c": UNKNOWN}}
    found = merged({"a": Secret({"b": 1, "c": UNKNOWN})}, before, after)
    assert found == {"a": Secret({"b": 2, "c": UNKNOWN})}
    assert [tuple(change) for change in changes({"a": Secret({"b": 1})}, {"a": Secret({"b": 2})})] == [
        ("a", "[secret]")
    ]


def test_elements_of_a_list_keep_their_secrets() -> None:
    sealed = [Secret("x"), {"v": Secret("y"), "w": False}]
    found = merged(sealed, ["x", {"v": "y", "w": False}], ["x", {"v": "y", "w": True}, "z"])
    assert found == [Secret("x"), {"v": Secret("y"), "w": True}, "z"]


def test_true_is_not_taken_for_one() -> None:
    assert merged({"n": 1}, {"n": 1}, {"n": True})["n"] is True


def test_a_resource_that_keeps_the_rule_is_not_asked_about() -> None:
    def never(_: Any, __: Any) -> dict[str, Any]:
        raise AssertionError

    careful = Rule(
        id="asks-nobody",
        title="t",
        group="security",
        cloud="aws",
        severity="low",
        levels=MANDATORY,
        why="w",
        remediation="r",
        types=(KEY,),
        check_resource=lambda _, __: (),
        remediate=never,
    )
    given = facts()
    (entry,) = configured([careful], given)
    from policies.exemptions import Exemptions

    view = StackView(Graph([key()]), given, Exemptions(given))
    assert repaired_inputs(entry, key(), {}, view) is None
