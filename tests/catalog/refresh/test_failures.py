"""However an answer fails, the tables stay as they were, byte for byte; what may pass is tried again."""

import datetime
import email.utils
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from accel.catalog.refresh.answer import Refused
from accel.catalog.refresh.clouds import CLOUDS, Outcome
from accel.catalog.refresh.fetch import Patience

HASTY = Patience(connect=2.0, read=0.3, total=10.0, attempts=3, first_wait=0.01, longest_wait=0.02)
LAST_PAGES = {
    "aws": ("/offers/v1.0/aws/AmazonSageMaker/20261118203025/us-east-1/index.json", ""),
    "azure": ("/api/retail/prices", "1000"),
    "gcp": ("/v1/services/6F81-5844-456A/skus", "AJgvRrFwzUPg-3"),
}
Files = Callable[[], dict[str, bytes]]
Refreshed = Callable[..., Outcome]


def last_page(server: Any, cloud: str, *replies: Any) -> None:
    path, page = LAST_PAGES[cloud]
    server.replies(path, *replies, page=page)


def good(server: Any, cloud: str, **changes: Any) -> Any:
    return replace(server.routes[LAST_PAGES[cloud]][0], **changes)


@pytest.mark.parametrize("cloud", CLOUDS)
def test_a_refresh_writes_the_prices_and_nothing_else(
    cloud: str, refreshed: Refreshed, files: Files, data: Path
) -> None:
    before = files()
    outcome = refreshed(cloud)
    after = files()
    assert outcome.file == data / f"prices_{cloud}.csv"
    assert {name for name in after if after[name] != before.get(name)} == {"sources.csv", outcome.file.name}
    assert set(after) == set(before)


@pytest.mark.parametrize("cloud", CLOUDS)
def test_a_dry_run_writes_nothing(cloud: str, refreshed: Refreshed, files: Files) -> None:
    before = files()
    assert refreshed(cloud, dry=True).change.added
    assert files() == before


@pytest.mark.parametrize("cloud", CLOUDS)
@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_server_that_is_busy_for_a_while_is_asked_again(
    cloud: str, status: int, refreshed: Refreshed, server: Any
) -> None:
    page = good(server, cloud)
    last_page(server, cloud, replace(page, status=status), replace(page, status=status), page)
    assert refreshed(cloud).change.added


@pytest.mark.parametrize("cloud", CLOUDS)
def test_a_server_that_fails_for_ever_is_given_up(cloud: str, refreshed: Refreshed, server: Any, files: Files) -> None:
    before = files()
    last_page(server, cloud, good(server, cloud, status=500))
    with pytest.raises(Refused, match="the server answers 500 Internal Server Error"):
        refreshed(cloud)
    path, page = LAST_PAGES[cloud]
    assert server.pages(path).count(page) == HASTY.attempts
    assert files() == before


@pytest.mark.parametrize("status", [301, 400, 403, 404])
def test_a_server_that_says_no_is_not_asked_again(status: int, refreshed: Refreshed, server: Any, files: Files) -> None:
    before = files()
    last_page(server, "azure", good(server, "azure", status=status, headers={"Location": "https://example.org/"}))
    with pytest.raises(Refused, match=f"page 2: the server answers {status}"):
        refreshed("azure")
    assert server.pages("/api/retail/prices") == ["", "1000"]
    assert files() == before


@pytest.mark.parametrize("cloud", CLOUDS)
def test_a_body_that_breaks_off_is_read_again_and_never_kept_by_halves(
    cloud: str, refreshed: Refreshed, server: Any, files: Files
) -> None:
    before = files()
    page = good(server, cloud)
    last_page(server, cloud, replace(page, cut=700))
    with pytest.raises(Refused, match="the connection broke"):
        refreshed(cloud)
    assert files() == before
    last_page(server, cloud, replace(page, cut=700), page)
    assert refreshed(cloud).change.added


@pytest.mark.parametrize("cloud", CLOUDS)
@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"<html>sorry</html>", b'{"a": 1}', b"\xff\xfe"])
def test_a_whole_body_that_is_no_answer_is_refused(
    cloud: str, body: bytes, refreshed: Refreshed, server: Any, files: Files
) -> None:
    before = files()
    last_page(server, cloud, good(server, cloud, body=body))
    with pytest.raises(Refused):
        refreshed(cloud)
    assert files() == before


