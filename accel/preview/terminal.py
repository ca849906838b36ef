"""The preview as text for a terminal: resources by component, findings, costs, and what to do first."""

from collections import Counter
from io import StringIO
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.markup import escape
from rich.padding import Padding
from rich.rule import Rule as Line
from rich.tree import Tree

from accel.planning.graph import Graph, Resource
from accel.preview.findings import by_rule, raised, stopping, where
from accel.preview.names import is_provider, short_type
from accel.preview.terminal_costs import render_costs

if TYPE_CHECKING:
    from accel.preview.preview import Preview

_LEVEL_STYLE = {"mandatory": "bold red", "advisory": "yellow", "remediated": "cyan", "exempt": "dim"}


def render_terminal(preview: "Preview", *, rules_only: bool = False) -> None:
    """Print the report; colours only where the terminal wants them (NO_COLOR is honoured)."""
    _render(preview, Console(), rules_only=rules_only)


def render_text(preview: "Preview", width: int = 100, *, rules_only: bool = False) -> str:
    """Return the report as plain text."""
    sink = StringIO()
    _render(preview, Console(file=sink, width=width, no_color=True, force_terminal=False), rules_only=rules_only)
    return sink.getvalue()


def _render(preview: "Preview", console: Console, *, rules_only: bool) -> None:
    facts = preview.facts
    if rules_only:
        console.print(_findings(preview))
        console.print(_verdict(preview))
        return
    console.print(
        Line(
            f"[bold]{escape(preview.stack)}[/bold] ({facts.environment}), nothing is created by a preview", align="left"
        )
    )
    console.print(_tree(preview.graph))
    console.print(_findings(preview))
    console.print(render_costs(preview.estimate, preview.graph, facts.monthly_budget_usd))
    console.print(_notes(preview))
    console.print(_verdict(preview))


def _tree(graph: Graph) -> Tree:
    """Components with what they hold; resources of one type within a component share a line."""
    providers = [resource for resource in graph if is_provider(resource)]
    root = Tree(f"[bold]Resources[/bold] ({len(graph) - len(providers)})", guide_style="dim")
    for resource in graph:
        if resource.parent is None and resource not in providers:
            _branch(root, resource, graph)
    return root


def _branch(tree: Tree, resource: Resource, graph: Graph) -> None:
    children = graph.children.get(resource.urn, [])
    kind = short_type(resource.type)
    mark = " [cyan](protected)[/cyan]" if resource.protect and resource.custom else ""
    if not children:
        tree.add(f"{escape(resource.name)} [dim]{escape(kind)}[/dim]{mark}")
        return
    node = tree.add(f"[bold]{escape(resource.name)}[/bold] [dim]{escape(kind)}[/dim]{mark}")
    counts = Counter(child.type for child in children)
    shown: set[str] = set()
    for child in children:
        if graph.children.get(child.urn) or counts[child.type] == 1:
            _branch(node, child, graph)
        elif child.type not in shown:
            shown.add(child.type)
            node.add(f"{counts[child.type]} x [dim]{escape(short_type(child.type))}[/dim]")


def _findings(preview: "Preview") -> Group | str:
    if not preview.findings:
        return "\n[bold]Rules[/bold]: [green]none is broken[/green]"
    counts = Counter(finding.level for finding in preview.findings)
    said = ", ".join(f"{count} {level}" for level, count in counts.items())
    rows: list[Padding | str] = [f"\n[bold]Rules[/bold]: {said}"]
    for found in by_rule(preview.findings):
        head, style = found[0], _LEVEL_STYLE.get(found[0].level, "")
        rule = f"[bold]{escape(head.rule)}[/bold][dim]{raised(head)}[/dim]"
        rows.append(f"[{style}]{head.level}[/{style}] {head.severity} {rule}")
        names: dict[str, list[str]] = {}
        for finding in found:
            names.setdefault(finding.message, []).append(where(finding, preview.stack))
        rows += [Padding(escape(f"{', '.join(where)}: {message}"), (0, 0, 0, 2)) for message, where in names.items()]
        rows.append(Padding(f"[dim]-> {escape(head.remediation)}[/dim]", (0, 0, 0, 2)))
    return Group(*rows)


def _notes(preview: "Preview") -> Group:
    rows: list[Padding | str] = ["\n[bold]Before pulumi up[/bold]"]
    if not preview.notes:
        rows.append("  nothing to prepare")
    for note in preview.notes:
        rows.append(Padding(f"[cyan]{note.topic}[/cyan] {escape(note.subject)}: {escape(note.message)}", (0, 0, 0, 2)))
    return Group(*rows)


def _verdict(preview: "Preview") -> str:
    if found := stopping(preview.findings):
        return f"\n[bold red]{found}[/bold red]: pulumi up with the policy pack would stop"
    return "\n[bold green]Ready[/bold green]: no mandatory rule is broken"
