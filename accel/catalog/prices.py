"""Prices of machines, TPU chips and GPUs by the hour. The newest row wins; what has no row has no price: no guesses.

A price in a region does not prove that the cloud sells the machine there, or has any left.
"""

import gc
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, partial
from itertools import chain
from operator import attrgetter

from accel.catalog.machines import machines
from accel.catalog.names import UnknownName
from accel.catalog.records import TYPE_CHECKING, Record
from accel.catalog.tables import columns, source_of

if TYPE_CHECKING:
    import datetime

MAX_AGE_DAYS = 90
"""Older prices are worth replacing: reports warn of them. Rules take it as their default."""
ANYWHERE = "any"
"""Region of a row whose cloud has one price everywhere; it answers for each region of that cloud."""
PLACEHOLDERS = frozenset({700.0})
"""What other catalogues write for "no price"."""

_PLACE = 4  # The first fields of a price say what it is of.
_CHIP = ":chip"
_GPU = "gpu:"
_SLICE = "tpu-"
_FILES = {
    "aws": "prices_aws.csv",
    "aws-sagemaker": "prices_aws.csv",
    "azure": "prices_azure.csv",
    "gcp": "prices_gcp.csv",
}
_OTHER_CLOUDS = "prices_gpu_clouds.csv"


class Price(Record):
    """What one hour of an item costs, and who says so."""

    cloud: str
    region: str
    item: str
    """A machine type, a TPU slice (`tpu-v5litepod-8`), a TPU chip (`tpu-v5e:chip`) or one GPU (`gpu:H100`)."""
    purchase: str
    """`on_demand`, `spot`, `cud_1yr`, `reserved_1yr_no_upfront`, ..."""
    usd_per_hour: float
    """US dollars for one hour of one `unit`, whatever the source counted in."""
    source: str
    source_date: str
    """ISO 8601."""
    indicative: bool = False
    """Whether it gives way to every other source, whatever the dates."""

    @property
    def unit(self) -> str:
        """What an hour of is paid for: `machine`, `slice`, `chip` or `gpu`."""
        if self.item.endswith(_CHIP):
            return "chip"
        if self.item.startswith(_GPU):
            return "gpu"
        return "slice" if self.item.startswith(_SLICE) else "machine"

    def age_days(self, today: "datetime.date") -> int:
        """Return how old the price is on a day."""
        return (today - type(today).fromisoformat(self.source_date)).days

    def is_old(self, today: "datetime.date") -> bool:
        """Say whether it is older than `MAX_AGE_DAYS`."""
        return self.age_days(today) > MAX_AGE_DAYS


def price(cloud: str, region: str, item: str, purchase: str = "on_demand") -> Price | None:
    """Return the newest price of an item, or None where no row has one: then it is unpriced, not free.

    Args:
        cloud: `aws`, `aws-sagemaker` (items `ml.*`), `gcp`, `azure`, or a GPU cloud.
        region: the cloud's own name of a region, not of a zone.
        item: a machine type, TPU slice, TPU chip or GPU; see `Price.item`.
        purchase: see `Price.purchase`.
    """
    rows = [
        row
        for row in _rows(_file(cloud)).get(item, ())
        if row[0] == cloud and row[3] == purchase and row[1] in (region, ANYWHERE)
    ]
    return max(_made(zip(*rows, strict=True)), key=_standing) if rows else None


def prices_of(item: str, cloud: str | None = None) -> tuple[Price, ...]:
    """Return every row about an item, the losers too: by cloud, region and purchase, the one that counts first.

    Raises:
        UnknownName: no row is about it; carries the nearest item that has one.
    """
    known = items(cloud)
    if item not in known:
        raise UnknownName("item", item, known)
    rows = [row for file in _files(cloud) for row in _rows(file).get(item, ()) if cloud in (None, row[0])]
    found = sorted(_made(zip(*rows, strict=True)), key=_standing, reverse=True)
    return tuple(sorted(found, key=_place))


