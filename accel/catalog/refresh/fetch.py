"""Reads price lists over HTTP: retries what may pass, gives up in time, and never hands on half a body."""

import datetime
import email.utils
import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

from accel.catalog.refresh.answer import Refused

T = TypeVar("T")

_OK = 200
_MAY_PASS = frozenset({408, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a refresh waits, in seconds."""

    connect: float = 10.0
    read: float = 60.0
    """For the next piece of a body, not for all of it."""
    total: float = 3600.0
    """For all requests together, waits included."""
    attempts: int = 6
    """For each request, the first one included."""
    first_wait: float = 1.0
    """Before the second attempt; later waits double, up to `longest_wait`, unless the server says `Retry-After`."""
    longest_wait: float = 60.0


class _MayPass(Exception):  # noqa: N818 - the name says what happened
    """A failure that another attempt may not meet."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Fetcher:
    """Reads from one API. Cookies, redirects and credentials in addresses are none of its business."""

    def __init__(
        self,
        *,
        headers: Mapping[str, str] | None = None,
        patience: Patience | None = None,
        progress: Callable[[str, int], None] = lambda _what, _size: None,
    ) -> None:
        """Open it.

        Args:
            headers: sent with each request; the place for a key, since addresses end up in logs.
            patience: how long to wait.
            progress: is told what is read and how many bytes of it came; it runs for each piece.
        """
        self._patience = patience or Patience()
        self._progress = progress
        self._deadline = time.monotonic() + self._patience.total
        self._client = httpx.Client(
            headers={"accept": "application/json", "accept-encoding": "gzip", **(headers or {})},
            timeout=httpx.Timeout(self._patience.read, connect=self._patience.connect),
        )

    def __enter__(self) -> "Fetcher":
        """Give it to a `with` statement."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close its connections."""
        self._client.close()

    def json(self, what: str, url: str, params: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Return a JSON object read whole.

        Args:
            what: names it for people: in progress and in errors, which never show the address.
            url: without the parameters.
            params: of the query.

        Raises:
            Refused: it cannot be had, or it is no JSON object.
        """
        body = self.stream(what, url, b"".join, params)
        try:
            found = json.loads(body)
        except ValueError as error:
            msg = f"{what}: malformed JSON: {error}"
            raise Refused(msg) from None
        if not isinstance(found, dict):
            msg = f"{what}: a JSON object is expected, there is a {type(found).__name__}"
            raise Refused(msg)
        return found

    def stream(
        self,
        what: str,
        url: str,
        read: Callable[[Iterator[bytes]], T],
        params: Mapping[str, str] | None = None,
    ) -> T:
        """Return what `read` makes of a body, piece by piece; each attempt calls it from the beginning.

        Raises:
            Refused: it cannot be had: refused by the server, or no attempt came to its end in time.
        """
        attempts = Retrying(
            retry=retry_if_exception_type(_MayPass),
            stop=stop_after_attempt(self._patience.attempts),
            wait=self._wait,
            sleep=self._sleep,
            reraise=True,
        )
        try:
            return attempts(self._attempt, what, url, read, params)
        except _MayPass as error:
            msg = f"{what}: {error}"
            raise Refused(msg) from None

    def _attempt(
        self, what: str, url: str, read: Callable[[Iterator[bytes]], T], params: Mapping[str, str] | None
    ) -> T:
        try:
            with self._client.stream("GET", url, params=params) as response:
                if response.status_code in _MAY_PASS:
                    msg = f"the server answers {response.status_code} {response.reason_phrase}".rstrip()
                    raise _MayPass(msg, _retry_after(response))
                if response.status_code != _OK:
                    msg = f"{what}: the server answers {response.status_code} {response.reason_phrase}".rstrip()
                    raise Refused(msg)
                return read(self._pieces(what, response))
        except httpx.TimeoutException as error:
            msg = f"no answer in time ({type(error).__name__})"
            raise _MayPass(msg) from None
        except (httpx.TransportError, httpx.DecodingError) as error:
            msg = f"the connection broke: {error}"
            raise _MayPass(msg) from None
        except httpx.InvalidURL:
            msg = f"{what}: not an address"
            raise Refused(msg) from None

    def _pieces(self, what: str, response: httpx.Response) -> Iterator[bytes]:
        for piece in response.iter_bytes():
            # A body that trickles never meets the time-out of a read.
            if time.monotonic() > self._deadline:
                msg = f"{what}: not read whole after {self._patience.total:g} seconds"
                raise Refused(msg)
            self._progress(what, len(piece))
            yield piece

    def _wait(self, state: RetryCallState) -> float:
        failure = state.outcome.exception() if state.outcome else None
        said = failure.retry_after if isinstance(failure, _MayPass) else None
        if said is not None:
            return said
        return wait_exponential_jitter(
            multiplier=self._patience.first_wait, max=self._patience.longest_wait, jitter=self._patience.first_wait
        )(state)

    def _sleep(self, seconds: float) -> None:
        if time.monotonic() + seconds > self._deadline:
            msg = f"the next attempt would begin after the {self._patience.total:g} seconds that a refresh may take"
            raise _MayPass(msg)
        time.sleep(seconds)


def same_origin(link: str, base: str) -> bool:
    """Say whether a link of an answer stays with the server that was asked; Azure spells out the port."""
    return _origin(link) == _origin(base)


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"https": 443, "http": 80}.get(parts.scheme)


def _retry_after(response: httpx.Response) -> float | None:
    """Read `Retry-After`, which is a number of seconds or a date."""
    text = response.headers.get("retry-after", "")
    if text.isdigit():
        return float(text)
    try:
        until = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=datetime.UTC)
    return max(0.0, (until - datetime.datetime.now(tz=datetime.UTC)).total_seconds())
