"""A real Chromium for tests, as Debian ships it, that may not call anybody."""

import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from selenium import webdriver

from tests.tools import stop

_FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"),
    # A report that asks for anything gets an error, and the console says so.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


def require_chromium() -> tuple[str, str]:
    """Return Chromium and its driver; without them skip the test, or fail it where CI must run it."""
    found = {name: shutil.which(name) for name in ("chromium", "chromedriver")}
    absent = [name for name, path in found.items() if path is None]
    if absent:
        stop(f"not installed: {', '.join(absent)}; Debian packages chromium and chromium-driver")
    return str(found["chromium"]), str(found["chromedriver"])


@contextmanager
def chromium(profile: Path) -> Generator[webdriver.Chrome]:
    """Run a browser with a profile of its own."""
    binary, driver = require_chromium()
    options = webdriver.ChromeOptions()
    options.binary_location = binary
    for flag in (*_FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    try:
        yield browser
    finally:
        browser.quit()