def current(prices: Iterable[Price]) -> tuple[Price, ...]:
    """Return those of `prices` that count: the first of each cloud, region, item and purchase."""
    first: dict[tuple[str, ...], Price] = {}
    for row in prices:
        first.setdefault((row.item, *_place(row)), row)
    return tuple(first.values())


def current_prices(cloud: str | None = None) -> tuple[Price, ...]:
    """Return every row that counts, of one cloud or of all; table by table, and there item by item."""
    return prices_of_rows(row for rows in current_rows(cloud).values() for row in rows)


@cache
def current_rows(cloud: str | None = None) -> Mapping[tuple[str, str], Sequence[Sequence[str]]]:
    """Return by cloud and item the rows that count, as the tables have them.

    Most callers want few of some thousands: they look at region (1) and purchase (3), and make prices of those alone.
    """
    found: dict[tuple[str, str], Sequence[Sequence[str]]] = {}
    for item, group in chain.from_iterable(_rows(file).items() for file in _files(cloud)):
        for name in dict.fromkeys(row[0] for row in group):
            if cloud in (None, name):
                found[name, item] = _counting([row for row in group if row[0] == name])
    return found


def prices_of_rows(rows: Iterable[Sequence[str]]) -> tuple[Price, ...]:
    """Return the prices that rows of the tables state."""
    cells = tuple(zip(*rows, strict=True))
    return tuple(_made(cells)) if cells else ()


def all_prices() -> tuple[Price, ...]:
    """Return every row of every cloud in the order of the tables, the losers too."""
    return tuple(chain.from_iterable(_made(_columns(file)) for file in _files(None)))


@cache
def items(cloud: str | None = None) -> frozenset[str]:
    """Return the names of everything with a price, in one cloud or in all."""
    return frozenset(
        item
        for file in _files(cloud)
        for row_cloud, _, item, *_ in zip(*_columns(file), strict=True)
        if cloud in (None, row_cloud)
    )


def tpu_chip_price(generation: str, region: str, purchase: str = "on_demand", *, chips: int = 1) -> Price | None:
    """Return the price of ONE chip-hour of a TPU slice, or None where no row has one.

    Rows for a chip and rows for a whole slice count alike: the newest wins.

    Args:
        generation: `v5e`, or the accelerator's id `tpu-v5e`.
        region: of the zone that the slice stands in.
        purchase: as in `Price.purchase`.
        chips: size of the slice; v2 and v3 have one price on a single machine and another in a pod.

    Raises:
        UnknownName: there is no such generation.
    """
    name = generation.removeprefix(_SLICE)
    rows = [row for item in tpu_chip_items(name, chips) if (row := price("gcp", region, item, purchase))]
    return max((_chip_hour(row, name) for row in rows), key=_standing) if rows else None


@cache
def tpu_chip_items(generation: str, chips: int) -> tuple[str, ...]:
    """Return the items that state what a chip costs in a slice of so many chips.

    Raises:
        UnknownName: there is no such generation.
    """
    from accel.catalog.tpu import generation as generation_of

    found = generation_of(generation)
    sold_apart = f"{_SLICE}{found.name}-device{_CHIP}" in items("gcp")

    def kind(size: int) -> str:
        return "device" if sold_apart and size <= found.single_host_chips else "pod"

    whole = (item for item, size in _slices().get(found.name, ()) if kind(size) == kind(chips))
    return (f"{_SLICE}{found.name}{_CHIP}", f"{_SLICE}{found.name}-{kind(chips)}{_CHIP}", *whole)


def usd_per_accelerator_hour(row: Price) -> float | None:
    """Return what one hour of ONE accelerator costs in a row that may count whole machines or slices.

    None where the machine has no accelerator, or its number of them is not in the catalogue.
    """
    if row.unit in {"chip", "gpu"}:
        return row.usd_per_hour
    if row.unit == "slice":
        from accel.catalog.tpu import slice_of_type

        return row.usd_per_hour / slice_of_type(row.item.removeprefix(_SLICE)).chips
    known = machines("aws" if row.cloud == "aws-sagemaker" else row.cloud)
    machine = known.get(row.item.removeprefix("ml."))
    return row.usd_per_hour / machine.accelerator_count if machine and machine.accelerator_count else None


