"""The cost table of the terminal: one block for each top-level component, like things on one line, and the totals."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from accel.planning.cost.estimate import Estimate
from accel.planning.cost.items import CostLine
from accel.planning.graph import Graph

_CENT = 0.005


@dataclass
class _Row:
    """Lines that differ in nothing but the resource they belong to."""

    names: list[str] = field(default_factory=list[str])
    lines: list[CostLine] = field(default_factory=list[CostLine])

    @property
    def monthly(self) -> float:
        return sum(line.monthly_usd for line in self.lines)

    @property
    def lowest(self) -> float:
        return sum(line.min_monthly_usd for line in self.lines)

    @property
    def highest(self) -> float:
        return sum(line.max_monthly_usd for line in self.lines)


def render_costs(estimate: Estimate, graph: Graph, budget: float | None) -> Group:
    """Return the priced lines with their totals, then what is paid by use, unpriced, and free."""
    blocks = _blocks(estimate.lines, graph)
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("Cost", ratio=1)
    table.add_column("Quantity", justify="right")
    table.add_column("USD each", justify="right")
    table.add_column("Bought", justify="left")
    table.add_column("USD/month", justify="right")
    for owner in sorted(blocks, key=lambda owner: -sum(row.monthly for row in blocks[owner])):
        rows = blocks[owner]
        table.add_row(f"[bold]{escape(owner)}[/bold]", "", "", "", f"[bold]{sum(row.monthly for row in rows):,.2f}[/]")
        for row in sorted(rows, key=lambda row: -row.monthly):
            table.add_row(*_cells(row))
    parts: list[RenderableType] = ["", table, _total(estimate, budget)]
    parts += _by_use(estimate)
    parts += _unpriced(estimate)
    parts.append(f"[dim]{len(estimate.free)} resources are free of charge. {escape(estimate.price_ages())}[/dim]")
    return Group(*parts)


def _blocks(lines: Iterable[CostLine], graph: Graph) -> dict[str, list[_Row]]:
    rows: dict[tuple[str, str, float, str], _Row] = {}
    for line in lines:
        resource = graph.by_urn[line.urn]
        owner = next(reversed([resource.name, *(parent.name for parent in graph.ancestors(resource))]))
        # Endpoints of different services are one line: the service is in the item, their price is not.
        row = rows.setdefault((owner, line.item.partition(" of ")[0], line.unit_usd, line.purchase), _Row())
        row.names.append(resource.name)
        row.lines.append(line)
    found: dict[str, list[_Row]] = {}
    for (owner, *_), row in rows.items():
        found.setdefault(owner, []).append(row)
    return found


def _cells(row: _Row) -> tuple[RenderableType, ...]:
    line = row.lines[0]
    several = len(row.lines) > 1
    what = f"{len(row.lines)} x {line.item.partition(' of ')[0]}" if several else line.item
    moves = row.highest - row.lowest > _CENT
    span = f"\n[dim]{row.lowest:,.0f} to {row.highest:,.0f}[/dim]" if moves else ""
    return (
        Padding(escape(what), (0, 0, 0, 2)),
        f"{sum(item.quantity for item in row.lines):,.4g}",
        f"{line.unit_usd:,.4f}",
        line.purchase.replace("_", " "),
        f"{row.monthly:,.2f}{span}",
    )


def _total(estimate: Estimate, budget: float | None) -> str:
    total = estimate.monthly_usd
    verdict = ""
    if budget is not None:
        word = "[bold red]over[/bold red]" if total.expected > budget else "[green]within[/green]"
        verdict = f", {word} the budget of {budget:,.2f}"
    return (
        f"[bold]{total.expected:,.2f} USD a month expected[/bold]{verdict}; "
        f"at least {total.min:,.2f}, at most {total.max:,.2f}"
    )


def _by_use(estimate: Estimate) -> list[RenderableType]:
    if not estimate.usage_based:
        return []
    parts: list[RenderableType] = [f"\n[bold]Paid by use[/bold], not in the total ({len(estimate.usage_based)})"]
    found = Counter((item.item, item.assumption) for item in estimate.usage_based)
    for (item, assumption), count in found.items():
        several = f" ({count} resources)" if count > 1 else ""
        parts.append(Padding(f"{escape(item)}: {escape(assumption)}{several}", (0, 0, 0, 2)))
    return parts


def _unpriced(estimate: Estimate) -> list[RenderableType]:
    if not estimate.unpriced:
        return []
    parts: list[RenderableType] = [
        f"\n[bold red]Unpriced[/bold red] ({len(estimate.unpriced)}): no figure, which is not zero"
    ]
    for item in estimate.unpriced:
        parts.append(Padding(escape(f"{item.urn.rpartition('::')[2]}: {item.reason}"), (0, 0, 0, 2)))
    return parts
