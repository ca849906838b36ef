import json
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from accel.planning.cost.items import Span
from accel.planning.graph import Graph
from accel.preview.comparison import Base, read_base
from accel.preview.formats import form
from accel.preview.markdown import LONGEST, render
from accel.preview.markdown_text import code, one_line, prose, section, table, usd
from accel.preview.preview import Preview, judge_graph
from tests.policies.building import facts, resource
from tests.preview.findings import finding, pardoned, telling
from tests.previews import preview_of

READER = MarkdownIt("commonmark", {"html": True}).enable("table")
OURS = r"/?(?:table|thead|tbody|tr|th|td|code|p|h2|ul|li|strong|details|summary|em)\b|!-- --"


def machines(*names: str, instance: str = "g6.xlarge", **known: Any) -> Preview:
    """Return the preview of a stack of EC2 instances."""
    inputs = {"instanceType": instance, "region": "us-east-1"}
    graph = Graph([resource("aws:ec2/instance:Instance", name, inputs) for name in names])
    return judge_graph(graph, facts("prod", **known))


def as_base(preview: Preview) -> Base:
    return read_base(form("json").render(preview))


def titles(text: str) -> list[str]:
    return re.findall(r"<summary>(.*?)</summary>", text)


def test_the_verdict_and_the_cost_stand_above_what_opens() -> None:
    preview = machines("vm", monthly_budget_usd=100)
    head, _, rest = render(preview).partition("<details")
    count = sum(one.level == "mandatory" for one in preview.findings)
    assert head.startswith(f"## Stack <code>test</code> (prod)\n\n**{count} mandatory findings**")
    # g6.xlarge 0.8048 an hour (karpenter), 730 hours
    assert "| expected | **587.50** |" in head
    assert "| budget | 100.00 (over) |" in head
    assert rest


def test_a_clean_stack_says_so_and_shows_no_section_of_rules() -> None:
    text = render(telling())
    assert "no mandatory rule is broken" in text
    assert not any(title.startswith("Rules") for title in titles(text))


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_the_report_of_a_shipped_stack_is_well_formed_and_short_enough_for_a_comment(stack: str) -> None:
    text = render(preview_of(stack))
    assert len(text) < 65_536
    assert text.count("<details") == text.count("</details>") == len(titles(text))
    html = READER.render(text)
    assert re.findall(rf"<(?!{OURS})[^>]*>", html) == []
    # A table that was not read as one would show its rule.
    assert "---" not in html


def test_sections_that_do_not_fit_into_a_comment_are_left_out_and_named() -> None:
    graph = Graph(resource("aws:s3/bucket:Bucket", f"bucket-{number}-{'x' * 60}") for number in range(900))
    preview = judge_graph(graph, facts("dev"))
    told = [finding(f"{number} {'y' * 500}", rule=f"rule-{number:03}") for number in range(100)]
    text = render(replace(preview, findings=tuple(told)))
    assert len(text) <= LONGEST + 200
    assert text.endswith("Left out to keep this short enough for a comment: resources.\n")
    assert [title.partition(":")[0] for title in titles(text)] == ["Rules", "Costs"]


def test_of_very_many_findings_the_worst_are_told_and_every_further_rule_is_named_or_counted() -> None:
    told = [finding(f"{number} {'y' * 500}", rule=f"rule-{number:03}") for number in range(100)]
    text = render(telling(*told))
    assert titles(text)[0] == "Rules: 100 mandatory"
    count = text.count("To repair: ")
    assert 10 < count < 60
    assert f"Also broken: <code>rule-{count:03}</code>, " in text
    assert f" and {100 - count - 40} more\n" in text


def test_of_many_findings_of_one_rule_the_rest_is_counted() -> None:
    text = render(telling(*(finding(f"message {number}", urn=f"a::{number}") for number in range(45))))
    assert text.count("message ") == 40 + 1
    assert "- and 5 more" in text


def test_what_is_exempt_says_until_when() -> None:
    assert "(exempt until 2026-11-24)" in render(pardoned())


def test_what_has_no_price_is_told_above_the_fold() -> None:
    head = render(machines("a", "b", instance="z99.huge")).partition("<details")[0]
    assert "2 resources unpriced: the figures are a lower bound." in head
    assert "1 resource unpriced:" in render(machines("a", instance="z99.huge"))


def test_a_change_of_the_cost_comes_first_and_names_what_moves_it() -> None:
    before, after = machines("vm", "old"), machines("vm", "new-1", "new-2", instance="g6.12xlarge")
    text = render(after, base=as_base(before))
    # 3 x 4.6016 and 2 x 0.8048 an hour (karpenter), 730 hours
    was, now = 2 * 0.8048 * 730, 3 * 4.6016 * 730
    assert f"| expected | **{usd(now)}** | {usd(was)} | +{usd(now - was)} |" in text
    assert titles(text)[0] == f"Changes: +{usd(now - was)} USD a month"
    assert text.index("<details open>") < text.index("Changes:")
    rows = [line for line in text.splitlines() if line.startswith("| <code>")][:4]
    assert [row.split("|")[1].strip() for row in rows[:2]] == ["<code>new-1</code>", "<code>new-2</code>"]
    assert any(
        f"| <code>old</code> | g6.xlarge, on demand | {usd(0.8048 * 730)} | - | -{usd(0.8048 * 730)} |" == row
        for row in text.splitlines()
    )


