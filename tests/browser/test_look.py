"""Light and dark, screen, phone and paper, keyboard: whoever reads the report, and wherever."""

import base64

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By

from tests.browser.page import click, medium, page_colour, screen, visible, visit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_a_theme_can_be_chosen_and_is_remembered(report: webdriver.Chrome, address: str) -> None:
    light = page_colour(report)
    click(report, "#theme")
    assert page_colour(report) == light
    click(report, "#theme")
    dark = page_colour(report)
    assert dark != light
    report.get("about:blank")
    report.get(address)
    assert page_colour(report) == dark
    report.execute_script("localStorage.clear()")


def test_dark_is_taken_from_the_system_and_never_goes_to_paper(report: webdriver.Chrome) -> None:
    light = page_colour(report)
    medium(report, "dark")
    assert page_colour(report) != light
    medium(report, "dark", "print")
    assert page_colour(report) == "rgb(255, 255, 255)"
    assert not report.find_element(By.CLASS_NAME, "filters").is_displayed()
    # Paper has all pages of the table; a browser that prints shows rows that the screen keeps for later.
    assert len(visible(report)) == report.execute_script("return document.querySelectorAll('#table tbody tr').length")
    printed = report.execute_cdp_cmd("Page.printToPDF", {"printBackground": True})["data"]
    assert base64.b64decode(printed).startswith(b"%PDF")


def test_a_table_that_was_filtered_is_printed_as_filtered(report: webdriver.Chrome) -> None:
    report.find_element(By.ID, "search").send_keys("aws.kms.key")
    medium(report, "light", "print")
    assert visible(report) == ["aws-baseline-keys-data", "aws-baseline-keys-logs"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_links_and_bars_stand_out_from_their_ground(report: webdriver.Chrome, scheme: str) -> None:
    """WCAG 2 AA: 3 to 1 for what is not text."""
    medium(report, scheme)
    pairs = report.execute_script(_LIGHT + _DRAWN)
    assert len(pairs) > 25
    assert [pair for pair in pairs if pair[1] < 3] == []


def test_everything_can_be_reached_with_the_keyboard_and_shows_its_focus(report: webdriver.Chrome) -> None:
    reached: set[str] = set()
    for _ in range(90):
        for kind in ("rawKeyDown", "keyUp"):
            key = {"type": kind, "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}
            report.execute_cdp_cmd("Input.dispatchKeyEvent", key)
        names, outlined = report.execute_script(
            "const e = document.activeElement, box = e.querySelector('.box');"
            "return [e.id || (e.className.baseVal ?? e.className) || e.getAttribute('href') || e.tagName,"
            " getComputedStyle(e).outlineStyle !== 'none' || e.classList.contains('skip')"
            " || (box && parseFloat(getComputedStyle(box).strokeWidth) > 2)]"
        )
        assert outlined, names
        reached.update(names.split())
    assert {"skip", "theme", "bar", "node", "search", "cloud", "only", "clear", "card", "#costs"} <= reached


def test_motion_is_left_out_for_those_who_asked_for_that(browser: webdriver.Chrome, address: str) -> None:
    moving: list[str] = []
    for choice in ("no-preference", "reduce"):
        features = [{"name": "prefers-reduced-motion", "value": choice}]
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": features})
        browser.get("about:blank")
        browser.get(address)
        moving.append(browser.execute_script("return getComputedStyle(document.documentElement).scrollBehavior"))
    assert moving == ["smooth", "auto"]


def test_on_a_phone_the_list_is_open_and_no_figure_is_cut_off(report: webdriver.Chrome, address: str) -> None:
    screen(report, 390)
    visit(report, address)
    assert report.find_element(By.ID, "components").get_attribute("open")
    cut = report.execute_script(
        "return [...document.querySelectorAll('.lines td, .lines th, .sources td, .plain td, .resources td')]"
        ".filter(cell => cell.offsetParent && !cell.closest('thead'))"
        ".filter(cell => { const box = cell.getBoundingClientRect(); return box.right > innerWidth || box.left < 0; })"
        ".map(cell => cell.textContent)"
    )
    assert cut == []


@pytest.mark.parametrize("width", [360, 390, 768, 1280])
def test_nothing_is_wider_than_the_screen(report: webdriver.Chrome, width: int) -> None:
    screen(report, width)
    content, room, inner = report.execute_script(
        "const root = document.documentElement; return [root.scrollWidth, root.clientWidth, innerWidth]"
    )
    # A scroll bar takes some of the room on a large screen.
    assert (content, inner) == (room, width)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(report: webdriver.Chrome, scheme: str) -> None:
    """WCAG 2 AA: 4.5 to 1 for text."""
    medium(report, scheme)
    pairs = report.execute_script(_LIGHT + _CONTRAST)
    assert len(pairs) > 300
    assert [pair for pair in pairs if pair[1] < 4.5] == []


_LIGHT = """
const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
const rgb = colour => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
  return canvas.getImageData(0, 0, 1, 1).data; };
const light = c => { const [r, g, b] = [...c].slice(0, 3).map(v => v / 255)
  .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
const ground = e => { for (let at = e; at; at = at.parentElement) { const c = rgb(getComputedStyle(at).backgroundColor);
  if (c[3] > 200) return c; } return [255, 255, 255, 255]; };
const ratio = (one, other) => { const [a, b] = [light(one), light(other)].sort((x, y) => y - x);
  return (a + 0.05) / (b + 0.05); };
const found = [];
"""
_CONTRAST = """
for (const e of document.querySelectorAll('body *:not(svg *)')) {
  const text = [...e.childNodes].filter(n => n.nodeType === 3).map(n => n.textContent.trim()).join('');
  if (!text || !e.offsetParent || e.closest('.unseen, script, style, .skip, option')) continue;
  found.push([text.slice(0, 40), ratio(rgb(getComputedStyle(e).color), ground(e))]);
}
for (const e of document.querySelectorAll('.node text, .band text')) {
  const behind = e.closest('.node, .band').querySelector(e.classList.contains('count') ? 'circle:not(.port)' : 'rect');
  found.push([e.textContent, ratio(rgb(getComputedStyle(e).fill), rgb(getComputedStyle(behind).fill))]);
}
return found;
"""
_DRAWN = """
const band = [...document.querySelectorAll('.band rect')].map(e => rgb(getComputedStyle(e).fill));
for (const e of document.querySelectorAll('.links path')) {
  const wire = rgb(getComputedStyle(e).stroke);
  found.push([e.getAttribute('class'), Math.min(...band.map(ground => ratio(wire, ground)))]);
}
for (const e of document.querySelectorAll('.bar, .thin')) {
  const fill = e.querySelector('.fill'), track = e.querySelector('.track');
  found.push(['bar', ratio(rgb(getComputedStyle(fill).fill), rgb(getComputedStyle(track).fill))]);
}
return found;
"""
