"""Everything to rent by the hour that has an accelerator in it: machines, TPU slices and single GPUs, with prices.

An offer is a price list's, not a promise: the cloud may not sell it there, or have none left.
"""

import datetime
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from accel.catalog.accelerators import accelerator, accelerator_called
from accel.catalog.machines import machines
from accel.catalog.prices import ANYWHERE, Price, current_rows, prices_of_rows, tpu_chip_items, tpu_chip_price
from accel.catalog.providers import provider, providers
from accel.catalog.tpu import Generation, Slice, accelerator_types, generations

_GPU = "gpu:"
_SLICE = "tpu-"
_SAGEMAKER = "aws-sagemaker"
_SLICE_CLOUD = "gcp"
GPUS_TO_ATTACH = "gcp"
"""A GPU with a price of its own goes into a machine that is paid for besides on this cloud."""


class Offer(NamedTuple):
    """One thing to rent with accelerators in it, in one region, bought in one way."""

    provider: str
    """As in `accel.catalog.providers`: `aws`, `aws-sagemaker`, `gcp`, `lambda`, ..."""
    tier: int
    """Of the market: 1 hyperscaler, 2 GPU cloud, 3 marketplace, 4 serverless."""
    machine: str
    """A machine type, a slice with its `tpu-` (`tpu-v5litepod-8`), or one GPU with its machine's share (`gpu:H100`)."""
    accelerator: str
    """Id in the catalogue of accelerators."""
    count: float  # pyright: ignore[reportIncompatibleMethodOverride] - nobody counts what is in an offer
    """Accelerators in it; a fraction where it has a share of one."""
    memory_gib: float
    """Memory of ONE whole accelerator."""
    region: str
    """The provider's own name; `any` where it has one price everywhere."""
    purchase: str
    """As in `accel.catalog.prices.Price`."""
    usd_per_hour: float
    """US dollars for one hour of all of it."""
    source: str
    source_date: str
    """ISO 8601."""
    indicative: bool
    """Whether nobody but a source of lower standing says so."""

    @property
    def usd_per_accelerator_hour(self) -> float:
        """US dollars for one hour of one whole accelerator."""
        return self.usd_per_hour / self.count

    @property
    def total_memory_gib(self) -> float:
        """Memory of all its accelerators together."""
        return self.count * self.memory_gib

    def age_days(self, today: datetime.date) -> int:
        """Return how old its price is on a day."""
        return (today - datetime.date.fromisoformat(self.source_date)).days


class Lot(NamedTuple):
    """What can be made into offers: one thing of one provider, wherever and in whichever ways it is bought."""

    provider: str
    tier: int
    machines: Sequence[tuple[str, float]]
    """As in `Offer`, with the accelerators in each: one, but for slices, which come in every size."""
    accelerator: str
    memory_gib: float
    rows: Sequence[Sequence[str]]
    """Of its prices; of a slice one for each region and way to buy."""
    generation: str | None
    """Of slices: their chips are priced, and each costs as much as it has of them."""


def offers(
    cloud: str | None = None,
    region: str | None = None,
    purchase: str | None = None,
    machine: str | None = None,
) -> tuple[Offer, ...]:
    """Return every priced offer, in the order of the catalogue; a machine without a price is none.

    Args:
        cloud: only of this provider.
        region: only in this region; offers with one price everywhere are in each.
        purchase: only bought so, `on_demand` or `spot` or another of `Price.purchase`.
        machine: only of this name.

    Raises:
        UnknownName: there is no such provider; carries the nearest one.
    """
    if cloud is not None:
        provider(cloud)
    found: list[tuple[Lot, Sequence[str]]] = []
    for lot in lots():
        if cloud in (None, lot.provider) and (machine is None or machine in dict(lot.machines)):
            found += [
                (lot, row)
                for row in lot.rows
                if purchase in (None, row[3]) and (region is None or row[1] in (region, ANYWHERE))
            ]
    return tuple(offer for offer in made(found) if machine in (None, offer.machine))


