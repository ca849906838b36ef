"""Advice: the offers that can do a job, the best first; why the others cannot; what to do when capacity is short."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

from accel.catalog.areas import area_or_region
from accel.catalog.names import UnknownName
from accel.catalog.offers import Offer
from accel.planning.advice.flow import Step, named_by_the_guide, steps
from accel.planning.advice.judging import Proposal, Rejection, judge_of
from accel.planning.advice.ladder import Rung, ladder
from accel.planning.advice.looking import LookedAt, everything, given
from accel.planning.advice.request import ANY, Request
from accel.planning.advice.snippet import Snippet, snippet_of

_UNKNOWN = float("inf")


class Left(NamedTuple):
    """Offers that were left out for one kind of reason."""

    kind: str
    offers: int
    example: Offer
    """The nearest miss."""
    reason: str
    """Why that one."""


class Advice(NamedTuple):
    """All that is to be said about a request."""

    request: Request
    flow: tuple[Step, ...]
    proposals: tuple[Proposal, ...]
    """The best first; of each provider, accelerator and way to buy the best one."""
    suitable: int
    """Offers that can do the job, before those of one kind were put together."""
    offers: int
    """Offers that were looked at."""
    left: tuple[Left, ...]
    """What was left out, the latest check first: the nearest misses."""
    ladder: tuple[Rung, ...]
    """Steps to take where the best one is sold out."""
    snippet: Snippet | None
    """For a stack file: the best proposal that a blueprint here builds; None where none does."""

    def named(self, proposal: Proposal) -> bool:
        """Say whether the guide's flow names it."""
        offer = proposal.offer
        return named_by_the_guide(self.flow, offer.provider, offer.accelerator, offer.count * proposal.room.machines)


def advise(request: Request, catalogue: Iterable[Offer] | None = None) -> Advice:
    """Judge every offer of the catalogue, and rank those that can do the job.

    Inference is ranked by dollars an hour, since the request says how much is asked of the machine; training by dollars
    for a unit of arithmetic, since a slower machine is paid for longer.

    Args:
        request: the job.
        catalogue: the offers to judge; absent: all.

    Raises:
        UnknownName: there is no such region, area or way to buy; carries the nearest one.
    """
    looked_at = everything(request) if catalogue is None else given(tuple(catalogue))
    _check_names(request, looked_at)
    judge = judge_of(request)
    suitable: list[Proposal] = []
    counts: Counter[str] = Counter()
    nearest: dict[str, tuple[Offer, Rejection]] = {}
    for like, others in looked_at.left:
        found = judge(like)
        if isinstance(found, Rejection):
            counts[found.kind] = others
            nearest[found.kind] = (like, found)
    for offer in looked_at.offers:
        found = judge(offer)
        if isinstance(found, Rejection):
            counts[found.kind] += 1
            if found.kind not in nearest or found.distance < nearest[found.kind][1].distance:
                nearest[found.kind] = (offer, found)
        else:
            suitable.append(found)
    suitable.sort(key=_rank(request))
    best: dict[tuple[str, str, str], Proposal] = {}
    for proposal in suitable:
        offer = proposal.offer
        best.setdefault((offer.provider, offer.accelerator, offer.purchase), proposal)
    ranked = tuple(best.values())
    return Advice(
        request=request,
        flow=steps(request),
        proposals=ranked,
        suitable=len(suitable),
        offers=len(looked_at.offers) + sum(others for _, others in looked_at.left),
        left=tuple(_left(counts[kind], *nearest[kind]) for kind in _LATEST_FIRST if kind in nearest),
        ladder=ladder(ranked[0], suitable, looked_at.same(ranked[0].offer), request.budget_usd_per_month)
        if ranked
        else (),
        snippet=snippet_of(request, suitable),
    )


_LATEST_FIRST = ("budget", "latency", "memory", "hardware", "framework", "closed", "region", "purchase", "cloud")


def _left(count: int, example: Offer, why: Rejection) -> Left:
    return Left(why.kind, count, example, why.reason)


def _rank(request: Request) -> Callable[[Proposal], tuple[float, float, str]]:
    def by_hour(proposal: Proposal) -> tuple[float, float, str]:
        return (proposal.usd_per_hour, proposal.usd_per_million_tokens or _UNKNOWN, proposal.offer.machine)

    def by_arithmetic(proposal: Proposal) -> tuple[float, float, str]:
        return (proposal.usd_per_eflop or _UNKNOWN, proposal.usd_per_hour, proposal.offer.machine)

    return by_hour if request.serves else by_arithmetic


def _check_names(request: Request, looked_at: LookedAt) -> None:
    if request.region is not None:
        area_or_region(request.region, looked_at.regions(request.cloud))
    if request.purchase is not None:
        purchases = looked_at.purchases() | {ANY}
        if request.purchase not in purchases:
            raise UnknownName("way to buy", request.purchase, purchases)
