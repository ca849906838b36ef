"""Puts refreshed prices into the catalogue's tables. Each file is replaced whole, or not at all."""

import csv
import io
import os
import tempfile
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from accel.catalog.refresh.answer import Answer, Api, Key, Refused, Scope

DATA = Path(__file__).parents[1] / "data"
_SOURCES = "sources.csv"
_PUBLISHED = "published"
_INDICATIVE = "indicative"
_KEY_COLUMNS = 4
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Change:
    """What a refresh does to a table of prices."""

    added: int
    """Prices of what had none."""
    changed: int
    """Prices that differ from the newest known one."""
    unchanged: int
    """Prices that are confirmed, as of the new day."""
    withdrawn: int
    """Prices of an earlier refresh that the API no longer states: their rows go."""


@dataclass(frozen=True, slots=True)
class Table:
    """The prices of one cloud's file, with the sources that date them."""

    path: Path
    heading: list[str]
    rows: list[list[str]]
    sources: list[list[str]]
    """With their heading."""

    def newest(self) -> dict[Key, float]:
        """Return the newest price of each place, those that are merely indicative left out."""
        dates = {row[0]: ("" if row[2] == _INDICATIVE else row[1]) for row in self.sources[1:]}
        best: dict[Key, tuple[str, float]] = {}
        for row in self.rows:
            date = min(dates.get(name, "") for name in row[-1].split("+"))
            if date:
                key = Key(*row[:_KEY_COLUMNS])
                best[key] = max(best.get(key, ("", 0.0)), (date, float(row[_KEY_COLUMNS])))
        return {key: usd for key, (_, usd) in best.items()}

    def regions(self, cloud: str) -> frozenset[str]:
        """Return the regions in which it has prices of a cloud."""
        return frozenset(row[1] for row in self.rows if row[0] == cloud)


def load(cloud: str, data: Path) -> Table:
    """Return the table of a cloud: `aws` (with SageMaker), `azure` or `gcp`."""
    path = data / f"prices_{cloud}.csv"
    heading, *rows = _read(path)
    return Table(path, heading, rows, _read(data / _SOURCES))


def merged(table: Table, answer: Answer) -> tuple[list[list[str]], Change]:
    """Return the rows of a table after a refresh, and what changed.

    Rows of other sources stay: the newest wins, and `accel prices show --all` shows the losers. Rows of an earlier
    refresh of the same price list go, since this one speaks of the same regions.

    Raises:
        Refused: a newer answer of the same price list is in the table.
    """
    dates = {row[0]: row[1] for row in table.sources[1:]}
    kept: list[list[str]] = []
    withdrawn = 0
    for row in table.rows:
        key = Key(*row[:_KEY_COLUMNS])
        scope = next((scope for scope in answer.scopes if scope.holds(key) and _is_of(row[-1], scope.api)), None)
        if scope is None:
            kept.append(row)
            continue
        if dates[row[-1]] > scope.api.date:
            msg = f"{key}: the answer is of {scope.api.date}, the known price is newer, of {dates[row[-1]]}"
            raise Refused(msg)
        withdrawn += key not in answer.usd_per_hour
    new = [_row(key, usd, _scope_of(key, answer.scopes)) for key, usd in answer.usd_per_hour.items()]
    known = {key: _digits(usd) for key, usd in table.newest().items()}
    old = [known.get(Key(*row[:_KEY_COLUMNS])) for row in new]
    unchanged = sum(before == row[_KEY_COLUMNS] for before, row in zip(old, new, strict=True))
    added = old.count(None)
    rows = sorted(kept + new, key=lambda row: row[:_KEY_COLUMNS])
    return rows, Change(added, len(new) - added - unchanged, unchanged, withdrawn)


def write(table: Table, rows: Sequence[Sequence[str]], apis: Iterable[Api]) -> None:
    """Replace a table and add its sources. Interrupted at any moment, every row still has its source.

    Raises:
        Refused: somebody else has changed the table meanwhile.
        OSError: a file cannot be written; the old ones are whole.
    """
    data = table.path.parent
    with _alone(data):
        if _read(table.path)[1:] != table.rows:
            msg = f"{table.path.name} was changed by somebody else meanwhile; refresh again"
            raise Refused(msg)
        heading, *sources = _read(data / _SOURCES)
        named = {row[0]: row for row in sources} | {
            api.id: [api.id, api.date, _PUBLISHED, f"{api.title}, {api.date}"] for api in apis
        }
        _replace(data / _SOURCES, [heading, *(named[name] for name in sorted(named))])
        _replace(table.path, [table.heading, *rows])
        gone = {row[-1] for row in table.rows} - {row[-1] for row in rows}
        if gone & set(named):
            _replace(data / _SOURCES, [heading, *(named[name] for name in sorted(named) if name not in gone)])


def _is_of(source: str, api: Api) -> bool:
    """Say whether a row is of an answer, of any day, of this price list."""
    return source[: -len(api.date) - 1] == api.source and source[-len(api.date) - 1 :].startswith("-")


def _scope_of(key: Key, scopes: Iterable[Scope]) -> Scope:
    for scope in scopes:
        if scope.holds(key):
            return scope
    msg = f"{key}: it was not asked for"
    raise Refused(msg)


def _row(key: Key, usd: float, scope: Scope) -> list[str]:
    text = _digits(usd)
    if not float(text):
        msg = f"{key}: {usd:g} USD an hour is no price"
        raise Refused(msg)
    return [key.cloud, key.region, key.item, key.purchase, text, scope.api.id]


def _digits(usd: float) -> str:
    return f"{usd:.{_DIGITS}f}".rstrip("0").rstrip(".")


def _read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))


def _replace(path: Path, rows: Iterable[Sequence[str]]) -> None:
    """Write a file beside the old one, to the disk, and put it in its place in one step."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".new")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            file.write(text.getvalue())
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(path.stat().st_mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@contextmanager
def _alone(folder: Path) -> Generator[None]:
    """Keep out other refreshes: two clouds share the table of sources."""
    try:
        import fcntl
    except ImportError:  # Windows has no lock of a folder; two refreshes at once are one too many there.
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
