"""Advice in words and as JSON; text keeps to 80 columns."""

import datetime
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from accel.catalog.prices import MAX_AGE_DAYS
from accel.planning.advice.advice import Advice
from accel.planning.advice.judging import Proposal
from accel.planning.roofline import ASSUMPTIONS, FORMULAS

_WIDTH = 80
_MACHINE, _BUY = 2, 4
"""Columns of the table that are cut where it is too wide, one after the other."""
_LEAST = 14
"""Characters that are left of such a column."""
_KINDS = {
    "budget": "over the budget",
    "latency": "too slow",
    "memory": "do not fit",
    "hardware": "not made for it",
    "framework": "framework",
    "closed": "closed regions",
    "region": "elsewhere",
    "purchase": "bought otherwise",
    "cloud": "other clouds",
}


def to_json(advice: Advice, today: datetime.date, limit: int) -> dict[str, Any]:
    """Return the advice in its stable machine-readable form, with at most `limit` proposals."""
    request = advice.request
    return {
        "request": {**request._asdict(), "model": request.model.id, "scale": request.scale},
        "decision_flow": [step.to_json() for step in advice.flow],
        "offers": advice.offers,
        "suitable": advice.suitable,
        "ranked_by": _ranked_by(advice),
        "proposals": [_proposal(advice, proposal, today) for proposal in advice.proposals[:limit]],
        "rejected": [
            {
                "kind": left.kind,
                "offers": left.offers,
                "nearest": {"cloud": left.example.provider, "machine": left.example.machine},
                "reason": left.reason,
            }
            for left in advice.left
        ],
        "ladder": [rung.to_json() for rung in advice.ladder],
        "stack_file": (
            {
                "blueprint": dict(advice.snippet.entry),
                "cloud": advice.snippet.cloud,
                "region": advice.snippet.offer.region,
                "note": advice.snippet.note or None,
                "yaml": advice.snippet.text,
            }
            if advice.snippet
            else None
        ),
        "roofline": {"formulas": FORMULAS, "assumptions": ASSUMPTIONS} if request.serves else None,
    }


def lines(advice: Advice, today: datetime.date, limit: int) -> Iterator[str]:
    """Yield the report for a terminal, with at most `limit` proposals."""
    request = advice.request
    yield f"{request.workload} of {request.model.id}, {request.framework}"
    yield from _flow(advice)
    yield from _ranking(advice, today, limit)
    yield from _left(advice)
    yield from _ladder(advice, today)
    yield from _stack_file(advice)
    if request.serves and advice.proposals:
        yield from _roofline(advice.proposals[0], request.concurrency, request.context)


def _flow(advice: Advice) -> Iterator[str]:
    yield "\nThe guide's decision flow (section 4)"
    for step in advice.flow:
        mark = "yes" if step.taken else "no "
        yield f"  {mark}  {step.branch.title} -> {step.branch.answer}"
        if step.why_not:
            yield f"         {step.why_not}"
        if step.taken and step.branch.providers and not any(map(advice.named, advice.proposals)):
            yield "         no offer of theirs that suits has a price in the catalogue"


def _ranking(advice: Advice, today: datetime.date, limit: int) -> Iterator[str]:
    if not advice.proposals:
        yield f"\nNone of {advice.offers:,} offers can do it"
        return
    shown = advice.proposals[:limit]
    yield f"\n{advice.suitable:,} of {advice.offers:,} offers can do it; ranked by {_ranked_by(advice)}"
    per = "USD/Mtok" if advice.request.serves else "USD/EFLOP"
    table = [["", "cloud", "machine", "region", "buy", "USD/h", per, "days"]]
    for proposal in shown:
        offer = proposal.offer
        age = offer.age_days(today)
        times = f"{proposal.room.machines} x " if proposal.room.machines > 1 else ""
        measure = proposal.usd_per_million_tokens if advice.request.serves else proposal.usd_per_eflop
        table.append(
            [
                "*" if advice.named(proposal) else "",
                offer.provider,
                times + offer.machine,
                offer.region,
                offer.purchase.replace("_", "-"),
                f"{proposal.usd_per_hour:.2f}",
                "?" if measure is None else f"{'>=' if advice.request.serves else ''}{measure:.2f}",
                f"{age}{'!' if age > MAX_AGE_DAYS else ''}",
            ]
        )
    yield from _table(_narrowed(_narrowed(table, _BUY), _MACHINE), right=(5, 6, 7))
    if any(map(advice.named, shown)):
        yield "* named by the guide's flow for this request"
    if any(row[6] == "?" for row in table):
        yield "? no bound: a bandwidth or a peak is not known"
    if any(proposal.offer.age_days(today) > MAX_AGE_DAYS for proposal in shown):
        yield f"! price older than {MAX_AGE_DAYS} days: indicative only"


