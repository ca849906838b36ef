"""Prices of machines, TPU chips and GPUs by the hour. The newest row wins; what has no row has no price: no guesses.

A price in a region does not prove that the cloud sells the machine there, or has any left.
"""

import datetime
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import chain
from typing import NamedTuple

from accel.catalog.machines import machines
from accel.catalog.names import UnknownName
from accel.catalog.tables import source_of, table

MAX_AGE_DAYS = 90
"""Older prices are worth replacing: reports warn of them. Rules take it as their default."""
ANYWHERE = "any"
"""Region of a row whose cloud has one price everywhere; it answers for each region of that cloud."""
PLACEHOLDERS = frozenset({700.0})
"""What other catalogues write for "no price"."""

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


class Price(NamedTuple):
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

    def age_days(self, today: datetime.date) -> int:
        """Return how old the price is on a day."""
        return (today - datetime.date.fromisoformat(self.source_date)).days

    def is_old(self, today: datetime.date) -> bool:
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
        for row in _rows(_FILES.get(cloud, _OTHER_CLOUDS)).get(item, ())
        if row[0] == cloud and row[3] == purchase and row[1] in (region, ANYWHERE)
    ]
    return max(map(_price, rows), key=_standing) if rows else None


def prices_of(item: str, cloud: str | None = None) -> tuple[Price, ...]:
    """Return every row about an item, the losers too: by cloud, region and purchase, the one that counts first.

    Raises:
        UnknownName: no row is about it; carries the nearest item that has one.
    """
    known = items(cloud)
    if item not in known:
        raise UnknownName("item", item, known)
    found = [_price(row) for rows in _tables(cloud) for row in rows.get(item, ()) if cloud in (None, row[0])]
    found.sort(key=_standing, reverse=True)
    return tuple(sorted(found, key=_place))


def current(prices: Iterable[Price]) -> tuple[Price, ...]:
    """Return those of `prices` that count: the first of each cloud, region, item and purchase."""
    first: dict[tuple[str, ...], Price] = {}
    for row in prices:
        first.setdefault((row.item, *_place(row)), row)
    return tuple(first.values())


def current_prices(cloud: str | None = None) -> tuple[Price, ...]:
    """Return every row that counts, of one cloud or of all, in the order of the tables."""
    first: dict[tuple[str, ...], list[str]] = {}
    for rows in _tables(cloud):
        for row in chain.from_iterable(rows.values()):
            if cloud in (None, row[0]):
                place = tuple(row[:4])
                known = first.setdefault(place, row)
                if known is not row and _standing_of(row) > _standing_of(known):
                    first[place] = row
    return tuple(map(_price, first.values()))


def all_prices() -> tuple[Price, ...]:
    """Return every row of every cloud in the order of the tables, the losers too."""
    return tuple(_price(row) for rows in _tables(None) for row in chain.from_iterable(rows.values()))


@cache
def items(cloud: str | None = None) -> frozenset[str]:
    """Return the names of everything with a price, in one cloud or in all."""
    return frozenset(
        item
        for rows in _tables(cloud)
        for item, group in rows.items()
        if cloud is None or any(row[0] == cloud for row in group)
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
    from accel.catalog.tpu import generation as generation_of

    found = generation_of(generation.removeprefix(_SLICE))
    sold_apart = f"{_SLICE}{found.name}-device{_CHIP}" in items("gcp")

    def kind(size: int) -> str:
        return "device" if sold_apart and size <= found.single_host_chips else "pod"

    names = [f"{_SLICE}{found.name}{_CHIP}", f"{_SLICE}{found.name}-{kind(chips)}{_CHIP}"]
    names += [item for item, size in _slices().get(found.name, ()) if kind(size) == kind(chips)]
    rows = [row for item in names if (row := price("gcp", region, item, purchase))]
    return max((_chip_hour(row, found.name) for row in rows), key=_standing) if rows else None


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


def _standing(row: Price) -> tuple[bool, str]:
    return (not row.indicative, row.source_date)


def _standing_of(row: list[str]) -> tuple[bool, str]:
    source = source_of(row[-1])
    return (not source.indicative, source.date)


def _place(row: Price) -> tuple[str, str, str]:
    return (row.cloud, row.region, row.purchase)


def _price(row: list[str]) -> Price:
    """Make a price of a row; here, once, a placeholder is refused.

    Raises:
        ValueError: the row has no price, only something that stands for none.
    """
    cloud, region, item, purchase, usd_per_hour, sources = row
    usd = float(usd_per_hour)
    if usd <= 0 or usd in PLACEHOLDERS:
        msg = f"{cloud} {region} {item} {purchase}: {usd_per_hour} is no price; leave the row out"
        raise ValueError(msg)
    source = source_of(sources)
    return Price(cloud, region, item, purchase, usd, source.title, source.date, source.indicative)


def _tables(cloud: str | None) -> tuple[Mapping[str, list[list[str]]], ...]:
    if cloud is not None:
        return (_rows(_FILES.get(cloud, _OTHER_CLOUDS)),)
    return tuple(_rows(file) for file in sorted({*_FILES.values(), _OTHER_CLOUDS}))


@cache
def _rows(file: str) -> Mapping[str, list[list[str]]]:
    """Return the rows of one file by item."""
    found: dict[str, list[list[str]]] = {}
    for row in table(file):
        found.setdefault(row[2], []).append(row)
    return found
