"""The preview as text for a terminal: resources by component, findings, costs, and what to do first."""

from collections import Counter
from io import StringIO
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.markup import escape
from rich.padding import Padding
from rich.rule import Rule as Line
from rich.table import Table
from rich.tree import Tree

from accel.planning.graph import Graph, Resource

if TYPE_CHECKING:
    from accel.planning.cost.estimate import Estimate
    from accel.preview.preview import Preview

_LEVEL_STYLE = {"mandatory": "bold red", "advisory": "yellow", "exempt": "dim"}


def render_terminal(preview: "Preview") -> None:
    """Print the report; colours only where the terminal wants them (NO_COLOR is honoured)."""
    _render(preview, Console())


def render_text(preview: "Preview", width: int = 100) -> str:
    """Return the report as plain text."""
    sink = StringIO()
    _render(preview, Console(file=sink, width=width, no_color=True, force_terminal=False))
    return sink.getvalue()


def _render(preview: "Preview", console: Console) -> None:
    facts = preview.facts
    console.print(
        Line(
            f"[bold]{escape(preview.stack)}[/bold] ({facts.environment}), nothing is created by a preview", align="left"
        )
    )
    console.print(_tree(preview.graph))
    console.print(_findings(preview))
    console.print(_costs(preview.estimate, facts.monthly_budget_usd))
    console.print(_notes(preview))
    console.print(_verdict(preview))


def _tree(graph: Graph) -> Tree:
    """Components with what they hold; resources of one type within a component share a line."""
    providers = [resource for resource in graph if resource.type.startswith("pulumi:providers:")]
    root = Tree(f"[bold]Resources[/bold] ({len(graph) - len(providers)})", guide_style="dim")
    for resource in graph:
        if resource.parent is None and resource not in providers:
            _branch(root, resource, graph)
    return root


def _branch(tree: Tree, resource: Resource, graph: Graph) -> None:
    children = graph.children.get(resource.urn, [])
    kind = resource.type.rpartition(":")[2]
    mark = " [cyan](protected)[/cyan]" if resource.protect and resource.custom else ""
    if not children:
        tree.add(f"{escape(resource.name)} [dim]{escape(resource.type)}[/dim]{mark}")
        return
    node = tree.add(f"[bold]{escape(resource.name)}[/bold] [dim]{escape(kind)}[/dim]{mark}")
    counts = Counter(child.type for child in children)
    shown: set[str] = set()
    for child in children:
        if graph.children.get(child.urn) or counts[child.type] == 1:
            _branch(node, child, graph)
        elif child.type not in shown:
            shown.add(child.type)
            node.add(f"{counts[child.type]} x [dim]{escape(child.type)}[/dim]")


def _findings(preview: "Preview") -> Group | str:
    if not preview.findings:
        return "\n[bold]Rules[/bold]: [green]none is broken[/green]"
    rows: list[Padding | str] = [f"\n[bold]Rules[/bold] ({len(preview.findings)} findings)"]
    for finding in preview.findings:
        style = _LEVEL_STYLE.get(finding.level, "")
        head = f"[{style}]{finding.level}[/{style}] {finding.severity} [bold]{escape(finding.rule)}[/bold]"
        name = finding.urn.rpartition("::")[2] or preview.stack
        body = f"{escape(name)}: {escape(finding.message)}\n[dim]-> {escape(finding.remediation)}[/dim]"
        rows += [head, Padding(body, (0, 0, 0, 2))]
    return Group(*rows)


def _costs(estimate: "Estimate", budget: float) -> Group:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("Cost")
    table.add_column("Quantity", justify="right")
    table.add_column("USD each", justify="right")
    table.add_column("Bought as")
    table.add_column("USD/month", justify="right")
    for line in sorted(estimate.lines, key=lambda line: -line.monthly_usd):
        name = line.urn.rpartition("::")[2]
        table.add_row(
            f"{escape(name)}\n[dim]{escape(line.item)}[/dim]",
            f"{line.quantity:,.4g}",
            f"{line.unit_usd:,.4f}",
            line.purchase.replace("_", " "),
            f"{line.monthly_usd:,.2f}",
        )
    total = estimate.monthly_usd
    over = " [bold red]over budget[/bold red]" if total.expected > budget else ""
    summary = (
        f"[bold]Total {total.expected:,.2f} USD a month expected[/bold] "
        f"(lowest {total.min:,.2f}, highest {total.max:,.2f}); budget {budget:,.2f}{over}"
    )
    rows: list[Table | Padding | str] = ["", table, summary]
    if estimate.usage_based:
        rows.append(f"\n[bold]Paid by use[/bold], not in the total ({len(estimate.usage_based)})")
        for (item, price), count in Counter(_usage_text(item) for item in estimate.usage_based).items():
            rows.append(
                Padding(
                    f"{escape(item)}: {escape(price)}" + (f" ({count} resources)" if count > 1 else ""), (0, 0, 0, 2)
                )
            )
    if estimate.unpriced:
        rows.append(f"\n[bold red]Unpriced[/bold red] ({len(estimate.unpriced)}): no figure, not zero")
        rows += [
            Padding(escape(f"{item.urn.rpartition('::')[2]}: {item.reason}"), (0, 0, 0, 2))
            for item in estimate.unpriced
        ]
    rows.append(f"[dim]{len(estimate.free)} resources are free of charge. {escape(estimate.price_ages())}[/dim]")
    return Group(*rows)


def _usage_text(item: object) -> tuple[str, str]:
    return (str(getattr(item, "item", "")), str(getattr(item, "assumption", "")))


def _notes(preview: "Preview") -> Group:
    rows: list[Padding | str] = ["\n[bold]Before pulumi up[/bold]"]
    if not preview.notes:
        rows.append("  nothing to prepare")
    for note in preview.notes:
        rows.append(Padding(f"[cyan]{note.topic}[/cyan] {escape(note.subject)}: {escape(note.message)}", (0, 0, 0, 2)))
    return Group(*rows)


def _verdict(preview: "Preview") -> str:
    mandatory = sum(finding.level == "mandatory" for finding in preview.findings)
    if mandatory:
        return f"\n[bold red]{mandatory} mandatory findings[/bold red]: pulumi up with the policy pack would stop"
    return "\n[bold green]Ready[/bold green]: no mandatory rule is broken"
