"""Lines of costs put together: those of a component, and those that differ in nothing but their resource."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from accel.planning.cost.items import CostLine, Span
from accel.planning.graph import Graph
from accel.preview.names import owner_of

if TYPE_CHECKING:
    from accel.planning.cost.estimate import Estimate


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


def by_component(estimate: "Estimate", graph: Graph) -> list[Sum]:
    """Return the sums of the outermost components, the dearest first."""
    return sums(estimate.lines, lambda line: owner_of(graph.by_urn[line.urn], graph))


def sums(lines: Iterable[CostLine], name: Callable[[CostLine], str]) -> list[Sum]:
    """Return the sums of lines with the same name, the dearest first."""
    found: dict[str, Sum] = {}
    for line in lines:
        found.setdefault(name(line), Sum(name(line))).lines.append(line)
    for one in found.values():
        one.lines.sort(key=lambda line: -line.monthly_usd)
    return sorted(found.values(), key=lambda one: -one.monthly.expected)


def usage(estimate: "Estimate") -> list[tuple[str, str, int]]:
    """Return what is paid for by use: the item, its price and assumption in words, the number of resources."""
    found = Counter((item.item, item.assumption) for item in estimate.usage_based)
    return [(item, assumption, count) for (item, assumption), count in found.items()]
