"""The figures of the report: charts, by purchase option, by age of the price."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from accel.catalog.prices import MAX_AGE_DAYS
from accel.planning.cost.items import CostLine, Span
from accel.preview.sums import Sum, sums

if TYPE_CHECKING:
    from accel.planning.cost.estimate import Estimate
    from accel.preview.preview import Preview

_YEAR_DAYS = 365
AGES = (
    (f"up to {MAX_AGE_DAYS} days old", MAX_AGE_DAYS),
    (f"{MAX_AGE_DAYS + 1} to {_YEAR_DAYS} days old", _YEAR_DAYS),
    (f"older than {_YEAR_DAYS} days", None),
)
"""Classes of age in words, and the days at which each ends."""
_WHOLE = 100


@dataclass(frozen=True, slots=True)
class Bar:
    """A sum in a chart, in percent of the chart's scale."""

    name: str
    monthly: Span
    expected: float
    low: float
    high: float
    share: float
    """Of the whole, in percent."""
    single: bool = True


@dataclass(frozen=True, slots=True)
class PriceAge:
    """Prices that one source states on one day."""

    source: str
    date: str
    days: int
    prices: int
    share: float
    """Of the expected cost, in percent."""


def by_purchase(preview: "Preview") -> list[Sum]:
    """Return the sums of the purchase options, the dearest first."""
    return sums(preview.estimate.lines, lambda line: line.purchase.replace("_", " "))


def bars(listed: Iterable[Sum]) -> list[Bar]:
    """Return sums as a chart shows them: its scale ends at the highest maximum."""
    spans = [(one, one.monthly) for one in listed]
    scale = max((monthly.max for _, monthly in spans), default=0.0)
    whole = sum(monthly.expected for _, monthly in spans)
    return [
        Bar(
            one.name,
            monthly,
            expected=percent(monthly.expected, scale),
            low=percent(monthly.min, scale),
            high=percent(monthly.max, scale),
            share=percent(monthly.expected, whole),
            single=one.single,
        )
        for one, monthly in spans
    ]


def percent(part: float, whole: float) -> float:
    """Return a share in percent; of nothing, 0."""
    return round(_WHOLE * part / whole, 2) if whole else 0.0


def price_ages(estimate: "Estimate") -> list[PriceAge]:
    """Return the prices that the estimate rests on by source and day, the oldest first."""
    prices: Counter[tuple[str, str]] = Counter()
    cost: dict[tuple[str, str], float] = defaultdict(float)
    for item in (*estimate.lines, *estimate.usage_based):
        prices[item.source, item.source_date] += 1
        cost[item.source, item.source_date] += item.monthly_usd if isinstance(item, CostLine) else 0.0
    whole = estimate.monthly_usd.expected
    return [
        PriceAge(source, date, _days(estimate.today, date), prices[source, date], percent(cost[source, date], whole))
        for source, date in sorted(prices, key=lambda key: (key[1], key[0]))
    ]


def ages(prices: Iterable[PriceAge]) -> list[tuple[str, int, float]]:
    """Return each class of age: in words, its number of prices, its share of the expected cost in percent."""
    listed = list(prices)
    found: list[tuple[str, int, float]] = []
    above = -1
    for words, end in AGES:
        held = [one for one in listed if above < one.days and (end is None or one.days <= end)]
        found.append((words, sum(one.prices for one in held), sum(one.share for one in held)))
        above = end if end is not None else above
    return found


def _days(today: datetime.date, date: str) -> int:
    return max(0, (today - datetime.date.fromisoformat(date)).days)
