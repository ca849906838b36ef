"""`accel diff`: what a change costs a month."""

import dataclasses
import json
import sys
import textwrap
from typing import TYPE_CHECKING, Any

import click

from accel.cli.refusal import refuse
from accel.cli.sources import notes, source
from accel.cli.tables import WIDTH

if TYPE_CHECKING:
    from accel.planning.cost.difference import Changed, Difference
    from accel.planning.cost.items import Span

FORMATS = ("text", "markdown", "json")
_NAME = 36
_TOO_MUCH = 1
_SIGNS = {"added": "+", "removed": "-", "changed": "~"}


@click.command(name="diff")
@click.argument("before")
@click.argument("after", required=False)
@click.option("--expected-load", type=click.FloatRange(0, 1), help="Where autoscalers stand, 0 minimum to 1 maximum.")
@click.option("--environment", type=click.Choice(["dev", "staging", "prod"]), help="Of files that do not say it.")
@click.option("--fail-above", type=click.FloatRange(min=0), metavar="USD", help="Exit code 1 if it adds more a month.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="Output.")
def command(
    before: str,
    after: str | None,
    expected_load: float | None,
    environment: str | None,
    fail_above: float | None,
    form: str,
) -> None:
    """Show what changes a month between BEFORE and AFTER: what is added, removed or changed, by its effect.

    Both are a stack of this project, a file of `pulumi preview --json` or `pulumi stack export`, or `-`, mixed as you
    like. One file of `pulumi preview --json` alone is compared with what there is before it.

    Exit code 0: known. 1: adds more than --fail-above. 2: an argument is wrong.

    \b
    Examples:
      accel diff staging prod
      accel diff state.json preview.json --fail-above 500
      pulumi preview --json --show-sames | accel diff - --format markdown
    """  # noqa: D301 - \b is click's mark for text that keeps its lines
    from accel.planning.cost.difference import difference
    from accel.planning.cost.estimate import estimate

    if before == after == "-":
        raise click.UsageError("standard input can be one of the two")
    first = source(before, environment)
    second = source(after, environment) if after is not None else first
    old = first.graph if after is not None else first.before
    if old is None:
        refuse(f"{first.name} knows of no change: say what to compare it with")
    found = difference(
        estimate(old, first.facts, expected_load=expected_load),
        estimate(second.graph, second.facts, expected_load=expected_load),
    )
    names = (first.name, second.name) if after is not None else (f"{first.name}, before", "after")
    if form == "json":
        click.echo(json.dumps({"before": names[0], "after": names[1], **found.to_json()}, indent=2))
    else:
        click.echo((markdown if form == "markdown" else _text)(found, *names), nl=False)
    # In one preview what stays unchanged is the same on both sides.
    told = [first, second] if after is not None else [dataclasses.replace(first, left_out=0)]
    for note in (note for found in told for note in notes(found.name, found)):
        click.echo(note, err=True)
    if fail_above is not None and found.effect.expected > fail_above:
        more = _signed(found.effect.expected)
        click.echo(f"{more} USD a month is more than --fail-above {fail_above:,.2f}", err=True)
        sys.exit(_TOO_MUCH)


def markdown(found: "Difference", before: str, after: str) -> str:
    """Return the difference for a pull request: the totals, and the resources folded away below them."""
    from accel.preview.markdown_text import code, prose, section, table

    parts = [
        f"**{_signed(found.effect.expected)} USD a month** from {prose(before)} to {prose(after)}: "
        f"{found.before.expected:,.2f} becomes {found.after.expected:,.2f} "
        f"(at least {found.after.min:,.2f}, at most {found.after.max:,.2f})\n"
    ]
    if found.changed:
        header = ["", "Resource", "USD/month", "at least", "at most", ""]
        rows = [
            [
                item.change,
                code(item.name),
                *(_signed(value) for value in (item.effect.expected, item.effect.min, item.effect.max)),
                prose(_why(item)),
            ]
            for item in found.changed
        ]
        parts.append(section(f"Resources: {len(found.changed)}", table(header, rows, right=(2, 3, 4))))
    for title, reasons in _beside(found):
        parts.append("".join(f"{line}\n" for line in (f"{title}:\n", *(f"- {prose(reason)}" for reason in reasons))))
    return "\n".join(parts)


def _text(found: "Difference", before: str, after: str) -> str:
    lines = [f"{before} -> {after}"]
    if not found.changed:
        lines.append("no resource costs more or less")
    else:
        lines.append(f"  {'USD a month':{_NAME}}{'expected':>13}{'minimum':>13}{'maximum':>13}")
    for item in found.changed:
        name = textwrap.shorten(item.name, _NAME - 1, placeholder="...")
        lines.append(f"{_SIGNS[item.change]} {name:{_NAME}}{_figures(item.effect)}")
        lines.append(textwrap.fill(_why(item), WIDTH, initial_indent="    ", subsequent_indent="    "))
    lines.append("")
    for name, span in (("before", found.before), ("after", found.after)):
        lines.append(f"  {name:{_NAME}}" + "".join(f"{value:>13,.2f}" for value in (span.expected, span.min, span.max)))
    lines.append(f"  {'effect':{_NAME}}{_figures(found.effect)}")
    for title, reasons in _beside(found):
        lines += ["", f"{title} ({len(reasons)})"]
        lines += [textwrap.fill(reason, WIDTH, initial_indent="  ", subsequent_indent="    ") for reason in reasons]
    return "\n".join(lines) + "\n"


def _beside(found: "Difference") -> list[tuple[str, list[str]]]:
    """Return what is in no total, and changes."""
    sections = (
        ("New without a price, which is not zero", [f"{_name(item)}: {item.reason}" for item in found.unpriced]),
        ("Gone, and had no price", [f"{_name(item)}: {item.reason}" for item in found.no_longer_unpriced]),
        ("New and paid by use", [f"{_name(item)}, {item.item}: {item.assumption}" for item in found.usage_based]),
    )
    return [(title, reasons) for title, reasons in sections if reasons]


def _name(item: Any) -> str:
    return item.urn.rpartition("::")[2]


def _why(item: "Changed") -> str:
    before, after = "; ".join(item.items_before), "; ".join(item.items_after)
    if item.change == "changed" and before != after:
        return f"{before or 'nothing'} becomes {after or 'nothing'}"
    return after or before


def _figures(span: "Span") -> str:
    return "".join(f"{_signed(value):>13}" for value in (span.expected, span.min, span.max))


def _signed(amount: float) -> str:
    from accel.preview.markdown_text import usd

    return usd(amount, sign=True)
