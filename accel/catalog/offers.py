"""Everything to rent by the hour that has an accelerator in it: machines, TPU slices and single GPUs, with prices.

An offer is a price list's, not a promise: the cloud may not sell it there, or have none left.
"""

import datetime
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from accel.catalog.accelerators import accelerator, accelerator_called
from accel.catalog.machines import machines
from accel.catalog.prices import ANYWHERE, Price, current_prices, tpu_chip_price
from accel.catalog.providers import provider, providers
from accel.catalog.tpu import Generation, Slice, accelerator_types, generations

_GPU = "gpu:"
_SLICE = "tpu-"
_SAGEMAKER = "aws-sagemaker"
_SLICE_CLOUD = "gcp"
# On Google Cloud a GPU with a price of its own goes into a machine that is paid for besides.
_GPUS_TO_ATTACH = "gcp"


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


def offers(cloud: str | None = None, region: str | None = None, purchase: str | None = None) -> tuple[Offer, ...]:
    """Return every priced offer, in the order of the catalogue; a machine without a price is none.

    Args:
        cloud: only of this provider.
        region: only in this region; offers with one price everywhere are in each.
        purchase: only bought so, `on_demand` or `spot` or another of `Price.purchase`.

    Raises:
        UnknownName: there is no such provider; carries the nearest one.
    """
    if cloud is not None:
        provider(cloud)
    return tuple(
        offer
        for offer in _all()
        if (cloud is None or offer.provider == cloud)
        and (region is None or offer.region in (region, ANYWHERE))
        and (purchase is None or offer.purchase == purchase)
    )


@cache
def _all() -> tuple[Offer, ...]:
    found: list[Offer] = []
    places: dict[str, dict[tuple[str, str], None]] = {}
    known: dict[tuple[str, str], tuple[str, float, float] | None] = {}
    tiers = {name: entry.tier for name, entry in providers().items()}
    for row in current_prices():
        if row.item.startswith(_SLICE):
            places.setdefault(row.item.split(":")[0].split("-")[1], {})[row.region, row.purchase] = None
            continue
        thing = (row.cloud, row.item)
        if thing not in known:
            known[thing] = _contents(row)
        if contents := known[thing]:
            found.append(_offer(row, tiers[row.cloud], row.item, contents, row.usd_per_hour))
    for generation in generations().values():
        # Slices are called by the prefix of their types, chips by the generation: v5litepod is v5e.
        where = places.get(generation.name, {}) | places.get(generation.type_prefix, {})
        found.extend(_slices(generation, where, tiers[_SLICE_CLOUD]))
    return tuple(found)


def _offer(row: Price, tier: int, machine: str, contents: tuple[str, float, float], usd: float) -> Offer:
    return Offer(
        row.cloud, tier, machine, *contents, row.region, row.purchase, usd, row.source, row.source_date, row.indicative
    )  # fmt: skip


def _contents(row: Price) -> tuple[str, float, float] | None:
    """Return accelerator, count and memory of one; None where it has none, or nobody knows what is in it."""
    if row.item.startswith(_GPU):
        kind = accelerator_called(row.item.removeprefix(_GPU))
        memory_gib = accelerator(kind).memory_gib if kind and row.cloud != _GPUS_TO_ATTACH else None
        return (kind, 1, memory_gib) if kind and memory_gib else None
    machine = machines("aws" if row.cloud == _SAGEMAKER else row.cloud).get(row.item.removeprefix("ml."))
    if machine is None or machine.accelerator is None:
        return None
    return machine.accelerator, machine.accelerator_count, machine.accelerator_memory_gib


def _slices(generation: Generation, places: Iterable[tuple[str, str]], tier: int) -> Iterator[Offer]:
    """Offer every size of slice wherever one of its chips has a price."""
    memory_gib = accelerator(generation.accelerator).memory_gib
    if memory_gib is None:
        return
    one_host = generation.single_host_chips
    sizes = [Slice(generation, topology) for topology in accelerator_types(generation.name).values()]
    named = [(f"{_SLICE}{slice_.accelerator_type}", slice_.chips) for slice_ in sizes]
    for region, purchase in places:
        # v2 and v3 have one price on a single machine and another in a pod.
        alone = tpu_chip_price(generation.name, region, purchase, chips=one_host)
        pod = tpu_chip_price(generation.name, region, purchase, chips=one_host + 1)
        for name, chips in named:
            chip = alone if chips <= one_host else pod
            if chip:
                contents = (generation.accelerator, chips, memory_gib)
                yield _offer(chip, tier, name, contents, chip.usd_per_hour * chips)