def _chip_hour(row: Price, generation: str) -> Price:
    usd = usd_per_accelerator_hour(row)
    if row.unit == "chip" or usd is None:
        return row
    item, source = f"{_SLICE}{generation}{_CHIP}", f"{row.source} (from {row.item})"
    return row._replace(item=item, usd_per_hour=usd, source=source)


@cache
def _slices() -> dict[str, list[tuple[str, int]]]:
    """Return by generation the items that are whole slices, with their chips; the smallest first."""
    from accel.catalog.tpu import slice_of_type

    found: dict[str, list[tuple[str, int]]] = {}
    for item in sorted(items("gcp")):
        if item.startswith(_SLICE) and not item.endswith(_CHIP):
            slice_ = slice_of_type(item.removeprefix(_SLICE))
            found.setdefault(slice_.generation.name, []).append((item, slice_.chips))
    return {name: sorted(group, key=lambda pair: pair[1]) for name, group in found.items()}


def _counting(rows: Sequence[Sequence[str]]) -> Sequence[Sequence[str]]:
    """Return those rows that count: of each place, the one of the newest source that is not indicative."""
    if len({row[:_PLACE] for row in rows}) == len(rows):
        return rows
    first: dict[Sequence[str], Sequence[str]] = {}
    for row in rows:
        known = first.setdefault(row[:_PLACE], row)
        if known is not row and _standing_of(row) > _standing_of(known):
            first[row[:_PLACE]] = row
    return tuple(first.values())


def _standing(row: Price) -> tuple[bool, str]:
    return (not row.indicative, row.source_date)


def _standing_of(row: Sequence[str]) -> tuple[bool, str]:
    source = source_of(row[-1])
    return (not source.indicative, source.date)


def _place(row: Price) -> tuple[str, str, str]:
    return (row.cloud, row.region, row.purchase)


def _file(cloud: str) -> str:
    return _FILES.get(cloud, _OTHER_CLOUDS)


def _files(cloud: str | None) -> Iterable[str]:
    return sorted({*_FILES.values(), _OTHER_CLOUDS}) if cloud is None else (_file(cloud),)


_columns = cache(columns)


@cache
def _rows(file: str) -> Mapping[str, list[Sequence[str]]]:
    """Return the rows of one file by item."""
    found: dict[str, list[Sequence[str]]] = {}
    for row in zip(*_columns(file), strict=True):
        found.setdefault(row[2], []).append(row)
    return found


def _made(cells: Iterable[Sequence[str]]) -> Sequence[Price]:
    """Make prices of the columns of a table; here, once, a placeholder is refused.

    Raises:
        ValueError: a row has no price, only something that stands for none.
    """
    *place, usd_per_hour, ids = cells
    usd = tuple(map(float, usd_per_hour))
    if min(usd, default=1) <= 0 or not PLACEHOLDERS.isdisjoint(usd):
        wrong = next(index for index, value in enumerate(usd) if value <= 0 or value in PLACEHOLDERS)
        msg = f"{' '.join(column[wrong] for column in place)}: {usd_per_hour[wrong]} is no price; leave the row out"
        raise ValueError(msg)
    known = {each: source_of(each) for each in set(ids)}
    sources = [known[each] for each in ids]
    titles, dates, standings = (map(attrgetter(field), sources) for field in ("title", "date", "indicative"))
    # Not `Price(...)`: that constructor is written in Python, and would take 3 ms longer for all 7,000 rows.
    make = partial(tuple.__new__, Price)
    # Nothing made here is garbage: looking for some among so many new objects would take a quarter as long again.
    collects = gc.isenabled()
    gc.disable()
    try:
        return list(map(make, zip(*place, usd, titles, dates, standings, strict=True)))
    finally:
        if collects:
            gc.enable()
