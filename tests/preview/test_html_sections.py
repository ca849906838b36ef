"""Costs, ways to buy, outputs, exemptions and changes, as the report shows them."""

import datetime
import json
import re
from dataclasses import replace

import pytest

from accel.planning.cost.estimate import estimate
from accel.planning.cost.purchases import OPTIONS
from accel.planning.graph import UNKNOWN, Graph, Secret
from accel.planning.stack import Exemption
from accel.preview.comparison import read_base
from accel.preview.formats import form
from accel.preview.html.alternatives import alternatives
from accel.preview.html.costs import ages, by_purchase, price_ages
from accel.preview.html.outputs import OWN, exemptions, outputs
from accel.preview.preview import judge_graph
from accel.preview.sums import by_component, first
from tests.policies.building import facts, resource
from tests.preview.html_reader import Reader
from tests.previews import preview_of


def test_sums_by_component_by_purchase_and_of_alike_lines_all_make_the_total() -> None:
    preview = preview_of("dev")
    total = preview.estimate.monthly_usd
    for sums in (by_component(preview.estimate, preview.graph), by_purchase(preview)):
        assert sum(one.monthly.expected for one in sums) == pytest.approx(total.expected)
        assert sum(one.monthly.max for one in sums) == pytest.approx(total.max)
    parts = [like for one in by_component(preview.estimate, preview.graph) for like in one.alike()]
    assert sum(like.monthly.min for like in parts) == pytest.approx(total.min)
    assert {one.name for one in by_purchase(preview)} == {"on demand", "spot"}


def test_the_rest_of_many_sums_is_one_of_the_same_cost() -> None:
    preview = preview_of("prod")
    sums = by_component(preview.estimate, preview.graph)
    few = first(sums, 2)
    assert [one.name for one in few] == [sums[0].name, sums[1].name, f"{len(sums) - 2} others"]
    assert sum(one.monthly.max for one in few) == pytest.approx(sum(one.monthly.max for one in sums))
    assert [one.single for one in few] == [True, True, False]
    assert first(sums, len(sums) - 1) == sums, "one alone is no rest"


def test_other_ways_to_buy_are_those_that_the_catalogue_has_prices_for() -> None:
    preview = preview_of("tpu-training")
    planned, *others = alternatives(preview)
    assert (planned.name, planned.monthly) == ("as planned", preview.estimate.monthly_usd)
    for one in others:
        option = one.name.replace(" ", "_")
        costs = estimate(preview.graph, preview.facts, today=preview.facts.today, purchase=option)
        assert one.monthly == costs.monthly_usd
        assert one.change == pytest.approx(one.monthly.expected - planned.monthly.expected)
        assert one.kept == sum(line.rented and line.purchase not in OPTIONS[option] for line in costs.lines)
    assert "spot" in {one.name for one in others}
    assert alternatives(judge_graph(Graph([resource("aws:s3/bucket:Bucket", "b")]), facts("dev"))) == []


def test_outputs_are_shown_by_part_and_none_of_them_tells_a_secret() -> None:
    preview = replace(
        preview_of("tpu-training"),
        outputs={
            "endpoint": {"url": "https://a.example", "token": Secret("planted-secret"), "id": UNKNOWN, "ports": [1, 2]},
            "count": 3,
            "nothing": {},
        },
    )
    assert [(one.name, dict(one.values)) for one in outputs(preview)] == [
        ("endpoint", {"id": "[unknown]", "ports": "[1, 2]", "token": "[secret]", "url": "https://a.example"}),
        (OWN, {"count": "3"}),
    ]
    text = form("html").render(preview)
    assert "planted-secret" not in text
    assert "https://a.example" in text
    assert 'id="outputs"' not in form("html").render(replace(preview, outputs={}))


def test_exemptions_are_listed_with_their_last_day_the_first_to_end_first() -> None:
    today = datetime.date(2026, 11, 24)
    spared = (
        Exemption(rule="s3-versioning", resource="*logs", reason="Kept elsewhere.", until=datetime.date(2027, 1, 3)),
        Exemption(rule="price-fresh", resource="*", reason="Being renewed now.", until=datetime.date(2026, 11, 20)),
    )
    preview = judge_graph(Graph([]), replace(facts("prod", exemptions=spared), today=today))
    assert [(one.rule, one.days) for one in exemptions(preview)] == [("price-fresh", -4), ("s3-versioning", 40)]
    text = Reader(form("html").render(preview)).text
    assert "2026-11-20ended" in text
    assert "2027-01-0340 days left" in text
    assert "Being renewed now." in text


def test_changes_since_an_earlier_report_name_costs_findings_and_resources() -> None:
    preview = preview_of("prod")
    before = preview.to_json()
    first_line = before["cost"]["lines"].pop(0)
    before["cost"]["monthly_usd"]["expected"] -= first_line["monthly_usd"]
    before["findings"] = [{"level": "mandatory", "rule": "an-old-rule", "urn": before["resources"][-1]["urn"]}]
    added = before["resources"].pop()
    changed = next(one for one in before["resources"] if one["custom"] and one["inputs"].get("tags"))
    changed["inputs"] = {**changed["inputs"], "tags": {}}
    text = form("html").render(preview, base=read_base(json.dumps(before)))
    section = re.sub(r"\s+", " ", Reader(re.findall(r'<section id="changes">.*?</section>', text, re.DOTALL)[0]).text)
    assert f"+{first_line['monthly_usd']:,.2f}" in section
    assert first_line["item"] in section
    assert "gone mandatory an-old-rule" in section
    assert f"added {added['name']}" in section
    assert f"changed {changed['name']} tags" in section
    assert 'id="changes"' not in form("html").render(preview)
    same = form("html").render(preview, base=read_base(form("json").render(preview)))
    assert "Neither resources nor costs nor findings changed." in same


def test_every_price_has_an_age_and_the_ages_make_the_whole_cost() -> None:
    estimate = preview_of("prod").estimate
    prices = price_ages(estimate)
    classes = ages(prices)
    assert sum(count for _, count, _ in classes) == len(estimate.lines) + len(estimate.usage_based)
    assert sum(share for _, _, share in classes) == pytest.approx(100, abs=0.5)
    assert [one.days for one in prices] == sorted((one.days for one in prices), reverse=True)
