import json
import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from accel.planning.graph import Graph, Secret
from accel.preview.formats import form
from accel.preview.hiding import hidden
from accel.preview.markdown_text import code, one_line, prose, table
from accel.preview.preview import Preview, judge_graph
from accel.preview.rule_settings import rule_problems
from policies.evaluation import Finding
from tests.policies.building import exemption, facts, resource

OURS = ("html", "json", "junit", "markdown", "sarif")


@pytest.fixture(scope="module")
def preview() -> Preview:
    bucket = resource("aws:s3/bucket:Bucket", "weights", {"bucketPrefix": Secret("planted-secret")})
    pardoned = facts("prod", exemptions=(exemption("s3-versioning", "weights"),))
    return judge_graph(Graph([bucket]), pardoned)


def finding(message: str) -> Finding:
    return Finding("s3-versioning", "mandatory", "high", "", message, message)


@pytest.mark.parametrize("name", OURS)
def test_no_form_shows_a_secret_that_a_message_quotes(name: str, preview: Preview) -> None:
    quoted = hidden([finding("the prefix planted-secret is wrong")], ("planted-secret",))
    report = form(name).render(replace(preview, findings=(*preview.findings, *quoted)))
    assert "planted-secret" not in report
    assert "[secret]" in report or "&#91;secret&#93;" in report


def test_sarif_suppresses_what_is_exempt_and_gives_the_others_their_level(preview: Preview) -> None:
    report = json.loads(form("sarif").render(preview))
    assert report["version"] == "2.1.0"
    results = {result["ruleId"]: result for result in report["runs"][0]["results"]}
    assert results["s3-versioning"]["suppressions"][0]["justification"].startswith("a reason for the auditor")
    assert "error" in {result["level"] for result in results.values()}


def test_junit_fails_mandatory_rules_and_skips_exempt_ones(preview: Preview) -> None:
    suite = ET.fromstring(form("junit").render(preview))[0]  # noqa: S314 - our own report
    failed = {case.attrib["name"] for case in suite if case.find("failure") is not None}
    skipped = {case.attrib["name"] for case in suite if case.find("skipped") is not None}
    assert failed == {one.rule for one in preview.findings if one.level == "mandatory"}
    assert skipped == {"s3-versioning"}
    assert (suite.attrib["failures"], suite.attrib["skipped"]) == (str(len(failed)), "1")


@settings(max_examples=40)
@given(st.text())
def test_any_text_stays_one_cell_and_reads_the_same(text: str) -> None:
    html = (
        MarkdownIt("commonmark", {"html": True}).enable("table").render(table(["a", "b"], [[prose(text), code(text)]]))
    )
    assert html.count("<td") == 2
    assert len(re.findall(r"<(?!/?(?:table|thead|tbody|tr|th|td|code)\b|!-- --)", html)) == 0
    assert one_line(text).count("|") * 2 == html.count("|")


@settings(max_examples=20)
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_message_keeps_reports_well_formed(text: str) -> None:
    bare = replace(judge_graph(Graph([]), facts()), findings=(finding(text),))
    assert ET.fromstring(form("junit").render(bare))[0].attrib["failures"] == "1"  # noqa: S314 - our own report
    assert text in json.loads(form("sarif").render(bare))["runs"][0]["results"][0]["message"]["text"]


def test_wrong_rule_settings_are_told_beside_other_mistakes_at_their_own_index() -> None:
    values = {"environment": "devel", "policies": {"s3-versionin": {}}, "exemptions": [{}, {"rule": "no-such-rule"}]}
    assert {problem.key for problem in rule_problems(values, "dev")} == {"policies.s3-versionin", "exemptions[1].rule"}
