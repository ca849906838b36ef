"""Judges one offer against a request: proposed, or left out with the reason."""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from accel.catalog.accelerators import accelerator
from accel.catalog.areas import area_of, stands_in
from accel.catalog.decisions import frameworks_of, why_excluded
from accel.catalog.offers import Offer
from accel.catalog.prices import ANYWHERE
from accel.catalog.tpu import generations
from accel.planning.advice.request import Request
from accel.planning.advice.room import Room, room_of, weight_bits
from accel.planning.month import HOURS_PER_MONTH
from accel.planning.roofline import Bounds, bounds

_CLOSED_AREAS = ("us-government", "china")
"""Regions there need an account of their own."""
_UNKNOWN = float("inf")
_EFLOP = 1e6
"""In TFLOP."""
_SECONDS_PER_HOUR = 3600
_MILLISECONDS = 1000


class Proposal(NamedTuple):
    """An offer that can do the job."""

    offer: Offer
    room: Room
    bounds: Bounds | None
    """Of serving; None where the bandwidth is not known, and for training."""
    usd_per_eflop: float | None
    """US dollars for 10^18 BF16 operations at the peak: what training pays for. None where the peak is not known."""

    @property
    def usd_per_hour(self) -> float:
        """US dollars an hour, of as many of the offer as the job needs."""
        return self.offer.usd_per_hour * self.room.machines

    @property
    def usd_per_month(self) -> float:
        """US dollars for a month of day and night."""
        return self.usd_per_hour * HOURS_PER_MONTH

    @property
    def usd_per_million_tokens(self) -> float | None:
        """A LOWER BOUND of what a million generated tokens cost, or None where there is none."""
        return self.bounds.usd_per_million_tokens(self.usd_per_hour) if self.bounds else None


class Rejection(NamedTuple):
    """Why an offer is left out."""

    kind: str
    """`cloud`, `region`, `purchase`, `closed`, `framework`, `hardware`, `memory`, `latency` or `budget`."""
    reason: str
    distance: float = 1.0
    """How far from being proposed; among those of one kind the nearest miss tells most."""


Judge = Callable[[Offer], Proposal | Rejection]


def judge_of(request: Request) -> Judge:
    """Return what judges offers for a request; what depends on the hardware alone is worked out once."""
    # Thousands of offers end here: they share one answer, and it comes before everything that has to be worked out.
    bought_otherwise = Rejection("purchase", "bought in another way")
    of_others = Rejection("cloud", f"not of {request.cloud}")
    buys = cache(request.buys)

    @cache
    def placed(provider: str, region: str) -> Rejection | None:
        return _placed(request, provider, region)

    @cache
    def made_for(kind: str) -> Rejection | None:
        return _made_for(request, kind)

    @cache
    def sized(kind: str, count: float, memory_gib: float) -> tuple[Room, Bounds | None]:
        room = room_of(request, kind, count, memory_gib)
        return room, _bounds(request, kind, count) if room.fits and request.serves else None

    def judge(offer: Offer) -> Proposal | Rejection:
        if request.cloud is not None and offer.provider != request.cloud:
            return of_others
        if not buys(offer.purchase):
            return bought_otherwise
        found = placed(offer.provider, offer.region) or made_for(offer.accelerator)
        if found:
            return found
        if _is_scattered(request, offer):
            return Rejection("hardware", "a slice of several machines: a server runs on one", offer.count)
        room, best = sized(offer.accelerator, offer.count, offer.memory_gib)
        if not room.fits:
            return Rejection("memory", room.reason, room.needed_gib / room.available_gib)
        return _within(request, Proposal(offer, room, best, _usd_per_eflop(offer)))

    return judge


def _placed(request: Request, provider: str, region: str) -> Rejection | None:
    if request.region is not None:
        if stands_in(provider, region, request.region):
            return None
        if region == ANYWHERE:
            return Rejection("region", f"one price everywhere: not known to be in {request.region}")
        return Rejection("region", f"not in {request.region}")
    if area_of(provider, region) in _CLOSED_AREAS:
        return Rejection("closed", "a government's or China's region: it needs an account of its own")
    return None


def _made_for(request: Request, kind: str) -> Rejection | None:
    found = accelerator(kind)
    frameworks = frameworks_of(found.vendor)
    if request.framework not in frameworks:
        has = f"runs {' and '.join(frameworks)}" if frameworks else "has no framework in the catalogue"
        return Rejection("framework", f"{found.title} {has}, not {request.framework}")
    excluded = why_excluded(kind, request.workload)
    if excluded:
        return Rejection("hardware", f"{found.title} {excluded}")
    if not request.serves and found.bf16_tflops is None:
        return Rejection(
            "hardware", f"{found.title}: no peak of BF16 arithmetic is known, so training cannot be ranked"
        )
    return None


def _within(request: Request, proposal: Proposal) -> Proposal | Rejection:
    limit = request.latency_ms
    if limit is not None and proposal.bounds is None:
        reason = f"its bandwidth is not known, so nothing says that it keeps to {limit:g} ms a token"
        return Rejection("latency", reason, _UNKNOWN)
    if limit is not None and proposal.bounds is not None:
        best = proposal.bounds.decode_step_seconds * _MILLISECONDS
        if best > limit:
            return Rejection("latency", f"{best:.1f} ms a token at the very best, {limit:g} asked", best / limit)
    budget = request.budget_usd_per_month
    if budget is not None and proposal.usd_per_month > budget:
        return Rejection(
            "budget",
            f"USD {proposal.usd_per_month:,.0f} a month, {budget:,.0f} allowed",
            proposal.usd_per_month / budget,
        )
    return proposal


def _bounds(request: Request, kind: str, count: float) -> Bounds | None:
    # A share of a GPU may at times have all of its bandwidth: a bound must allow for that.
    return bounds(
        request.model,
        accelerator(kind),
        max(1, count),
        weight_bits=weight_bits(request),
        sequences=request.concurrency,
        context=request.context,
        prompt=request.context,
    )


@cache
def _tflops(kind: str) -> float | None:
    return accelerator(kind).bf16_tflops


def _is_scattered(request: Request, offer: Offer) -> bool:
    return request.serves and offer.count > _chips_of_a_machine().get(offer.accelerator, offer.count)


@cache
def _chips_of_a_machine() -> dict[str, int]:
    return {found.accelerator: found.single_host_chips for found in generations().values()}


def _usd_per_eflop(offer: Offer) -> float | None:
    peak = _tflops(offer.accelerator)
    return offer.usd_per_hour / _SECONDS_PER_HOUR / (peak * offer.count) * _EFLOP if peak else None
