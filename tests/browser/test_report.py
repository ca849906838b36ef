"""What the report does: search, filters, sorting, pages, links, and nothing that it must not."""

import json
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select, WebDriverWait

from accel.preview.comparison import read_base
from accel.preview.formats import form
from accel.preview.html.page import PAGE
from tests.browser.page import click, every_page, medium, screen, visible, visit
from tests.preview.html_stack import SECRET, hostile
from tests.previews import preview_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_every_resource_of_the_stack_has_a_visible_row(report: webdriver.Chrome) -> None:
    expected = {
        resource.name
        for resource in preview_of("prod").graph
        if resource.custom and not resource.type.startswith("pulumi:")
    }
    assert len(visible(report)) == PAGE < len(expected)
    assert report.find_element(By.ID, "count").text.endswith(f"the first {PAGE} shown")
    click(report, "#more")
    assert set(visible(report)) == expected
    assert not report.find_element(By.ID, "pages").is_displayed()
    # The keyboard goes on where the new rows begin.
    row = report.switch_to.active_element.find_element(By.XPATH, "ancestor::tr")
    assert row.get_attribute("id") == f"resource-{PAGE}"


def test_a_link_to_a_row_of_a_later_page_or_beyond_the_filters_shows_it(report: webdriver.Chrome, address: str) -> None:
    def displayed(name: str) -> bool:
        return report.find_element(By.ID, name).is_displayed()

    last = f"resource-{PAGE + 30}"
    assert not displayed(last)
    report.execute_script("location.hash = arguments[0]", last)
    WebDriverWait(report, 5).until(lambda _: displayed(last))
    report.find_element(By.ID, "search").send_keys("nothing is called this")
    assert not displayed("resource-0")
    report.execute_script("location.hash = 'resource-0'")
    WebDriverWait(report, 5).until(lambda _: displayed("resource-0"))
    visit(report, f"{address}#{last}")
    assert displayed(last)


def test_search_finds_names_types_and_properties(report: webdriver.Chrome) -> None:
    search = report.find_element(By.ID, "search")
    search.send_keys("aws.kms.key")
    assert visible(report) == ["aws-baseline-keys-data", "aws-baseline-keys-logs"]
    assert report.find_element(By.ID, "count").text.startswith("2 of ")
    search.clear()
    search.send_keys("ml.inf2.48xlarge instanceType")
    assert "inf2-configuration" in visible(report)
    search.clear()
    search.send_keys("nothing is called this")
    assert visible(report) == []
    assert report.find_element(By.ID, "none").is_displayed()


def test_filters_combine_and_clear(report: webdriver.Chrome) -> None:
    everything = visible(report)
    Select(report.find_element(By.ID, "cloud")).select_by_visible_text("Google Cloud")
    Select(report.find_element(By.ID, "only")).select_by_value("cost")
    priced = {line.urn for line in preview_of("prod").estimate.lines}
    graph = preview_of("prod").graph
    assert set(visible(report)) == {graph.by_urn[urn].name for urn in priced if graph.by_urn[urn].package == "gcp"}
    Select(report.find_element(By.ID, "only")).select_by_value("protect")
    assert set(visible(report)) == {
        resource.name for resource in graph if resource.package == "gcp" and resource.protect and resource.custom
    }
    click(report, "#clear")
    assert visible(report) == everything


def test_columns_sort_both_ways(report: webdriver.Chrome) -> None:
    click(report, "th[data-sort=cost] button")
    head = report.find_element(By.CSS_SELECTOR, "th[data-sort=cost]")
    assert head.get_attribute("aria-sort") == "descending"
    assert visible(report)[0] == "inf2-endpoint"
    click(report, "th[data-sort=cost] button")
    assert head.get_attribute("aria-sort") == "ascending"
    assert every_page(report)[-1] == "inf2-endpoint"
    click(report, "th[data-sort=name] button")
    assert every_page(report) == sorted(every_page(report))
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
    click(report, "#chart-components .bar[data-component=train]")
    assert visible(report) == ["train-node"]
    assert report.find_element(By.ID, "chosen").text.startswith("Component train")
    click(report, "#chosen button")
    assert len(every_page(report)) > 100


def test_changes_since_an_earlier_report_are_shown_and_lead_to_their_resources(
    browser: webdriver.Chrome, tmp_path: Path
) -> None:
    path = tmp_path / "changes.html"
    before = preview_of("prod").to_json()
    dropped = before["resources"].pop()
    path.write_text(form("html").render(preview_of("prod"), base=read_base(json.dumps(before))), encoding="utf-8")
    medium(browser, "light")
    screen(browser, 1280)
    visit(browser, path.as_uri())
    link = browser.find_element(By.XPATH, f"//*[@id='changes']//li[b='added']/a[.='{dropped['name']}']")
    link.click()
    row = browser.find_element(By.CSS_SELECTOR, "#table tr:target")
    assert row.get_attribute("data-name") == dropped["name"]
    assert row.is_displayed()
    assert browser.get_log("browser") == []


def test_nothing_is_asked_of_any_network(browser: webdriver.Chrome, address: str) -> None:
    browser.get_log("performance")
    visit(browser, address)
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
        rows = browser.find_elements(By.CSS_SELECTOR, "#table tbody tr")
        assert rows[-1].is_displayed(), "no row waits for a page that cannot be asked for"
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
