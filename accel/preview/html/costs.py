"""The figures of the report: by component, by purchase option, by age of the price."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from accel.catalog.prices import MAX_AGE_DAYS
from accel.planning.cost.items import CostLine, Span
from accel.preview.html.names import owner_of

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


@dataclass
class Sum:
    """Lines with something in common, and what they cost a month together, in USD."""

    name: str
    lines: list[CostLine] = field(default_factory=list[CostLine])
    single: bool = True
    """False for the rest of many, whose lines have less in common."""

    @property
    def monthly(self) -> Span:
        """At least, as expected, at most."""
        return Span(
            sum(line.min_monthly_usd for line in self.lines),
            sum(line.monthly_usd for line in self.lines),
            sum(line.max_monthly_usd for line in self.lines),
        )

    def alike(self, most: int | None = None) -> "list[Sum]":
        """Return its lines with those as one that differ in nothing but the resource they belong to, the dearest first.

        Of more than `most`, the last one is the rest.
        """
        found: dict[tuple[str, float, str], Sum] = {}
        for line in self.lines:
            # Endpoints of different services are one line: the service is in the item, their price is not.
            name = line.item.partition(" of ")[0]
            found.setdefault((name, line.unit_usd, line.purchase), Sum(name)).lines.append(line)
        for one in found.values():
            if len(one.lines) == 1:
                one.name = one.lines[0].item
            else:
                one.name = f"{len(one.lines)} x {one.name}"
        return first(sorted(found.values(), key=lambda one: -one.monthly.expected), most)


def first(sums: list[Sum], most: int | None) -> list[Sum]:
    """Return the first of many sums, and the rest as one; all of them where they are few."""
    if most is None or len(sums) <= most + 1:
        return sums
    rest = sums[most:]
    return [*sums[:most], Sum(f"{len(rest)} others", [line for one in rest for line in one.lines], single=False)]


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


def by_component(preview: "Preview") -> list[Sum]:
    """Return the sums of the outermost components, the dearest first."""
    return _sums(preview.estimate.lines, lambda line: owner_of(preview.graph.by_urn[line.urn], preview.graph))


def by_purchase(preview: "Preview") -> list[Sum]:
    """Return the sums of the purchase options, the dearest first."""
    return _sums(preview.estimate.lines, lambda line: line.purchase.replace("_", " "))


def _sums(lines: Iterable[CostLine], name: Callable[[CostLine], str]) -> list[Sum]:
    found: dict[str, Sum] = {}
    for line in lines:
        found.setdefault(name(line), Sum(name(line))).lines.append(line)
    for one in found.values():
        one.lines.sort(key=lambda line: -line.monthly_usd)
    return sorted(found.values(), key=lambda one: -one.monthly.expected)


def bars(sums: Iterable[Sum]) -> list[Bar]:
    """Return sums as a chart shows them: its scale ends at the highest maximum."""
    listed = [(one, one.monthly) for one in sums]
    scale = max((monthly.max for _, monthly in listed), default=0.0)
    whole = sum(monthly.expected for _, monthly in listed)
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
        for one, monthly in listed
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


def usage(estimate: "Estimate") -> list[tuple[str, str, int]]:
    """Return what is paid for by use: the item, its price and assumption in words, the number of resources."""
    found = Counter((item.item, item.assumption) for item in estimate.usage_based)
    return [(item, assumption, count) for (item, assumption), count in found.items()]


def _days(today: datetime.date, date: str) -> int:
    return max(0, (today - datetime.date.fromisoformat(date)).days)
