"""`accel cost`: what a stack costs a month, whoever wrote its program."""

import json
import re
import sys
from typing import TYPE_CHECKING, Any

import click

from accel.cli.refusal import refuse
from accel.cli.sources import notes, source
from accel.cli.tables import FORMATS
from accel.planning.cost.purchases import OPTIONS

if TYPE_CHECKING:
    from accel.cli.sources import Source
    from accel.planning.cost.egress import Slice
    from accel.planning.cost.estimate import Estimate

_AMOUNT = re.compile(r"(\d+(?:\.\d+)?)\s*(GB|GiB|TB|TiB)", re.IGNORECASE)
_GIB = {"gb": 1e9 / 2**30, "gib": 1.0, "tb": 1e12 / 2**30, "tib": 1024.0}
_TOO_MUCH = 1
_CLOUDS = ("aws", "azure", "gcp")


@click.command(name="cost")
@click.argument("what", required=False)
@click.option("--expected-load", type=click.FloatRange(0, 1), help="Where autoscalers stand, 0 minimum to 1 maximum.")
@click.option("--purchase", help="What if all machines were bought so: on_demand, spot, reserved_1yr, cud_3yr, ...")
@click.option("--region", help="What if everything in regions of the same cloud stood in this one.")
@click.option("--environment", type=click.Choice(["dev", "staging", "prod"]), help="Of a file that does not say it.")
@click.option("--fail-above", type=click.FloatRange(min=0), metavar="USD", help="Exit code 1 above this much a month.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="Output.")
@click.option("--move", metavar="AMOUNT", help="Instead: what moving 140GB costs; with --from and --to.")
@click.option("--from", "from_", metavar="CLOUD:REGION", help="Where the data of --move is.")
@click.option("--to", metavar="CLOUD:REGION", help="Where it goes.")
def command(what: str | None, **options: Any) -> None:
    """Show what WHAT costs a month. No cloud account is needed.

    WHAT is a stack of this project, a file of `pulumi preview --json` (or its --event-log) or `pulumi stack export` of
    any program in any language, or `-` for such a file on standard input. What has no price is named as unpriced, never
    counted as zero.

    Exit code 0: known. 1: more than --fail-above. 2: WHAT or an option is wrong.

    \b
    Examples:
      accel cost prod
      pulumi preview --json --show-sames | accel cost -
      accel cost state.json --purchase spot --expected-load 0.5
      accel cost dev --fail-above 2000 --format json
      accel cost --move 140GB --from aws:us-east-1 --to gcp:us-central1
    """  # noqa: D301 - \b is click's mark for text that keeps its lines
    if options["move"] is not None:
        if what is not None or None in (options["from_"], options["to"]):
            raise click.UsageError("--move stands without WHAT, and with both --from and --to")
        _move(options)
    elif what is None:
        raise click.UsageError("say what: a stack, a file, or - for standard input")
    elif options["from_"] is not None or options["to"] is not None:
        raise click.UsageError("--from and --to belong to --move")
    else:
        _cost(what, options)


def _cost(what: str, options: dict[str, Any]) -> None:
    from accel.planning.cost.estimate import estimate

    _check(options)
    found = source(what, options["environment"])
    costs = estimate(
        found.graph,
        found.facts,
        expected_load=options["expected_load"],
        purchase=options["purchase"],
        region=options["region"],
    )
    for note in notes(found.name, found):
        click.echo(note, err=True)
    if options["form"] == "json":
        click.echo(json.dumps(_report(found, costs, options), indent=2))
    else:
        _print(found, costs, options)
    limit = options["fail_above"]
    if limit is not None and costs.monthly_usd.expected > limit:
        click.echo(f"{costs.monthly_usd.expected:,.2f} USD a month is more than --fail-above {limit:,.2f}", err=True)
        sys.exit(_TOO_MUCH)


def _check(options: dict[str, Any]) -> None:
    from accel.catalog.names import UnknownName
    from accel.catalog.regions import folded, regions

    if options["purchase"] is not None and options["purchase"] not in OPTIONS:
        refuse(str(UnknownName("purchase option", options["purchase"], OPTIONS)))
    known = {name for cloud in _CLOUDS for name in regions(cloud)}
    if options["region"] is not None:
        # Azure's regions are also written `West Europe`.
        asked, options["region"] = options["region"], folded(options["region"])
        if options["region"] not in known:
            refuse(str(UnknownName("region", asked, known)))


def _report(found: "Source", costs: "Estimate", options: dict[str, Any]) -> dict[str, Any]:
    return {
        "what": found.name,
        "stack": found.facts.stack,
        "environment": found.facts.environment,
        "purchase": options["purchase"],
        "region": options["region"],
        "not_sold_so": [line.to_json() for line in _kept(costs, options["purchase"])],
        "left_out": found.left_out,
        "cost": costs.to_json(),
    }


def _kept(costs: "Estimate", purchase: str | None) -> list[Any]:
    """Return the lines of machines that the catalogue has no price for in the way asked for: they stay as they are."""
    if purchase is None:
        return []
    return [line for line in costs.lines if line.rented and line.purchase not in OPTIONS[purchase]]


def _print(found: "Source", costs: "Estimate", options: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.markup import escape

    from accel.preview.terminal_costs import render_costs

    console = Console(soft_wrap=False)
    asked = [f"{name} {options[name]}" for name in ("purchase", "region") if options[name] is not None]
    what_if = f", what if: {escape(', '.join(asked))}" if asked else ""
    console.print(f"[bold]{escape(found.name)}[/bold] ({found.facts.environment}){what_if}")
    console.print(render_costs(costs, found.graph, found.budget_usd))
    kept = sorted({f"{line.item} ({line.purchase.replace('_', ' ')})" for line in _kept(costs, options["purchase"])})
    if kept:
        console.print(f"No price as {options['purchase']}, kept as they are: {escape('; '.join(kept))}")


def _move(options: dict[str, Any]) -> None:
    from accel.planning.cost.egress import move_slices
    from accel.planning.cost.items import Unpriceable

    gib = _gib(options["move"])
    start, end = _place("--from", options["from_"]), _place("--to", options["to"])
    try:
        parts = move_slices(start, end, gib)
    except (Unpriceable, ValueError) as reason:
        refuse(str(reason))
    total = sum(part.usd for part in parts)
    if options["form"] == "json":
        content = {"gib": gib, "from": options["from_"], "to": options["to"], "usd": total}
        click.echo(json.dumps({**content, "parts": [_part(part) for part in parts]}, indent=2))
    else:
        click.echo(f"{total:,.2f} USD to move {gib:,.1f} GiB once from {options['from_']} to {options['to']}")
        for part in parts:
            elsewhere = "" if part.price.exact else f", price of {part.price.region}"
            click.echo(f"  {part.gib:,.1f} GiB at {part.price.usd:g} USD ({part.price.source_date}{elsewhere})")
        click.echo("Requests, and storage at both ends, come on top.")
    if options["fail_above"] is not None and total > options["fail_above"]:
        sys.exit(_TOO_MUCH)


def _part(part: "Slice") -> dict[str, Any]:
    price = part.price
    return {
        "gib": part.gib,
        "unit_usd": price.usd,
        "usd": part.usd,
        "region": price.region,
        "exact": price.exact,
        "source": price.source,
        "source_date": price.source_date,
    }


def _gib(amount: str) -> float:
    found = _AMOUNT.fullmatch(amount.strip())
    if found is None:
        refuse(f"--move {amount!r}: a number with GB, GiB, TB or TiB, such as 140GB")
    return float(found[1]) * _GIB[found[2].lower()]


def _place(option: str, text: str) -> tuple[str, str]:
    from accel.catalog.names import UnknownName
    from accel.catalog.regions import folded, region

    cloud, _, name = text.partition(":")
    if cloud not in _CLOUDS or not name:
        refuse(f"{option} {text!r}: CLOUD:REGION, of the clouds {', '.join(_CLOUDS)}")
    try:
        return cloud, region(cloud, folded(name))
    except UnknownName as reason:
        refuse(f"{option}: {reason}")
