"""What a stack costs a month: every resource priced, free, paid by use, or named as unpriced. Nothing is guessed."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from accel.planning.cost.assumptions import expected_load as load_of
from accel.planning.cost.context import CostContext, parts
from accel.planning.cost.items import CostLine, Free, Item, Span, Unpriced, UsageItem
from accel.planning.cost.registry import pricer_of
from accel.planning.graph import Graph, Resource
from accel.planning.stack import StackFacts


@dataclass(frozen=True)
class Estimate:
    """What the resources of a stack cost, in USD."""

    lines: tuple[CostLine, ...]
    usage_based: tuple[UsageItem, ...]
    """Paid by use, and in no total."""
    free: tuple[Free, ...]
    unpriced: tuple[Unpriced, ...]
    """Without a figure, and in no total: a total beside them is a lower bound."""
    today: datetime.date

    @cached_property
    def monthly_usd(self) -> Span:
        """What a month costs at least, as expected, and at most."""
        return Span(
            sum(line.min_monthly_usd for line in self.lines),
            sum(line.monthly_usd for line in self.lines),
            sum(line.max_monthly_usd for line in self.lines),
        )

    @cached_property
    def lines_by_urn(self) -> Mapping[str, tuple[CostLine, ...]]:
        """The lines of each resource that has any."""
        found: dict[str, list[CostLine]] = {}
        for line in self.lines:
            found.setdefault(line.urn, []).append(line)
        return {urn: tuple(lines) for urn, lines in found.items()}

    def age_days(self, line: CostLine) -> int:
        """Return how old the price of a line is."""
        return (self.today - datetime.date.fromisoformat(line.source_date)).days

    def price_ages(self) -> str:
        """Return how old the prices are, in words; empty where there are none."""
        dates = sorted({item.source_date for item in (*self.lines, *self.usage_based)})
        if not dates:
            return ""
        days = (self.today - datetime.date.fromisoformat(dates[0])).days
        span = f"of {dates[0]}" if len(dates) == 1 else f"from {dates[0]} to {dates[-1]}"
        return f"Prices {span}; the oldest is {days} days old."

    def to_json(self) -> dict[str, Any]:
        """Return the estimate as the machine-readable report has it."""
        return {
            "monthly_usd": self.monthly_usd._asdict(),
            "lines": [line.to_json() for line in self.lines],
            "usage_based": [item.to_json() for item in self.usage_based],
            "free": [item.to_json() for item in self.free],
            "unpriced": [item.to_json() for item in self.unpriced],
        }


def estimate(
    graph: Graph,
    facts: StackFacts,
    *,
    today: datetime.date | None = None,
    expected_load: float | None = None,
    purchase: str | None = None,
    region: str | None = None,
) -> Estimate:
    """Return what the resources of a graph cost.

    Args:
        graph: the resources; inputs suffice, and any of them may be unknown.
        facts: the stack: its environment decides what is assumed.
        today: the day on which prices have an age; the stack's own day when absent.
        expected_load: share of its range, 0 to 1, at which an autoscaler stands on average; see `assumptions`.
        purchase: how machines are bought instead, where the catalogue has such a price; a key of `purchases.OPTIONS`.
        region: where everything stands instead that stands in a region of the same cloud.

    Raises:
        ValueError: the expected load is no such share.
    """
    day = today or facts.today
    context = CostContext(graph, facts, day, load_of(facts.environment, expected_load), purchase, region)
    items: list[Item] = []
    for resource in graph:
        items.extend(_items(resource, context))
    return Estimate(
        lines=tuple(item for item in items if isinstance(item, CostLine)),
        usage_based=tuple(item for item in items if isinstance(item, UsageItem)),
        free=tuple(item for item in items if isinstance(item, Free)),
        unpriced=tuple(item for item in items if isinstance(item, Unpriced)),
        today=day,
    )


def _items(resource: Resource, context: CostContext) -> Iterator[Item]:
    if not resource.custom:
        yield Free(resource.urn, resource.type)
        return
    said: set[Unpriced] = set()
    for item in parts(resource, _priced(resource, context)):
        if isinstance(item, Unpriced):
            # Parts of a resource that miss the same thing need not say it twice.
            if item in said:
                continue
            said.add(item)
        yield item


def _priced(resource: Resource, context: CostContext) -> Iterator[Item]:
    yield from pricer_of(resource.type)(resource, context)
