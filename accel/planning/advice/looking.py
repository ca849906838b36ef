"""Which offers advice looks at one by one. Of thousands, most are bought otherwise or of other clouds: those it counts.

Making them all and throwing them away would take a tenth of the time that advice takes.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import NamedTuple

from accel.catalog.offers import Lot, Offer, lots, made, offers
from accel.planning.advice.request import Request

Row = tuple[Lot, Sequence[str]]
"""Of a table of prices, with what it is a price of."""


class LookedAt(NamedTuple):
    """The offers that a request is about."""

    offers: tuple[Offer, ...]
    """To be judged one by one."""
    left: tuple[tuple[Offer, int], ...]
    """The first of each kind of others, and how many of its kind there are; a judge says of it why it is left out."""
    same: Callable[[Offer], tuple[Offer, ...]]
    """What is offered of the machine of an offer, bought in whichever way; others may be among it."""
    regions: Callable[[str | None], set[str]]
    """Regions of all offers of a provider, or of all."""
    purchases: Callable[[], set[str]]
    """Ways to buy of all offers."""


def given(catalogue: tuple[Offer, ...]) -> LookedAt:
    """Look at offers that are made already: at every one."""
    return LookedAt(
        offers=catalogue,
        left=(),
        same=lambda _: catalogue,
        regions=lambda cloud: {offer.region for offer in catalogue if cloud in (None, offer.provider)},
        purchases=lambda: {offer.purchase for offer in catalogue},
    )


def everything(request: Request) -> LookedAt:
    """Look at the whole catalogue: make what the request buys of the cloud that it names, count the others."""
    wanted: list[Row] = []
    elsewhere: list[Row] = []
    otherwise: list[Row] = []
    buys = cache(request.buys)
    for lot in lots():
        of_others = request.cloud not in (None, lot.provider)
        for row in lot.rows:
            group = elsewhere if of_others else wanted if buys(row[3]) else otherwise
            group.append((lot, row))
    return LookedAt(
        offers=tuple(made(wanted)),
        left=tuple((next(made(group[:1])), _number(group)) for group in (elsewhere, otherwise) if group),
        same=lambda like: offers(like.provider, like.region, machine=like.machine),
        regions=lambda cloud: {row[1] for lot in lots() if cloud in (None, lot.provider) for row in lot.rows},
        purchases=lambda: {row[3] for lot in lots() for row in lot.rows},
    )


def _number(rows: Iterable[Row]) -> int:
    return sum(len(lot.machines) for lot, _ in rows)
