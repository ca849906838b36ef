import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

from accel.preview.formats import form
from tests.browser.chromium import chromium
from tests.preview.html_stack import SECRET, hostile
from tests.previews import preview_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    with chromium(tmp_path_factory.mktemp("profile")) as running:
        yield running


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("report") / "prod.html"
    path.write_text(form("html").render(preview_of("prod")), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def report(browser: webdriver.Chrome, address: str) -> Iterator[webdriver.Chrome]:
    _media(browser, "light")
    _width(browser, 1280)
    _open(browser, address)
    yield browser
    assert browser.get_log("browser") == []


def _open(browser: webdriver.Chrome, address: str) -> None:
    # Two visits: one of them may differ in nothing but its fragment, which loads nothing.
    browser.get("about:blank")
    browser.get(address)
    browser.execute_script("localStorage.clear(); document.documentElement.style.scrollBehavior = 'auto'")


def _media(browser: webdriver.Chrome, scheme: str, media: str = "") -> None:
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": features})


def _width(browser: webdriver.Chrome, width: int) -> None:
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


def _visible(browser: webdriver.Chrome) -> list[str]:
    return browser.execute_script(
        "return [...document.querySelectorAll('#table tbody tr')].filter(row => row.offsetParent || row.offsetHeight)"
        ".map(row => row.dataset.name)"
    )


def _click(browser: webdriver.Chrome, selector: str) -> None:
    element = browser.find_element(By.CSS_SELECTOR, selector)
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
    element.click()


def _page_colour(browser: webdriver.Chrome) -> str:
    return browser.execute_script("return getComputedStyle(document.body).backgroundColor")


def test_every_resource_of_the_stack_has_a_visible_row(report: webdriver.Chrome) -> None:
    expected = {
        resource.name
        for resource in preview_of("prod").graph
        if resource.custom and not resource.type.startswith("pulumi:")
    }
    assert set(_visible(report)) == expected


def test_search_finds_names_types_and_properties(report: webdriver.Chrome) -> None:
    search = report.find_element(By.ID, "search")
    search.send_keys("aws.kms.key")
    assert _visible(report) == ["aws-baseline-keys-data", "aws-baseline-keys-logs"]
    assert report.find_element(By.ID, "count").text.startswith("2 of ")
    search.clear()
    search.send_keys("ml.inf2.48xlarge instanceType")
    assert "inf2-configuration" in _visible(report)
    search.clear()
    search.send_keys("nothing is called this")
    assert _visible(report) == []
    assert report.find_element(By.ID, "none").is_displayed()


def test_filters_combine_and_clear(report: webdriver.Chrome) -> None:
    everything = _visible(report)
    Select(report.find_element(By.ID, "cloud")).select_by_visible_text("Google Cloud")
    Select(report.find_element(By.ID, "only")).select_by_value("cost")
    priced = {line.urn for line in preview_of("prod").estimate.lines}
    graph = preview_of("prod").graph
    assert set(_visible(report)) == {graph.by_urn[urn].name for urn in priced if graph.by_urn[urn].package == "gcp"}
    Select(report.find_element(By.ID, "only")).select_by_value("protect")
    assert set(_visible(report)) == {
        resource.name for resource in graph if resource.package == "gcp" and resource.protect and resource.custom
    }
    _click(report, "#clear")
    assert _visible(report) == everything


def test_columns_sort_both_ways(report: webdriver.Chrome) -> None:
    _click(report, "th[data-sort=cost] button")
    head = report.find_element(By.CSS_SELECTOR, "th[data-sort=cost]")
    assert head.get_attribute("aria-sort") == "descending"
    assert _visible(report)[0] == "inf2-endpoint"
    _click(report, "th[data-sort=cost] button")
    assert head.get_attribute("aria-sort") == "ascending"
    assert _visible(report)[-1] == "inf2-endpoint"
    _click(report, "th[data-sort=name] button")
    assert _visible(report) == sorted(_visible(report))
    assert head.get_attribute("aria-sort") is None


def test_bars_are_as_long_as_their_figures_and_lead_to_the_resources(report: webdriver.Chrome) -> None:
    widths = report.execute_script(
        "const wide = (bar, part) => bar.querySelector(part).getBoundingClientRect().width;"
        "return [...document.querySelectorAll('#chart-components .bar')]"
        ".map(bar => [bar.dataset.component, wide(bar, '.fill') / wide(bar, '.track')])"
    )
    preview, spent = preview_of("prod"), dict[str, list[float]]()
    for line in preview.estimate.lines:
        *_, owner = (parent.name for parent in preview.graph.ancestors(preview.graph.by_urn[line.urn]))
        sums = spent.setdefault(owner, [0.0, 0.0])
        sums[0] += line.monthly_usd
        sums[1] += line.max_monthly_usd
    scale = max(highest for _, highest in spent.values())
    assert dict(widths) == {
        owner: pytest.approx(max(expected / scale, 0.004), abs=0.002) for owner, (expected, _) in spent.items()
    }
    _click(report, "#chart-components .bar[data-component=train]")
    assert _visible(report) == ["train-node"]
    assert report.find_element(By.ID, "chosen").text.startswith("Component train")
    _click(report, "#chosen button")
    assert len(_visible(report)) > 100


def test_the_picture_follows_links_and_leads_to_resources(report: webdriver.Chrome) -> None:
    node = report.find_element(By.CSS_SELECTOR, ".node[data-component=inf2]")
    report.execute_script("arguments[0].focus()", node)
    lit = report.execute_script(
        "return [...document.querySelectorAll('.node.lit')].map(node => node.dataset.component)"
    )
    assert set(lit) == {
        *("inf2", "inf2-identity", "aws-baseline-keys", "aws-baseline-network", "aws-baseline-models"),
    }
    _click(report, ".node[data-component=aws-baseline-keys]")
    assert all(name.startswith("aws-baseline-keys-") for name in _visible(report))
    _click(report, ".node[data-component='no component']")
    assert set(_visible(report)) == {"vllm-metrics-viewer", "vllm-weights-reader"}


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


def test_a_theme_can_be_chosen_and_is_remembered(report: webdriver.Chrome, address: str) -> None:
    light = _page_colour(report)
    _click(report, "#theme")
    assert _page_colour(report) == light
    _click(report, "#theme")
    dark = _page_colour(report)
    assert dark != light
    report.get("about:blank")
    report.get(address)
    assert _page_colour(report) == dark
    report.execute_script("localStorage.clear()")


def test_dark_is_taken_from_the_system_and_never_goes_to_paper(report: webdriver.Chrome) -> None:
    light = _page_colour(report)
    _media(report, "dark")
    assert _page_colour(report) != light
    _media(report, "dark", "print")
    assert _page_colour(report) == "rgb(255, 255, 255)"
    assert not report.find_element(By.CLASS_NAME, "filters").is_displayed()
    printed = report.execute_cdp_cmd("Page.printToPDF", {"printBackground": True})["data"]
    assert base64.b64decode(printed).startswith(b"%PDF")


@pytest.mark.parametrize("width", [360, 390, 768, 1280])
def test_nothing_is_wider_than_the_screen(report: webdriver.Chrome, width: int) -> None:
    _width(report, width)
    wide, room, screen = report.execute_script(
        "const root = document.documentElement; return [root.scrollWidth, root.clientWidth, innerWidth]"
    )
    # A scroll bar takes some of the room on a large screen.
    assert (wide, screen) == (room, width)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(report: webdriver.Chrome, scheme: str) -> None:
    """WCAG 2 AA: 4.5 to 1 for text."""
    _media(report, scheme)
    pairs = report.execute_script(_CONTRAST)
    assert len(pairs) > 300
    assert [pair for pair in pairs if pair[1] < 4.5] == []


def test_nothing_is_asked_of_any_network(browser: webdriver.Chrome, address: str) -> None:
    browser.get_log("performance")
    _open(browser, address)
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    asked = [one["params"]["request"]["url"] for one in messages if one["method"] == "Network.requestWillBeSent"]
    assert [url for url in asked if not url.startswith(("file:", "data:", "about:"))] == []
    assert any(url.startswith("file:") for url in asked)


def test_hostile_names_stay_text_and_secrets_stay_away(browser: webdriver.Chrome, tmp_path: Path) -> None:
    path = tmp_path / "hostile.html"
    path.write_text(form("html").render(hostile()), encoding="utf-8")
    browser.get(path.as_uri())
    assert browser.execute_script("return window.taken") is None
    assert browser.execute_script("return document.scripts.length") == 1
    assert SECRET not in browser.page_source
    assert "<img" in browser.find_element(By.CSS_SELECTOR, "#table tbody").text
    assert browser.get_log("browser") == []


def test_without_its_script_the_report_still_tells_everything(browser: webdriver.Chrome, address: str) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.get("about:blank")
        browser.get(address)
        assert not browser.find_element(By.ID, "theme").is_displayed()
        assert browser.find_element(By.ID, "resource-0").is_displayed()
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


_CONTRAST = """
const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
const rgb = colour => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
  return canvas.getImageData(0, 0, 1, 1).data; };
const light = c => { const [r, g, b] = [...c].slice(0, 3).map(v => v / 255)
  .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
const ground = e => { for (let at = e; at; at = at.parentElement) { const c = rgb(getComputedStyle(at).backgroundColor);
  if (c[3] > 200) return c; } return [255, 255, 255, 255]; };
const found = [];
for (const e of document.querySelectorAll('body *:not(svg *)')) {
  const text = [...e.childNodes].filter(n => n.nodeType === 3).map(n => n.textContent.trim()).join('');
  if (!text || !e.offsetParent || e.closest('.unseen, script, style, .skip, option')) continue;
  const [a, b] = [light(rgb(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
  found.push([text.slice(0, 40), (a + 0.05) / (b + 0.05)]);
}
return found;
"""
