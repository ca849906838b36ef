"""What tests do with a report in a browser."""

from selenium import webdriver
from selenium.webdriver.common.by import By


def visit(browser: webdriver.Chrome, address: str) -> None:
    """Open a report anew."""
    # Two visits: one of them may differ in nothing but its fragment, which loads nothing.
    browser.get("about:blank")
    browser.get(address)
    browser.execute_script("localStorage.clear(); document.documentElement.style.scrollBehavior = 'auto'")


def medium(browser: webdriver.Chrome, scheme: str, media: str = "") -> None:
    """Show it as a system with this colour scheme does, on a screen or on paper."""
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": features})


def screen(browser: webdriver.Chrome, width: int) -> None:
    """Show it on a screen of this width, in pixels; a narrow one is a phone."""
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


def visible(browser: webdriver.Chrome) -> list[str]:
    """Return the names of the rows of the table that can be seen."""
    return browser.execute_script(
        "return [...document.querySelectorAll('#table tbody tr')].filter(row => row.offsetParent || row.offsetHeight)"
        ".map(row => row.dataset.name)"
    )


def every_page(browser: webdriver.Chrome) -> list[str]:
    """Return the names of all rows that fit the filters, whatever their page."""
    if browser.find_element(By.ID, "pages").is_displayed():
        click(browser, "#all")
    return visible(browser)


def click(browser: webdriver.Chrome, selector: str) -> None:
    """Click what a selector finds."""
    element = browser.find_element(By.CSS_SELECTOR, selector)
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
    element.click()


def page_colour(browser: webdriver.Chrome) -> str:
    """Return the colour of the page."""
    return browser.execute_script("return getComputedStyle(document.body).backgroundColor")
