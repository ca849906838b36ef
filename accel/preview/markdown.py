"""The preview as Markdown for a pull request: the verdict and the cost at a glance, the rest in sections that open."""

from typing import TYPE_CHECKING, Any

from accel.planning.graph import Graph
from accel.preview.comparison import Base
from accel.preview.findings import by_rule, raised, stopping, where
from accel.preview.markdown_changes import changes
from accel.preview.markdown_text import code, prose, section, table, usd
from accel.preview.names import name_of, owner_of

if TYPE_CHECKING:
    from accel.planning.cost.estimate import Estimate
    from accel.planning.cost.items import CostLine
    from accel.preview.preview import Preview

LONGEST = 65_000
"""Characters; a comment on GitHub may have 65,536."""
_LONGEST_RULES = 25_000
"""Characters of findings, the worst first, before rules are only named."""
_MOST_ROWS = 40


def render(preview: "Preview", *, base: Base | None = None, **_: Any) -> str:
    """Return the report; with `base`, what changed since that report comes first.

    Sections that would make it longer than a comment may be are left out from the end, and named.
    """
    head = [_title(preview), _summary(preview, base)]
    sections = [("Rules", _findings(preview)), ("Costs", _costs(preview.estimate, preview.graph))]
    sections += [("Before pulumi up", _notes(preview)), ("Resources", _resources(preview.graph))]
    if base is not None:
        sections.insert(0, ("Changes", changes(preview, base)))
    text, left_out = "\n".join(head), list[str]()
    for name, part in sections:
        if part and len(text) + len(part) > LONGEST:
            left_out.append(name.lower())
        elif part:
            text += f"\n{part}"
    if left_out:
        text += f"\nLeft out to keep this short enough for a comment: {', '.join(left_out)}.\n"
    return text


def _title(preview: "Preview") -> str:
    verdict = "no mandatory rule is broken"
    if found := stopping(preview.findings):
        verdict = f"**{found}**: `pulumi up` with the policy pack would stop"
    return f"## Stack {code(preview.stack)} ({prose(preview.facts.environment)})\n\n{verdict}\n"


def _summary(preview: "Preview", base: Base | None) -> str:
    total, budget = preview.estimate.monthly_usd, preview.facts.monthly_budget_usd
    header = ["", "USD a month"]
    rows = [
        ["expected", f"**{usd(total.expected)}**"],
        ["at least", usd(total.min)],
        ["at most", usd(total.max)],
    ]
    if base is not None:
        header += ["before", "change"]
        before = base.monthly_usd
        pairs = (total.expected, before.expected), (total.min, before.min), (total.max, before.max)
        for row, (now, was) in zip(rows, pairs, strict=True):
            row += [usd(was), usd(now - was, sign=True)]
    if budget != float("inf"):
        verdict = "over" if total.expected > budget else "within"
        rows.append(["budget", f"{usd(budget)} ({verdict})", *([""] * (len(header) - 2))])
    text = table(header, rows, right=(1, 2, 3))
    if preview.estimate.unpriced:
        count = len(preview.estimate.unpriced)
        text += f"\n{count} resource{'s' if count > 1 else ''} unpriced: the figures are a lower bound.\n"
    return text


def _findings(preview: "Preview") -> str:
    if not preview.findings:
        return ""
    lines: list[str] = []
    counts: dict[str, int] = {}
    untold: list[str] = []
    for found in by_rule(preview.findings):
        head = found[0]
        counts[head.level] = counts.get(head.level, 0) + len(found)
        if sum(map(len, lines)) > _LONGEST_RULES:
            untold.append(code(head.rule))
            continue
        lines.append(f"**{head.level}** {head.severity} {code(head.rule)}{raised(head)}\n")
        for finding in found[:_MOST_ROWS]:
            until = f" (exempt until {finding.exempted_until.isoformat()})" if finding.exempted_until else ""
            lines.append(f"- {code(where(finding, preview.stack))}: {prose(finding.message)}{until}")
        if len(found) > _MOST_ROWS:
            lines.append(f"- and {len(found) - _MOST_ROWS} more")
        lines.append(f"\nTo repair: {prose(head.remediation)}\n")
    if untold:
        more = f" and {len(untold) - _MOST_ROWS} more" if len(untold) > _MOST_ROWS else ""
        lines.append(f"Also broken: {', '.join(untold[:_MOST_ROWS])}{more}\n")
    said = ", ".join(f"{count} {level}" for level, count in counts.items())
    return section(f"Rules: {said}", "\n".join(lines), shown="mandatory" in counts)


def _costs(estimate: "Estimate", graph: Graph) -> str:
    if not (estimate.lines or estimate.usage_based or estimate.unpriced):
        return ""
    largest = sorted(estimate.lines, key=lambda line: -line.monthly_usd)
    rows = [_cost_row(line) for line in largest[:_MOST_ROWS]]
    rest = largest[_MOST_ROWS:]
    if rest:
        rows.append([f"{len(rest)} more", "", "", "", usd(sum(line.monthly_usd for line in rest))])
    parts = [table(["Resource", "Item", "Quantity", "Bought", "USD/month"], rows, right=(2, 4))] if rows else []
    unpriced = [f"- {code(name_of(one.urn))}: {prose(one.reason)}" for one in estimate.unpriced]
    if unpriced:
        parts.append("\n".join(["**Unpriced**, in no total\n", *unpriced[:_MOST_ROWS], ""]))
    by_use = dict.fromkeys(f"- {prose(one.item)}: {prose(one.assumption)}" for one in estimate.usage_based)
    if by_use:
        parts.append("\n".join(["**Paid by use**, in no total\n", *list(by_use)[:_MOST_ROWS], ""]))
    parts.append(f"{len(estimate.free)} of {len(graph)} resources are free of charge. {prose(estimate.price_ages())}\n")
    return section(f"Costs: {usd(estimate.monthly_usd.expected)} USD a month", "\n".join(parts))


def _cost_row(line: "CostLine") -> list[str]:
    return [
        code(name_of(line.urn)),
        prose(line.item),
        f"{line.quantity:,.4g}",
        prose(line.purchase.replace("_", " ")),
        usd(line.monthly_usd),
    ]


def _notes(preview: "Preview") -> str:
    lines = [f"- {note.topic} {code(note.subject)}: {prose(note.message)}" for note in preview.notes]
    return section(f"Before pulumi up: {len(lines)}", "\n".join([*lines, ""])) if lines else ""


def _resources(graph: Graph) -> str:
    counts: dict[tuple[str, str], int] = {}
    for resource in graph:
        if resource.custom and not resource.type.startswith("pulumi:"):
            owner = owner_of(resource, graph)
            counts[owner, resource.type] = counts.get((owner, resource.type), 0) + 1
    rows = [[code(owner), code(type_), str(count)] for (owner, type_), count in counts.items()]
    if not rows:
        return ""
    return section(f"Resources: {sum(counts.values())}", table(["Component", "Type", "Count"], rows, right=(2,)))
