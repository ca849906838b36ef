"""The report as one file: whole, closed to the outside, and not too large."""

import base64
import datetime
import hashlib
import json
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accel.planning.graph import Graph, shown
from accel.planning.stack import Exemption
from accel.preview.formats import form
from accel.preview.html import resources
from accel.preview.html.page import PAGE
from accel.preview.preview import judge_graph
from blueprints.contract import Note
from policies.evaluation import Finding
from tests.policies.building import facts, resource
from tests.preview.html_reader import Reader
from tests.preview.html_stack import SECRET, hostile
from tests.previews import preview_of

_NO_LIMIT = float("inf")


@pytest.fixture(scope="module")
def report() -> str:
    return form("html").render(preview_of("prod"))


def test_every_element_is_closed_and_every_id_is_used_once(report: str) -> None:
    reader = Reader(report)
    assert reader.open == []
    ids = [attributes["id"] for _, attributes in reader.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = {href[1:] for _, a in reader.elements if (href := a.get("href") or "").startswith("#")}
    assert targets <= set(ids)


def test_nothing_is_fetched_and_the_policy_allows_only_our_own_style_and_script(report: str) -> None:
    reader = Reader(report)
    for tag, attributes in reader.elements:
        assert not {"src", "srcset", "action", "style"} & set(attributes), tag
        assert not [name for name in attributes if name.startswith("on")], tag
        assert (attributes.get("href") or "#").startswith(("#", "data:,")), tag
    policy = next(a["content"] or "" for _, a in reader.elements if "http-equiv" in a)
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    for tag in ("style", "script"):
        found = re.findall(f"<{tag}>(.*?)</{tag}>", report, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(found[0].encode()).digest()).decode()
        assert len(found) == 1
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_the_report_has_all_figures_and_all_words_of_the_preview(report: str) -> None:
    preview, text = preview_of("prod"), re.sub(r"\s+", " ", Reader(report).text)
    for amount in preview.estimate.monthly_usd:
        assert f"{amount:,.2f}" in text
    for finding in preview.findings:
        assert finding.rule in text
        assert finding.remediation.replace("`", "") in text
    for note in preview.notes:
        assert re.sub(r"\s+", " ", note.message.replace("`", "")) in text
    for item in (*preview.estimate.lines, *preview.estimate.usage_based):
        assert item.source_date in text


def test_hostile_text_makes_no_element_and_no_secret_is_told() -> None:
    text = form("html").render(hostile())
    reader = Reader(text)
    assert SECRET not in text
    assert text.count("[secret]") >= 4
    assert "img" not in {tag for tag, _ in reader.elements}
    assert [tag for tag, _ in reader.elements].count("script") == 1
    assert "{{ 7 * 7 }}" in reader.text


def test_properties_that_would_make_a_report_too_large_are_left_out_and_said_so() -> None:
    graph = Graph(resource("aws:s3/bucket:Bucket", f"b{n}", {"policy": "x" * 400_000}) for n in range(5))
    listed = resources.rows(judge_graph(graph, facts("dev")))
    assert [row.properties is None for row in listed] == [False, False, True, True, True]
    text = form("html").render(judge_graph(graph, facts("dev")))
    assert len(text) < 2_000_000
    assert text.count("Left out to keep this report small") == 3


def test_of_many_components_and_findings_the_first_are_listed_and_the_rest_are_counted() -> None:
    machines = [
        resource("aws:ec2/instance:Instance", f"m{n}", {"instanceType": "g6.xlarge", "region": "us-east-1"})
        for n in range(700)
    ]
    preview = judge_graph(Graph(machines), facts("prod"))
    text = form("html").render(preview)
    reader = Reader(text)
    bars = [a for _, a in reader.elements if a.get("class") == "bar"]
    rows = [a for tag, a in reader.elements if tag == "tr" and "data-name" in a]
    assert len(bars) == 17
    assert "684 others" in reader.text
    assert [row.get("class") for row in rows] == [None] * PAGE + ["later"] * (700 - PAGE)
    assert f"{preview.estimate.monthly_usd.expected:,.2f}" in reader.text
    assert "and 200 more: --format json has all" in reader.text


def test_rows_show_inputs_as_they_may_be_printed() -> None:
    preview = preview_of("prod")
    for row in resources.rows(preview):
        assert json.loads(row.properties or "") == json.loads(json.dumps(shown(preview.graph.by_urn[row.urn].inputs)))


def test_an_empty_stack_and_one_without_a_budget_have_a_report_too() -> None:
    empty = form("html").render(judge_graph(Graph([]), facts("dev", monthly_budget_usd=_NO_LIMIT)))
    assert Reader(empty).open == []
    assert "inf" not in re.findall(r"Expected a month</h2>(.*?)</div>", empty, re.DOTALL)[0]
    assert "The stack holds no resources." in empty


def test_a_mandatory_finding_and_a_broken_budget_are_the_first_thing_told() -> None:
    preview = preview_of("prod")
    broken = replace(preview, facts=replace(preview.facts, monthly_budget_usd=1.0))
    text = Reader(form("html").render(replace(broken, findings=hostile().findings[:1]))).text
    assert "1 mandatory finding." in text
    assert "exceeded" in text


def test_unpriced_resources_are_named_and_make_the_total_a_lower_bound() -> None:
    graph = Graph([resource("acme:index/thing:Thing", "mystery")])
    text = Reader(form("html").render(judge_graph(graph, facts("dev")))).text
    assert "1 unpriced, so this is a lower bound" in text
    assert "mystery" in text


_NASTY = st.text(max_size=40) | st.sampled_from(
    [
        "</script><img src=x onerror=alert(1)>",
        "</style>",
        "<!--",
        "]]>",
        '" onload="x',
        "{{ 7 * 7 }}",
        "{% raw %}",
        "`a`",
    ]
)


def _quoting(name: str, value: str, message: str) -> Reader:
    spared = Exemption(rule="a-rule", resource=name, reason=f"because of {message}", until=datetime.date(2027, 1, 1))
    bucket = resource("aws:s3/bucket:Bucket", name, {"bucket": value, value: [message]})
    preview = replace(
        judge_graph(Graph([bucket]), facts("prod")),
        facts=facts("prod", exemptions=(spared,)),
        findings=(Finding("a-rule", "mandatory", "high", bucket.urn, message, value),),
        notes=(Note("data", name, message),),
        outputs={name: {value: message}},
    )
    return Reader(form("html").render(preview))


@settings(max_examples=30)
@given(_NASTY.filter(bool), _NASTY, _NASTY)
def test_no_text_of_a_stack_becomes_markup(name: str, value: str, message: str) -> None:
    found, expected = _quoting(name, value, message), _quoting("b", "v", "m")
    assert found.open == []
    elements = [[tag for tag, _ in one.elements if tag != "code"] for one in (found, expected)]
    assert elements[0] == elements[1], "messages may have code in them, and nothing else"
    for (_, ours), (_, plain) in zip(
        [one for one in found.elements if one[0] != "code"],
        [one for one in expected.elements if one[0] != "code"],
        strict=True,
    ):
        assert set(ours) == set(plain)


def test_a_report_of_prod_is_small_enough_to_mail() -> None:
    assert len(form("html").render(preview_of("prod")).encode()) < 2_000_000