@pytest.mark.parametrize("cloud", CLOUDS)
def test_a_packed_body_is_unpacked(cloud: str, refreshed: Refreshed, server: Any) -> None:
    plain = refreshed(cloud, dry=True).answer.usd_per_hour
    last_page(server, cloud, good(server, cloud, packed=True))
    assert refreshed(cloud).answer.usd_per_hour == plain


def test_a_packed_body_that_is_damaged_is_refused(refreshed: Refreshed, server: Any, files: Files) -> None:
    before = files()
    last_page(server, "azure", good(server, "azure", body=b"not packed", headers={"Content-Encoding": "gzip"}))
    with pytest.raises(Refused, match="the connection broke"):
        refreshed("azure")
    assert files() == before


@pytest.mark.parametrize("cloud", CLOUDS)
def test_a_silent_server_is_given_up_after_its_time(
    cloud: str, refreshed: Refreshed, server: Any, files: Files
) -> None:
    before = files()
    last_page(server, cloud, good(server, cloud, pause=0.6))
    with pytest.raises(Refused, match=r": no answer in time \(ReadTimeout\)"):
        refreshed(cloud, patience=replace(HASTY, read=0.05, attempts=2))
    assert files() == before


@pytest.mark.parametrize("cloud", CLOUDS)
def test_a_server_that_was_silent_once_is_asked_again(cloud: str, refreshed: Refreshed, server: Any) -> None:
    page = good(server, cloud)
    last_page(server, cloud, replace(page, pause=0.4), page)
    assert refreshed(cloud, patience=replace(HASTY, read=0.15)).change.added


@pytest.mark.parametrize("cloud", CLOUDS)
def test_a_body_that_trickles_meets_the_time_of_the_whole_refresh(
    cloud: str, refreshed: Refreshed, server: Any, files: Files
) -> None:
    before = files()
    last_page(server, cloud, good(server, cloud, trickle=0.05))
    started = time.monotonic()
    with pytest.raises(Refused, match=r": not read whole after 0\.4 seconds"):
        refreshed(cloud, patience=replace(HASTY, total=0.4))
    assert time.monotonic() - started < 2
    assert files() == before


def test_nobody_at_the_address_is_said_in_one_line(refreshed: Refreshed, files: Files) -> None:
    before = files()
    with pytest.raises(Refused, match="Azure eastus, page 1: the connection broke"):
        refreshed("azure", endpoint="http://127.0.0.1:1")
    with pytest.raises(Refused, match="Azure eastus, page 1: "):
        refreshed("azure", endpoint="not an address")
    assert files() == before


@pytest.mark.parametrize("said", ["1", lambda: email.utils.format_datetime(_soon(), usegmt=True)])
def test_retry_after_is_honoured_as_seconds_and_as_a_date(said: Any, refreshed: Refreshed, server: Any) -> None:
    page = good(server, "azure")
    text = said if isinstance(said, str) else said()
    last_page(server, "azure", replace(page, status=429, headers={"Retry-After": text}), page)
    started = time.monotonic()
    assert refreshed("azure").change.added
    assert 0.5 < time.monotonic() - started < 5


def _soon() -> datetime.datetime:
    # Dates of HTTP have no fractions of a second.
    return (datetime.datetime.now(tz=datetime.UTC) + datetime.timedelta(seconds=1.7)).replace(microsecond=0)


def test_retry_after_beyond_the_time_of_the_refresh_ends_it_at_once(
    refreshed: Refreshed, server: Any, files: Files
) -> None:
    before = files()
    last_page(server, "azure", good(server, "azure", status=429, headers={"Retry-After": "3600"}))
    started = time.monotonic()
    with pytest.raises(Refused, match="the next attempt would begin after the 10 seconds"):
        refreshed("azure")
    assert time.monotonic() - started < 2
    assert files() == before


def test_an_unreadable_retry_after_is_as_good_as_none(refreshed: Refreshed, server: Any) -> None:
    page = good(server, "azure")
    last_page(server, "azure", replace(page, status=429, headers={"Retry-After": "after lunch"}), page)
    assert refreshed("azure").change.added


@pytest.mark.parametrize("cloud", CLOUDS)
def test_an_interruption_between_two_pages_leaves_the_tables(cloud: str, refreshed: Refreshed, files: Files) -> None:
    before = files()
    read: list[str] = []

    def interrupt(what: str, _size: int) -> None:
        if what not in read:
            read.append(what)
        if len(read) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        refreshed(cloud, progress=interrupt)
    assert files() == before