def test_nothing_changed_is_said_in_one_line() -> None:
    preview = machines("vm")
    text = render(preview, base=as_base(preview))
    assert "Neither resources nor costs nor findings changed." in text
    assert "| expected | **587.50** | 587.50 | 0.00 |" in text
    assert not any(title.startswith("Changes") for title in titles(text))


def test_findings_that_came_and_went_are_told() -> None:
    before = telling(finding("m", rule="s3-versioning"), finding("m", rule="cost-tags", urn="urn::x"))
    after = telling(finding("m", rule="cost-tags", urn="urn::x"), finding("m", "advisory", rule="audit-sink-on"))
    text = render(after, base=as_base(before))
    assert "- new: advisory <code>audit-sink-on</code> at <code>the stack</code>" in text
    assert "- gone: mandatory <code>s3-versioning</code> at <code>the stack</code>" in text
    assert text.count("- new:") == text.count("- gone:") == 1


def test_a_price_that_is_no_longer_known_qualifies_the_change() -> None:
    text = render(machines("vm", instance="z99.huge"), base=as_base(machines("vm")))
    assert "1 unpriced now, 0 before: the change of the total leaves them out" in text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ("{}", "the key 'cost' is absent"),
        ("[]", "no report"),
        ("null", "no report"),
        ('{"cost": {"monthly_usd": {"min": 1, "expected": NaN, "max": 1}}}', "nan is no amount"),
        ('{"cost": {"monthly_usd": {"min": 1, "expected": true, "max": 1}}}', "True is no amount"),
        ('{"cost": {"monthly_usd": {"min": 1, "expected": "1", "max": 1}}}', "'1' is no amount"),
    ],
)
def test_a_base_that_is_no_report_is_refused_in_words(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)) as raised:
        read_base(text)
    assert "\n" not in str(raised.value)


@settings(max_examples=60)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda item: (
            st.lists(item)
            | st.dictionaries(
                st.sampled_from(["cost", "stack", "lines", "monthly_usd", "findings", "unpriced", "urn"]), item
            )
        ),
    )
)
def test_no_json_is_a_base_by_chance_or_breaks_the_reading(content: object) -> None:
    with pytest.raises(ValueError, match=r"no report|no amount"):
        read_base(json.dumps(content))


def test_a_base_keeps_what_a_report_says() -> None:
    preview = machines("vm")
    base = as_base(preview)
    assert (base.stack, base.monthly_usd) == ("test", Span(*preview.estimate.monthly_usd))
    assert base.findings.total() == len(preview.findings)


@settings(max_examples=40)
@given(st.text())
def test_any_text_stays_one_cell_and_reads_the_same(text: str) -> None:
    html = READER.render(table(["a", "b"], [[prose(text), code(text)]]))
    assert html.count("<td") == 2
    assert re.findall(rf"<(?!{OURS})", html) == []
    assert one_line(text).count("|") * 2 == html.count("|")


@settings(max_examples=40)
@given(st.text(min_size=1))
def test_any_name_and_message_stays_text_in_a_whole_report(text: str) -> None:
    told = telling(finding(text, urn=f"urn:pulumi:s::p::a:b:C::{text}"), stack=text)
    html = READER.render(render(told))
    assert re.findall(rf"<(?!{OURS})[^>]*>", html) == []
    assert html.count("<details") == html.count("</details>")


@pytest.mark.parametrize("text", ["@everyone", "ask @a-team", "(@x)"])
def test_nobody_is_called_by_a_name_in_a_report(text: str) -> None:
    assert not re.search(r"(?<![\w.])@\w", prose(text))


def test_an_address_stays_an_address() -> None:
    assert prose("to someone@example.com") == "to someone@example.com"


def test_amounts_have_cents_and_a_change_of_nothing_has_no_sign() -> None:
    assert [usd(1234.5), usd(-0.001), usd(2, sign=True), usd(-2, sign=True), usd(0.001, sign=True)] == [
        *("1,234.50", "0.00", "+2.00", "-2.00", "0.00"),
    ]


def test_a_section_keeps_an_empty_line_around_its_content_so_that_it_is_read_as_markdown() -> None:
    html = READER.render(section("a & b", "- one\n- two"))
    assert "<li>one</li>" in html
    assert "<summary>a &#38; b</summary>" in html


def rows_of(text: str) -> Iterable[list[str]]:
    return ([cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|"))


def test_every_table_of_a_report_has_as_many_cells_in_each_row() -> None:
    text = render(machines("a|b", "c"), base=as_base(machines("d")))
    widths = {len(row) for block in text.split("\n\n") for row in rows_of(block)}
    blocks = [{len(row) for row in rows_of(block)} for block in re.split(r"\n\n|</?details.*?>", text)]
    assert widths
    assert all(len(found) <= 1 for found in blocks)
