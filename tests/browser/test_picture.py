"""The picture of components and their links, as a browser draws it."""

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By

from tests.browser.page import click, visible

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_the_picture_follows_links_and_leads_to_resources(report: webdriver.Chrome) -> None:
    node = report.find_element(By.CSS_SELECTOR, ".node[data-component=inf2]")
    report.execute_script("arguments[0].focus()", node)
    lit = report.execute_script(
        "return [...document.querySelectorAll('.node.lit')].map(node => node.dataset.component)"
    )
    assert set(lit) == {
        *("inf2", "inf2-identity", "aws-baseline-keys", "aws-baseline-network", "aws-baseline-models"),
    }
    click(report, ".node[data-component=aws-baseline-keys]")
    assert all(name.startswith("aws-baseline-keys-") for name in visible(report))
    click(report, ".node[data-component='no component']")
    assert set(visible(report)) == {"vllm-metrics-viewer", "vllm-weights-reader"}


def test_boxes_of_the_picture_do_not_overlap_and_hold_their_text(report: webdriver.Chrome) -> None:
    boxes = report.execute_script(
        "const right = text => text.getBoundingClientRect().right;"
        "return [...document.querySelectorAll('.node')].map(node => {"
        " const box = node.querySelector('.box').getBoundingClientRect();"
        " const texts = [...node.querySelectorAll('text')].map(right);"
        " return [box.left, box.top, box.right, box.bottom, Math.max(...texts)]; })"
    )
    assert len(boxes) > 15
    for index, (left, top, right, bottom, text) in enumerate(boxes):
        assert text <= right
        for other in boxes[index + 1 :]:
            assert right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top


def test_arrows_lead_from_the_right_edge_of_who_gives_to_the_left_edge_of_who_takes(report: webdriver.Chrome) -> None:
    ends = report.execute_script(
        "return [...document.querySelectorAll('.links path')].map(path => {"
        " const box = key => document.querySelector(`.node[data-node='${key}'] .box`).getBBox();"
        " const from = box(path.dataset.from), to = box(path.dataset.to), length = path.getTotalLength();"
        " const start = path.getPointAtLength(0), end = path.getPointAtLength(length);"
        " return [start.x - from.x - from.width, start.y - from.y - from.height / 2,"
        " to.x - end.x, end.y > to.y && end.y < to.y + to.height, path.getAttribute('marker-end')]; })"
    )
    assert len(ends) > 25
    for right, middle, left, within, head in ends:
        assert abs(right) < 1
        assert abs(middle) < 1
        # The head of the arrow takes up what is left.
        assert 0 < left < 8
        assert within
        assert head == "url(#head)"


def test_no_link_of_the_picture_runs_through_a_box(report: webdriver.Chrome) -> None:
    through = report.execute_script(
        "const boxes = [...document.querySelectorAll('.node')].map(node => [node.dataset.node,"
        " node.querySelector('.box').getBBox()]);"
        "return [...document.querySelectorAll('.links path')].flatMap(path => {"
        " const length = path.getTotalLength();"
        " const points = Array.from({length: 60}, (_, at) => path.getPointAtLength(length * at / 59));"
        " return boxes.filter(([key, box]) => key !== path.dataset.from && key !== path.dataset.to"
        "   && points.some(p => p.x > box.x && p.x < box.x + box.width && p.y > box.y && p.y < box.y + box.height))"
        "  .map(([key]) => [path.dataset.from, path.dataset.to, key]); })"
    )
    assert through == []
