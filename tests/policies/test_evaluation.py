import datetime
from collections.abc import Iterable
from typing import Any

import pytest

from accel.planning.graph import Graph, Resource, Secret
from accel.planning.problems import ConfigurationError
from policies.evaluation import evaluate
from policies.properties import opened
from policies.rule import Level, PerEnvironment, PlainContext, Rule, Severity, Violation, everywhere
from tests.policies.building import TODAY, exemption, facts, resource

KEY = "aws:kms/key:Key"


def rule(id_: str, severity: Severity = "high", level: str | PerEnvironment[Level] = "mandatory") -> Rule[Any]:
    """A rule that every key breaks."""

    def check(judged: Resource, _: PlainContext) -> Iterable[str]:
        yield f"{judged.name} is a key"

    return Rule(
        id=id_,
        title="t",
        group="security",
        cloud="aws",
        severity=severity,
        levels=everywhere(Level(level)) if isinstance(level, str) else level,
        why="w",
        remediation=f"remedy of {id_}",
        types=(KEY,),
        check_resource=check,
    )


def keys(*names: str) -> Graph:
    return Graph(resource(KEY, name) for name in names)


def test_a_finding_says_all_that_a_report_needs() -> None:
    graph = keys("a")
    (finding,) = evaluate(graph, facts(), rules=[rule("no-key", "critical")])
    assert finding.to_json() == {
        "rule": "no-key",
        "level": "mandatory",
        "severity": "critical",
        "urn": graph.resources[0].urn,
        "message": "a is a key",
        "remediation": "remedy of no-key",
        "raised_by": [],
        "properties": [],
    }


def test_the_worst_comes_first() -> None:
    found = evaluate(
        keys("b", "a"),
        facts(exemptions=(exemption("z-exempt", "*"),)),
        rules=[
            rule("b-advice", "critical", "advisory"),
            rule("c-low", "low"),
            rule("a-high", "high"),
            rule("z-exempt", "critical"),
        ],
    )
    assert [(finding.rule, finding.urn[-1]) for finding in found] == [
        ("a-high", "a"),
        ("a-high", "b"),
        ("c-low", "a"),
        ("c-low", "b"),
        ("b-advice", "a"),
        ("b-advice", "b"),
        ("z-exempt", "a"),
        ("z-exempt", "b"),
    ]


def test_a_rule_that_is_off_in_the_environment_is_not_run() -> None:
    ladder = PerEnvironment(Level.DISABLED, Level.ADVISORY, Level.MANDATORY)
    found = {
        name: evaluate(keys("a"), facts(name), rules=[rule("no-key", level=ladder)]) for name in ("dev", "staging")
    }
    assert found["dev"] == []
    assert [finding.level for finding in found["staging"]] == ["advisory"]


def test_an_exempted_violation_is_still_told_with_its_last_day() -> None:
    until = TODAY + datetime.timedelta(days=3)
    given = facts(exemptions=(exemption("no-key", "a", until),))
    covered, other = sorted(evaluate(keys("a", "b"), given, rules=[rule("no-key")]), key=lambda finding: finding.urn)
    assert (covered.level, covered.exempted_until) == ("exempt", until)
    assert (other.level, other.exempted_until) == ("mandatory", None)


def test_secrets_are_opened_for_rules_and_left_as_they_are_in_the_graph() -> None:
    seen: list[Any] = []

    def check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
        seen.extend(item.get("policy.0") for item in graph)
        seen.extend(item.inputs["policy"][0] for item in graph)
        return ()

    looks = Rule(
        id="looks-inside",
        title="t",
        group="security",
        cloud="any",
        severity="low",
        levels=everywhere(Level.MANDATORY),
        why="w",
        remediation="r",
        check_stack=check,
    )
    graph = Graph([resource(KEY, "a", {"policy": [Secret("hush")]})])
    evaluate(graph, facts(), rules=[looks])
    assert seen == ["hush", "hush"]
    assert graph.resources[0].inputs["policy"] == [Secret("hush")]


def test_resources_without_secrets_are_not_copied() -> None:
    plain, secret = resource(KEY, "a", {"x": [{"y": 1}]}), resource(KEY, "b", {"x": [{"y": Secret(1)}]})
    found = opened(Graph([plain, secret]))
    assert found.resources[0] is plain
    assert found.resources[1].inputs == {"x": [{"y": 1}]}


def test_a_setting_that_no_rule_has_stops_the_evaluation() -> None:
    with pytest.raises(ConfigurationError, match="maxUnits"):
        evaluate(keys("a"), facts(), rules=[rule("no-key")], overrides={"no-key": {"maxUnits": 1}})


def test_an_empty_stack_breaks_no_rule_about_its_resources() -> None:
    assert evaluate(Graph([]), facts(), rules=[rule("no-key")]) == []
