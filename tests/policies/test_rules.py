from typing import Any, get_args

import pytest

from policies import frameworks
from policies.registry import all_rules
from policies.rule import Level, Rule, Severity
from tests.policies.building import Case, Kind
from tests.policies.cases import all_cases

_FEWEST_WORDS = 2
_FRAMEWORKS = {"checkov", *(value for name, value in vars(frameworks).items() if name.isupper() and type(value) is str)}
_JUDGES_EVERYTHING = {"exemption-expired", "exemption-unused"}
"""These look at the stack file and not at resources: nothing in a resource can be unknown to them."""


@pytest.mark.parametrize("case", all_cases(), ids=str)
def test_rule_judges_as_the_sentence_says(case: Case) -> None:
    findings = case.findings()
    assert {finding.urn.rpartition("::")[2] or "stack" for finding in findings} == set(case.at)
    assert all(finding.rule == case.rule for finding in findings)


@pytest.mark.parametrize("rule", [rule.id for rule in all_rules()])
def test_every_rule_is_tried_kept_broken_unknown_and_not_applicable(rule: str) -> None:
    wanted: set[Kind] = {"kept", "broken", "unknown", "not applicable"}
    if rule in _JUDGES_EVERYTHING:
        wanted -= {"unknown"}
    assert {case.kind for case in all_cases() if case.rule == rule} >= wanted


def test_no_case_is_about_a_rule_that_is_gone() -> None:
    assert {case.rule for case in all_cases()} <= {rule.id for rule in all_rules()}


def test_no_two_cases_have_the_same_sentence() -> None:
    sentences = [str(case) for case in all_cases()]
    assert len(sentences) == len(set(sentences))


def test_a_broken_case_says_where() -> None:
    assert all(case.at for case in all_cases() if case.kind == "broken")
    assert not any(case.at for case in all_cases() if case.kind in ("kept", "not applicable"))


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_every_rule_says_how_bad_it_is_why_it_is_there_how_to_keep_it_and_what_it_refers_to(rule: Rule[Any]) -> None:
    assert rule.severity in get_args(Severity)
    assert rule.title[0].isupper()
    assert not rule.title.endswith(".")
    for text in (rule.why, rule.remediation):
        assert len(text.split()) >= _FEWEST_WORDS
        assert text.endswith((".", "?"))
        assert " ".join(text.split()) == text
    assert rule.frameworks
    assert len(set(rule.frameworks)) == len(rule.frameworks)
    for framework, reference in rule.frameworks:
        assert framework in _FRAMEWORKS
        assert reference.strip() == reference != ""


def test_every_rule_is_on_somewhere() -> None:
    for rule in all_rules():
        assert {rule.levels.dev, rule.levels.staging, rule.levels.prod} != {Level.DISABLED}
