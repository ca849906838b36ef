"""What to try, in which order, where the best offer is sold out: only what the catalogue knows to exist."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from accel.catalog import tpu
from accel.catalog.decisions import capacity_block_machines
from accel.catalog.offers import Offer
from accel.catalog.providers import provider
from accel.planning.advice.judging import Proposal
from accel.planning.month import HOURS_PER_MONTH

_GCP = "gcp"
_SLICE = "tpu-"
_ON_DEMAND, _SPOT, _FLEX_START = "on_demand", "spot", "flex_start"
_CAPACITY_BLOCK = "capacity_block"
_RESERVATIONS = {
    _CAPACITY_BLOCK: "a capacity block: booked ahead for days or weeks",
    "reserved": "a reservation: held for you, and paid for, used or not",
}
_REGIONS, _ACCELERATORS, _CLOUDS = 2, 2, 3
"""How many of each the ladder names."""


class Rung(NamedTuple):
    """One thing to try."""

    kind: str
    """`reservation`, `on-demand`, `flex-start`, `spot`, `zone`, `region`, `accelerator` or `cloud`."""
    provider: str
    machine: str
    where: str
    """A region, or zones of it."""
    purchase: str
    usd_per_hour: float | None
    """Of as many of it as the job needs. None where the catalogue has no price: it is not known, not free."""
    source_date: str | None
    """Day of the price, ISO 8601; None where there is none."""
    note: str

    def to_json(self) -> dict[str, Any]:
        """Return the rung for a machine."""
        return self._asdict()


def ladder(
    start: Proposal,
    suitable: Sequence[Proposal],
    catalogue: Iterable[Offer],
    budget_usd_per_month: float | None = None,
) -> tuple[Rung, ...]:
    """Return what to try where `start` is sold out, the nearest to it first.

    Args:
        start: what was asked for first.
        suitable: everything else that can do the job, the best first.
        catalogue: every offer, for other ways to buy the same machine in the same place.
        budget_usd_per_month: another way to buy that costs more says so; everything else here is within it.
    """
    offer = start.offer
    same = [
        found
        for found in catalogue
        if found.machine == offer.machine and found.region == offer.region and found.provider == offer.provider
    ]
    return (
        *_judged(_other_purchases(start, {found.purchase: found for found in same}), budget_usd_per_month),
        *_zones(start),
        *_regions(start, suitable),
        *_accelerators(start, suitable),
        *_clouds(start, suitable),
    )


def _judged(rungs: Iterable[Rung], budget: float | None) -> Iterator[Rung]:
    for rung in rungs:
        month = (rung.usd_per_hour or 0) * HOURS_PER_MONTH
        over = budget is not None and month > budget
        yield rung._replace(note=f"{rung.note}; USD {month:,.0f} a month is over the budget") if over else rung


def zones_of(offer: Offer) -> tuple[str, ...]:
    """Return the zones of an offer's region that are known to sell it; none where zones have no common names."""
    if offer.provider != _GCP:
        return ()
    if offer.machine.startswith(_SLICE):
        found = tpu.zones(tpu.slice_of_type(offer.machine.removeprefix(_SLICE)))
    else:
        # Read when asked for: it would be a sixth of the time that advice takes.
        from accel.catalog import gke

        found = gke.zones(offer.machine)
    return tuple(zone for zone in found if zone.rpartition("-")[0] == offer.region)


def _other_purchases(start: Proposal, priced: dict[str, Offer]) -> Iterator[Rung]:
    offer = start.offer
    offered = provider(offer.provider).purchases
    for purchase, note in _RESERVATIONS.items():
        if purchase in offered and purchase != offer.purchase and _takes(offer, purchase):
            yield _same_machine(start, "reservation", purchase, priced, note)
    if _ON_DEMAND in priced and offer.purchase != _ON_DEMAND:
        yield _same_machine(start, "on-demand", _ON_DEMAND, priced, "dearer, and not taken back")
    if _FLEX_START in offered and _can_wait(offer):
        yield _same_machine(
            start, "flex-start", _FLEX_START, priced, "waits for capacity, then runs for at most 7 days"
        )
    if _SPOT in priced and offer.purchase != _SPOT:
        yield _same_machine(start, "spot", _SPOT, priced, "may be taken back at any moment")


def _can_wait(offer: Offer) -> bool:
    """Say whether flex-start is known for a GPU: it has a quota then. Cloud TPU sells no slice so."""
    if offer.machine.startswith(_SLICE):
        return False
    from accel.catalog import gke

    return gke.quota(offer.accelerator, gke.FLEX_START) is not None


def _takes(offer: Offer, purchase: str) -> bool:
    return purchase != _CAPACITY_BLOCK or offer.machine in capacity_block_machines()


def _same_machine(start: Proposal, kind: str, purchase: str, priced: dict[str, Offer], note: str) -> Rung:
    offer, found = start.offer, priced.get(purchase)
    usd = found.usd_per_hour * start.room.machines if found else None
    day = found.source_date if found else None
    return Rung(kind, offer.provider, offer.machine, offer.region, purchase, usd, day, note)


def _zones(start: Proposal) -> Iterator[Rung]:
    found = zones_of(start.offer)
    if len(found) > 1:
        offer = start.offer
        note = f"{len(found)} zones of the region were seen to sell it"
        usd, day = start.usd_per_hour, offer.source_date
        yield Rung("zone", offer.provider, offer.machine, ", ".join(found), offer.purchase, usd, day, note)


def _regions(start: Proposal, suitable: Sequence[Proposal]) -> Iterator[Rung]:
    offer = start.offer
    same = [
        found
        for found in suitable
        if (found.offer.provider, found.offer.machine, found.offer.purchase)
        == (offer.provider, offer.machine, offer.purchase)
        and found.offer.region != offer.region
    ]
    for found in same[:_REGIONS]:
        yield _rung("region", found, "weights and data must be there too")


def _accelerators(start: Proposal, suitable: Sequence[Proposal]) -> Iterator[Rung]:
    best: dict[str, Proposal] = {}
    for found in suitable:
        if found.offer.provider == start.offer.provider and found.offer.accelerator != start.offer.accelerator:
            best.setdefault(found.offer.accelerator, found)
    for kind, found in list(best.items())[:_ACCELERATORS]:
        yield _rung("accelerator", found, f"{found.offer.count:g} x {kind}")


def _clouds(start: Proposal, suitable: Sequence[Proposal]) -> Iterator[Rung]:
    best: dict[str, Proposal] = {}
    for found in suitable:
        cloud = _cloud(found.offer.provider)
        if cloud != _cloud(start.offer.provider):
            best.setdefault(cloud, found)
    for found in list(best.values())[:_CLOUDS]:
        sold_by = provider(found.offer.provider)
        yield _rung("cloud", found, f"{sold_by.title}, tier {sold_by.tier} ({sold_by.sla_class})")


def _cloud(name: str) -> str:
    return name.partition("-")[0]


def _rung(kind: str, found: Proposal, note: str) -> Rung:
    offer = found.offer
    usd, day = found.usd_per_hour, offer.source_date
    return Rung(kind, offer.provider, offer.machine, offer.region, offer.purchase, usd, day, note)
