import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accel.planning.graph import Graph, shown
from accel.preview.formats import form
from accel.preview.html import resources
from accel.preview.html.architecture import LOOSE, MOST_NODES, Architecture, Node, architecture
from accel.preview.html.costs import ages, by_component, by_purchase, price_ages
from accel.preview.html.layout import BOX_HEIGHT, BOX_WIDTH, depths, layout
from accel.preview.preview import judge_graph
from tests.policies.building import facts, resource
from tests.preview.html_stack import SECRET, hostile
from tests.previews import preview_of

_VOID = {"meta", "link", "input", "br", "img"}
_NO_LIMIT = float("inf")


class Reader(HTMLParser):
    """Elements with their attributes, and whether each that opens is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def report() -> str:
    return form("html").render(preview_of("prod"))


def test_every_element_is_closed_and_every_id_is_used_once(report: str) -> None:
    reader = Reader(report)
    assert reader.open == []
    ids = [attributes["id"] for _, attributes in reader.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = {a["href"][1:] for _, a in reader.elements if (a.get("href") or "").startswith("#")}
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


def test_sums_by_component_by_purchase_and_of_alike_lines_all_make_the_total() -> None:
    preview = preview_of("dev")
    total = preview.estimate.monthly_usd
    for sums in (by_component(preview), by_purchase(preview)):
        assert sum(one.monthly.expected for one in sums) == pytest.approx(total.expected)
        assert sum(one.monthly.max for one in sums) == pytest.approx(total.max)
    parts = [like for one in by_component(preview) for like in one.alike()]
    assert sum(like.monthly.min for like in parts) == pytest.approx(total.min)
    assert {one.name for one in by_purchase(preview)} == {"on demand", "spot"}


def test_every_price_has_an_age_and_the_ages_make_the_whole_cost() -> None:
    estimate = preview_of("prod").estimate
    prices = price_ages(estimate)
    classes = ages(prices)
    assert sum(count for _, count, _ in classes) == len(estimate.lines) + len(estimate.usage_based)
    assert sum(share for _, _, share in classes) == pytest.approx(100, abs=0.5)
    assert [one.days for one in prices] == sorted((one.days for one in prices), reverse=True)


def test_the_picture_joins_components_to_what_they_take_from_across_clouds() -> None:
    picture = architecture(preview_of("prod"))
    links = {(picture.nodes[giver].name, picture.nodes[taker].name) for giver, taker in picture.links}
    assert ("aws-baseline-keys", "inf2") in links
    assert ("vllm-cluster", "vllm-gpus") in links
    assert ("vllm-cluster", "vllm") in links, "through the provider that was given the cluster's address"
    assert ("vllm-cluster", "inf2") not in links
    names = {node.name: node for node in picture.nodes.values()}
    assert (names["inf2"].cloud, names["train"].cloud, names["vllm"].cloud) == ("AWS", "Google Cloud", "Kubernetes")
    assert sum(node.resources for node in names.values()) == len(resources.rows(preview_of("prod")))
    assert sum(node.monthly_usd for node in names.values()) == pytest.approx(
        preview_of("prod").estimate.monthly_usd.expected
    )


def test_a_program_without_components_has_one_box_a_cloud() -> None:
    bucket, disk = resource("aws:s3/bucket:Bucket", "b"), resource("gcp:compute/disk:Disk", "d")
    picture = architecture(judge_graph(Graph([bucket, disk]), facts("dev")))
    assert [(node.name, node.cloud) for node in picture.nodes.values()] == [(LOOSE, "AWS"), (LOOSE, "Google Cloud")]


def test_a_picture_of_too_many_components_keeps_the_most_important_ones() -> None:
    shelves = [resource("accel:index:Shelf", f"s{n}", custom=False) for n in range(MOST_NODES + 7)]
    books = [resource("aws:s3/bucket:Bucket", f"b{n}", parent=shelf.urn) for n, shelf in enumerate(shelves)]
    picture = architecture(judge_graph(Graph([*shelves, *books]), facts("dev")))
    assert (len(picture.nodes), picture.left_out) == (MOST_NODES, 7)


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from(["AWS", "Google Cloud", "Kubernetes"]), max_size=14),
    st.sets(st.tuples(st.integers(0, 13), st.integers(0, 13)), max_size=40),
)
def test_boxes_of_any_picture_stand_apart_within_their_band(clouds: list[str], pairs: set[tuple[int, int]]) -> None:
    nodes = {str(n): Node(f"n{n}", "Kind", cloud) for n, cloud in enumerate(clouds)}
    links = tuple((str(a), str(b)) for a, b in sorted(pairs) if a != b and max(a, b) < len(clouds))
    drawing = layout(Architecture(nodes, links, 0))
    assert len(drawing.boxes) == len(nodes)
    assert [(curve.giver, curve.taker) for curve in drawing.curves] == list(links)
    bands = {band.cloud: band for band in drawing.bands}
    for index, box in enumerate(drawing.boxes):
        band = bands[nodes[box.key].cloud]
        assert band.y <= box.y
        assert box.y + BOX_HEIGHT <= band.y + band.height
        assert 0 <= box.x <= drawing.width - BOX_WIDTH
        for other in drawing.boxes[index + 1 :]:
            assert abs(box.x - other.x) >= BOX_WIDTH or abs(box.y - other.y) >= BOX_HEIGHT


def test_who_gives_stands_left_of_who_takes_and_circles_end() -> None:
    assert depths("abc", [("a", "b"), ("b", "c"), ("a", "c")]) == {"a": 0, "b": 1, "c": 2}
    circle = depths("ab", [("a", "b"), ("b", "a")])
    assert sorted(circle.values()) == [0, 1]


def test_a_report_of_prod_is_small_enough_to_mail() -> None:
    assert len(form("html").render(preview_of("prod")).encode()) < 2_000_000
