import pytest

from policies.registry import all_rules
from tests.policies.building import Case, Kind
from tests.policies.cases import all_cases

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