def _left(advice: Advice) -> Iterator[str]:
    yield "\nLeft out, with the nearest miss of each kind"
    for left in advice.left:
        yield f"  {left.offers:>5,}  {_KINDS[left.kind]}"
        if left.kind not in {"cloud", "purchase", "region"}:
            yield from _wrapped(f"{left.example.provider} {left.example.machine}: {left.reason}", "         ")


def _ladder(advice: Advice, today: datetime.date) -> Iterator[str]:
    if not advice.ladder:
        return
    start = advice.proposals[0].offer
    yield f"\nWhen {start.provider} {start.machine} in {start.region} is sold out"
    for number, rung in enumerate(advice.ladder, start=1):
        usd = "unpriced"
        if rung.usd_per_hour is not None and rung.source_date is not None:
            age = (today - datetime.date.fromisoformat(rung.source_date)).days
            usd = f"USD {rung.usd_per_hour:.2f}/h{'!' if age > MAX_AGE_DAYS else ''}"
        what = f"{rung.provider} {rung.machine}, {rung.where}, {rung.purchase.replace('_', '-')}, {usd}"
        yield from _wrapped(f"{number:>3}  {rung.kind}: {what}; {rung.note}", "     ", first="")


def _stack_file(advice: Advice) -> Iterator[str]:
    if not advice.proposals:
        return
    if advice.snippet is None:
        yield "\nNo blueprint here builds any of these offers."
        return
    offer = advice.snippet.offer
    yield f"\nFor the stack file: {offer.provider} {offer.machine}, USD {offer.usd_per_hour:.2f}/h"
    yield from (f"  {line}" for line in advice.snippet.text.splitlines())
    if advice.snippet.note:
        yield from _wrapped(advice.snippet.note, "  ")


def _roofline(best: Proposal, concurrency: int, context: int) -> Iterator[str]:
    if best.bounds is None:
        yield "\nNo bound on speed: the bandwidth of its memory is not in the catalogue"
        return
    found = best.bounds
    yield ""
    yield from _wrapped(
        f"Bounds, not forecasts, for {best.offer.machine} ({concurrency} requests of {context} tokens)", "", first=""
    )
    yield f"  at most   {found.tokens_per_second:,.0f} tokens/s over all requests"
    yield f"  at least  {found.decode_step_seconds * 1000:.1f} ms between two tokens ({found.decode_limit})"
    yield f"  at least  {found.prefill_seconds * 1000:.0f} ms for a full prompt ({found.prefill_limit})"
    if not found.arithmetic_known:
        yield "  its peak of BF16 arithmetic is not in the catalogue: memory alone bounds it"
    for text in (*FORMULAS, *ASSUMPTIONS):
        yield from _wrapped(text, "    ", first="  ")


def _proposal(advice: Advice, proposal: Proposal, today: datetime.date) -> dict[str, Any]:
    offer, best = proposal.offer, proposal.bounds
    return {
        **offer._asdict(),
        "age_days": offer.age_days(today),
        "named_by_the_guide": advice.named(proposal),
        "machines": proposal.room.machines,
        "tensor_parallel": proposal.room.tensor_parallel,
        "needed_gib": round(proposal.room.needed_gib, 3),
        "available_gib": round(proposal.room.available_gib, 3),
        "usd_per_hour": proposal.usd_per_hour,
        "usd_per_month": proposal.usd_per_month,
        "usd_per_eflop": proposal.usd_per_eflop,
        "bounds": (
            {**best._asdict(), "usd_per_million_tokens": proposal.usd_per_million_tokens} if best is not None else None
        ),
    }


def _ranked_by(advice: Advice) -> str:
    return "USD an hour" if advice.request.serves else "USD per EFLOP (BF16 peak)"


def _table(rows: Sequence[Sequence[str]], *, right: Sequence[int]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [
            cell.rjust(width) if index in right else cell.ljust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield " ".join(cells).rstrip()


def _narrowed(rows: Sequence[Sequence[str]], column: int) -> list[list[str]]:
    """Cut one column, so that the table fits as far as that goes; what is cut ends in a tilde."""
    widths = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
    beyond = max(0, sum(widths) + len(widths) - 1 - _WIDTH)
    longest = max(widths[column] - beyond, min(widths[column], _LEAST))
    return [[_cut(cell, longest) if index == column else cell for index, cell in enumerate(row)] for row in rows]


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}~"


def _wrapped(text: str, indent: str, first: str | None = None) -> list[str]:
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_on_hyphens=False,
    )
