from collections.abc import Iterator

import pytest
from selenium import webdriver

from accel.preview.formats import form
from tests.browser.chromium import chromium
from tests.browser.page import medium, screen, visit
from tests.previews import preview_of


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    with chromium(tmp_path_factory.mktemp("profile")) as running:
        yield running


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("report") / "prod.html"
    path.write_text(form("html").render(preview_of("prod")), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def report(browser: webdriver.Chrome, address: str) -> Iterator[webdriver.Chrome]:
    medium(browser, "light")
    screen(browser, 1280)
    visit(browser, address)
    yield browser
    assert browser.get_log("browser") == []
