from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xmlschema import XMLSchema

from accel.preview.formats import form
from accel.preview.preview import Preview
from policies.configuration import configured
from policies.registry import all_rules
from tests.policies.building import facts
from tests.preview.findings import finding, pardoned, telling
from tests.previews import preview_of

# The schema by which pytest judges its own reports, out of its source; the licence stands in it.
JUDGE = XMLSchema(Path(__file__).parent / "schemas" / "junit-10.xsd")


def suite(preview: Preview, fail_on: str = "mandatory") -> ET.Element:
    """Return the one suite of a report that keeps the schema."""
    text = form("junit").render(preview, fail_on=fail_on)
    assert [f"{error.path}: {error.reason}" for error in JUDGE.iter_errors(text)] == []
    (only,) = ET.fromstring(text)  # noqa: S314 - our own report
    return only


def case(found: ET.Element, rule: str) -> ET.Element:
    (only,) = (one for one in found if one.attrib["name"] == rule)
    return only


def test_the_judge_refuses_what_is_no_report() -> None:
    text = form("junit").render(pardoned())
    assert JUDGE.is_valid(text)
    assert not JUDGE.is_valid(text.replace("<skipped", "<omitted"))
    assert not JUDGE.is_valid(text.replace(' name="s3-versioning"', ""))


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_the_report_of_a_shipped_stack_keeps_the_schema(stack: str) -> None:
    found = suite(preview_of(stack))
    assert found.attrib["failures"] == "0"
    assert int(found.attrib["tests"]) == len(found) > 0


@settings(max_examples=30)
@given(st.text(), st.sampled_from(["mandatory", "advisory", "exempt"]))
def test_any_message_keeps_the_schema(text: str, level: str) -> None:
    found = suite(telling(finding(text, level)))
    assert found.attrib["failures"] == str(int(level == "mandatory"))


def test_a_mandatory_finding_fails_and_what_is_exempt_skips() -> None:
    preview = pardoned()
    found = suite(preview)
    failed = {one.attrib["name"] for one in found if one.find("failure") is not None}
    skipped = {one.attrib["name"] for one in found if one.find("skipped") is not None}
    assert failed == {one.rule for one in preview.findings if one.level == "mandatory"}
    assert skipped == {"s3-versioning"}
    assert (found.attrib["failures"], found.attrib["skipped"]) == (str(len(failed)), "1")


@pytest.mark.parametrize(("fail_on", "failures"), [("mandatory", "0"), ("advisory", "1")])
def test_an_advisory_finding_fails_where_it_is_to_fail(fail_on: str, failures: str) -> None:
    found = suite(telling(finding("no versions", "advisory")), fail_on)
    assert found.attrib["failures"] == failures
    told = case(found, "s3-versioning").find("failure" if failures == "1" else "system-out")
    assert told is not None
    assert "advisory: test: no versions" in str(told.text)


def test_a_failure_tells_every_violation_and_the_remedy_and_one_alone_is_its_headline() -> None:
    one = case(suite(telling(finding("first"))), "s3-versioning").find("failure")
    two = case(suite(telling(finding("first"), finding("second", urn="a::b"))), "s3-versioning").find("failure")
    assert one is not None
    assert two is not None
    assert (one.attrib["message"], two.attrib["message"]) == ("first", "2 violations")
    assert one.attrib["type"] == "mandatory high"
    assert str(two.text).splitlines() == ["mandatory: test: first", "mandatory: b: second", "-> first"]


def test_a_rule_that_is_broken_and_exempt_elsewhere_has_one_outcome() -> None:
    both = case(suite(telling(finding("broken"), finding("pardoned", "exempt"))), "s3-versioning")
    assert [element.tag for element in both] == ["failure", "system-out"]
    warned = case(suite(telling(finding("told", "advisory"), finding("pardoned", "exempt"))), "s3-versioning")
    assert [element.tag for element in warned] == ["system-out"]


@pytest.mark.parametrize("environment", ["dev", "prod"])
def test_each_rule_of_the_environment_is_one_case_in_the_class_of_its_group(environment: str) -> None:
    found = suite(telling(facts=facts(environment)))
    asked = [entry.rule for entry in configured(all_rules(), facts(environment)) if entry.level != "disabled"]
    assert [one.attrib["name"] for one in found] == [rule.id for rule in asked]
    groups = {rule.id: f"policies.{rule.group}" for rule in asked}
    assert all(f"{one.attrib['classname']}.".startswith(f"{groups[one.attrib['name']]}.") for one in found)


def test_characters_that_xml_cannot_write_are_replaced() -> None:
    failure = case(suite(telling(finding("a\x00b\x1bc\ud800d"), stack="\x07")), "s3-versioning").find("failure")
    assert failure is not None
    assert failure.attrib["message"] == "a\ufffdb\ufffdc\ufffdd"