def made(found: Sequence[tuple[Lot, Sequence[str]]]) -> Iterator[Offer]:
    """Make the offers of some rows of lots."""
    for (lot, _), row in zip(found, prices_of_rows(row for _, row in found), strict=True):
        if lot.generation is None:
            (machine, count), *_ = lot.machines
            yield _offer(lot, machine, count, row, row.usd_per_hour)
            continue
        chip = tpu_chip_price(lot.generation, row.region, row.purchase, chips=int(lot.machines[0][1]))
        if chip:
            for machine, count in lot.machines:
                yield _offer(lot, machine, count, chip, chip.usd_per_hour * count)


@cache
def lots() -> tuple[Lot, ...]:
    """Return everything that has a price and accelerators in it, slices last."""
    found: list[Lot] = []
    tiers = {name: entry.tier for name, entry in providers().items()}
    for (cloud, item), rows in current_rows().items():
        contents = None if item.startswith(_SLICE) else _contents(cloud, item)
        if contents:
            kind, count, memory_gib = contents
            found.append(Lot(cloud, tiers[cloud], ((item, count),), kind, memory_gib, rows, None))
    for generation in generations().values():
        memory_gib = accelerator(generation.accelerator).memory_gib
        for sizes, rows in _slices(generation) if memory_gib is not None else ():
            kind = generation.accelerator
            found.append(Lot(_SLICE_CLOUD, tiers[_SLICE_CLOUD], sizes, kind, memory_gib or 0, rows, generation.name))
    return tuple(found)


def _slices(generation: Generation) -> Iterator[tuple[Sequence[tuple[str, int]], Sequence[Sequence[str]]]]:
    """Return slices with the same prices, with one row for each region and way to buy in which a chip has a price."""
    slices = [Slice(generation, topology) for topology in accelerator_types(generation.name).values()]
    by_items: dict[tuple[str, ...], list[tuple[str, int]]] = {}
    # v2 and v3 have one price on a single machine and another in a pod.
    for slice_ in slices:
        chips = slice_.chips
        size = (f"{_SLICE}{generation.type_prefix}-{chips * generation.cores_per_chip}", chips)
        by_items.setdefault(tpu_chip_items(generation.name, chips), []).append(size)
    for items, sizes in by_items.items():
        # In the order of the tables, chips before whole slices where these are called otherwise: v5litepod is v5e.
        known = [item for cloud, item in current_rows() if cloud == _SLICE_CLOUD and item in items]
        known.sort(key=lambda item: not item.startswith(f"{_SLICE}{generation.name}"))
        rows = [row for item in known for row in current_rows()[_SLICE_CLOUD, item]]
        yield sizes, list({(row[1], row[3]): row for row in rows}.values())


def _offer(lot: Lot, machine: str, count: float, row: Price, usd_per_hour: float) -> Offer:
    contents = (machine, lot.accelerator, count, lot.memory_gib)
    bought = (row.region, row.purchase, usd_per_hour, row.source, row.source_date, row.indicative)
    return Offer(lot.provider, lot.tier, *contents, *bought)


def _contents(cloud: str, item: str) -> tuple[str, float, float] | None:
    """Return accelerator, count and memory of one; None where it has none, or nobody knows what is in it."""
    if item.startswith(_GPU):
        kind = accelerator_called(item.removeprefix(_GPU))
        memory_gib = accelerator(kind).memory_gib if kind and cloud != GPUS_TO_ATTACH else None
        return (kind, 1, memory_gib) if kind and memory_gib else None
    machine = machines("aws" if cloud == _SAGEMAKER else cloud).get(item.removeprefix("ml."))
    if machine is None or machine.accelerator is None:
        return None
    return machine.accelerator, machine.accelerator_count, machine.accelerator_memory_gib
