"""The cost table of the terminal: one block for each top-level component, like things on one line, and the totals."""

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from accel.planning.cost.estimate import Estimate
from accel.planning.graph import Graph
from accel.preview.names import name_of
from accel.preview.sums import Sum, by_component, usage

_CENT = 0.005


def render_costs(estimate: Estimate, graph: Graph, budget: float | None) -> Group:
    """Return the priced lines with their totals, then what is paid by use, unpriced, and free."""
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("Cost", ratio=1)
    table.add_column("Quantity", justify="right")
    table.add_column("USD each", justify="right")
    table.add_column("Bought", justify="left")
    table.add_column("USD/month", justify="right")
    for component in by_component(estimate, graph):
        expected = f"[bold]{component.monthly.expected:,.2f}[/]"
        table.add_row(f"[bold]{escape(component.name)}[/bold]", "", "", "", expected)
        for row in component.alike():
            table.add_row(*_cells(row))
    parts: list[RenderableType] = ["", table, _total(estimate, budget)]
    parts += _by_use(estimate)
    parts += _unpriced(estimate)
    free = len(estimate.free)
    parts.append(
        f"[dim]{free} resource{' is' if free == 1 else 's are'} free of charge. {escape(estimate.price_ages())}[/dim]"
    )
    return Group(*parts)


def _cells(row: Sum) -> tuple[RenderableType, ...]:
    line, monthly = row.lines[0], row.monthly
    moves = monthly.max - monthly.min > _CENT
    span = f"\n[dim]{monthly.min:,.0f} to {monthly.max:,.0f}[/dim]" if moves else ""
    return (
        Padding(escape(row.name), (0, 0, 0, 2)),
        f"{sum(item.quantity for item in row.lines):,.4g}",
        f"{line.unit_usd:,.4f}",
        line.purchase.replace("_", " "),
        f"{monthly.expected:,.2f}{span}",
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
    for item, assumption, count in usage(estimate):
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
        parts.append(Padding(escape(f"{name_of(item.urn)}: {item.reason}"), (0, 0, 0, 2)))
    return parts
