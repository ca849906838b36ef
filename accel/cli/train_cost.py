"""`accel train-cost`: hours and dollars of a training run, checkpoints and interruptions, and the guide's table."""

import datetime
import json
import math
from collections.abc import Sequence
from typing import Any

import click

from accel.catalog.names import UnknownName
from accel.catalog.prices import ANYWHERE, Price
from accel.catalog.providers import provider
from accel.catalog.training import assumption
from accel.cli.numbers import Finite
from accel.cli.refusal import refuse
from accel.cli.tables import FORMATS, print_table, say
from accel.planning.cost.purchases import is_commitment
from accel.planning.rent import rent, usd_per_hour
from accel.planning.training import INTERRUPTIBLE, Node, Training, node, training
from accel.planning.training_guide import guide_comparison
from accel.planning.training_interruptions import Interruptions

_BILLION = 1e9
_MINUTES = 60
_POSITIVE = Finite(min=0, min_open=True)
# Beyond are no models, only figures that no column holds.
_BILLIONS = Finite(min=0, min_open=True, max=1e9)
_EXACT_BELOW = 1e9
_NEVER = "never ends"
_BETWEEN, _CHECKPOINT = assumption("hours between interruptions"), assumption("checkpoint minutes")
_RESTART, _MFU = assumption("restart minutes"), assumption("mfu")


@click.command(name="train-cost")
@click.option("--params", type=_BILLIONS, help="Parameters of the model, in 10^9; of experts those in use.")
@click.option("--tokens", type=_BILLIONS, help="Tokens that it is trained on, in 10^9.")
@click.option("--machine", "machine_name", help="Machine type, TPU slice (tpu-v5litepod-8) or gpu:H100.")
@click.option("--cloud", help="Its provider, where several rent out the same.")
@click.option(
    "--nodes", type=click.IntRange(1, 1_000_000), default=1, show_default=True, help="Machines or slices at once."
)
@click.option(
    "--mfu",
    type=Finite(0, 1, min_open=True),
    default=_MFU.value,
    show_default=True,
    help="Share of the accelerators' peak that is reached.",
)
@click.option("--purchase", default="on_demand", show_default=True, help="on_demand, spot, reserved_1yr_..., ...")
@click.option("--region", help="Where; absent: where it is cheapest.")
@click.option(
    "--hours-between-interruptions",
    type=_POSITIVE,
    default=_BETWEEN.value,
    show_default=True,
    help="Of ONE spot node, on average; an assumption.",
)
@click.option(
    "--checkpoint-minutes",
    type=_POSITIVE,
    default=_CHECKPOINT.value,
    show_default=True,
    help="To write one checkpoint; an assumption.",
)
@click.option(
    "--restart-minutes",
    type=Finite(min=0),
    default=_RESTART.value,
    show_default=True,
    help="From an interruption to training again; an assumption.",
)
@click.option(
    "--checkpoint-every-minutes", type=_POSITIVE, help="Training between checkpoints; absent: Daly's optimum."
)
@click.option("--guide", is_flag=True, help="The guide's comparison, computed again beside what it prints.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="Output.")
def command(
    params: float | None,
    tokens: float | None,
    machine_name: str | None,
    cloud: str | None,
    nodes: int,
    mfu: float,
    purchase: str,
    region: str | None,
    hours_between_interruptions: float,
    checkpoint_minutes: float,
    restart_minutes: float,
    checkpoint_every_minutes: float | None,
    guide: bool,
    form: str,
) -> None:
    """Compute what training a language model takes: 6 x parameters x tokens operations, hours, dollars.

    On spot machines checkpoints and interruptions make it longer; a job stops when any of its nodes is taken back.
    Exit code 2: the question is wrong.

    \b
    Examples:
      accel train-cost --params 7 --tokens 2000 --machine p5.48xlarge --nodes 4
      accel train-cost --params 7 --tokens 2000 --machine p5.48xlarge --nodes 4 \\
        --purchase spot
      accel train-cost --params 7 --tokens 2000 --machine tpu-v5litepod-256 \\
        --mfu 0.5
      accel train-cost --guide
    """  # noqa: D301 - \b is click's mark for text that keeps its lines
    if guide:
        _print_guide(form)
        return
    if params is None or tokens is None or machine_name is None:
        refuse("--params, --tokens and --machine are needed, or --guide alone")
    try:
        if cloud is not None:
            provider(cloud)
        found = node(machine_name, cloud)
        row = rent(found.rentable, region, purchase)
    except (UnknownName, ValueError) as error:
        refuse(str(error))
    job = None
    if purchase == INTERRUPTIBLE:
        minutes = (checkpoint_minutes / _MINUTES, restart_minutes / _MINUTES)
        job = Interruptions(hours_between_interruptions / nodes, *minutes)
    elif checkpoint_every_minutes is not None:
        refuse(f"--checkpoint-every-minutes: only with --purchase {INTERRUPTIBLE}; nothing else is taken back")
    every = checkpoint_every_minutes / _MINUTES if checkpoint_every_minutes else None
    result = training(params * _BILLION, tokens * _BILLION, found, nodes, mfu, job, every)
    if form == "json":
        click.echo(json.dumps(_json(found, nodes, mfu, purchase, result, row), indent=2))
    else:
        _print(found, nodes, mfu, region, purchase, result, row)


def _print(
    found: Node, nodes: int, mfu: float, region: str | None, purchase: str, result: Training, row: Price | None
) -> None:
    lines = [
        ["operations", f"{result.operations:.3g}", "6 x parameters x tokens"],
        ["computing", _hours(result.computing_hours), f"at {mfu:.0%} of {found.tflops:g} TFLOPS each"],
    ]
    if result.checkpoints is not None:
        kept, mean = result.checkpoints, result.checkpoints.interruptions.mean_hours_between
        young, daly = kept.young_hours * _MINUTES, kept.daly_hours * _MINUTES
        lines += [
            ["interruptions", _count(kept.expected_interruptions), f"one in {mean:.3g} h, on average"],
            ["checkpoint every", f"{kept.interval_hours * _MINUTES:.1f} min", f"Young {young:.1f}, Daly {daly:.1f}"],
            [
                "overhead",
                f"{kept.overhead:.1%}" if math.isfinite(kept.overhead) else _NEVER,
                "checkpoints, lost work, restarts",
            ],
        ]
    lines.append(["wall clock", _hours(result.hours), _days(result.hours)])
    lines.append(["node-hours", _count(result.node_hours), f"{nodes} x {found.count} x {found.accelerator}"])
    if row is None:
        lines.append(["cost", "unpriced", ""])
    else:
        usd = usd_per_hour(found.rentable, row)
        lines.append(["cost", _usd(usd * result.node_hours), f"${usd:,.2f} a node-hour"])
    click.echo(f"{nodes} x {found.name} ({found.cloud})")
    print_table(lines, right=(1,))
    if row is None:
        where = f" in {region}" if region else ""
        text = f"No source here has a price of {found.name} {purchase}{where}, which does not make it free."
        say(text)
    else:
        old = "; old, indicative only" if row.is_old(datetime.datetime.now(tz=datetime.UTC).date()) else ""
        where = "" if row.region == ANYWHERE else f" in {row.region}"
        text = f"{purchase}{where}, price of {row.source_date}{old}: {row.source}"
        say(text)
        if is_commitment(purchase):
            click.echo("A commitment is paid for its whole term: this is the share of the run's own hours.")
    if result.checkpoints is not None:
        text = "Times of interruption, checkpoint and restart are assumptions unless you gave them: "
        say(text + _BETWEEN.source)


def _print_guide(form: str) -> None:
    lines = guide_comparison()
    if form == "json":
        click.echo(
            json.dumps(
                [
                    {
                        "hardware": line.example.hardware,
                        "purchase": line.purchase,
                        "hours": line.hours,
                        "usd": line.usd,
                        "usd_today": _today_usd(line.example.machine, line.purchase, line.hours),
                        "printed_hours": line.printed_hours,
                        "printed_usd": line.printed_usd,
                    }
                    for line in lines
                ],
                indent=2,
            )
        )
        return
    click.echo("7e9 parameters, 2000e9 tokens, one node, MFU 0.40: computed, and as printed")
    rows: list[Sequence[str]] = [["hardware", "purchase", "hours", "printed", "USD", "printed", "catalogue"]]
    for line in lines:
        today = _today_usd(line.example.machine, line.purchase, line.hours)
        printed_hours = f"{line.printed_hours:,.0f}" if line.printed_hours else "-"
        rows.append(
            [
                line.example.hardware,
                line.purchase,
                f"{line.hours:,.0f}",
                printed_hours,
                f"{line.usd:,.0f}",
                f"{line.printed_usd:,.0f}" if line.printed_usd else "-",
                f"{today:,.0f}" if today else "unpriced",
            ]
        )
    print_table(rows, right=range(2, 7))
    text = (
        "The guide's printed hours and dollars do not follow from its own formula. USD: at the guide's prices of 2025; "
        "catalogue: at the cheapest region's price now, of "
        + ", ".join(dict.fromkeys(line.example.machine for line in lines))
        + "."
    )
    say(text)


def _today_usd(machine: str, purchase: str, hours: float) -> float | None:
    """Return the dollars at the catalogue's price, or None where it has none."""
    found = node(machine)
    row = rent(found.rentable, None, purchase)
    return hours * usd_per_hour(found.rentable, row) if row else None


def _json(found: Node, nodes: int, mfu: float, purchase: str, result: Training, row: Price | None) -> dict[str, Any]:
    usd, kept = usd_per_hour(found.rentable, row) if row else None, result.checkpoints
    return {
        "machine": found.name,
        "cloud": found.cloud,
        "nodes": nodes,
        "accelerators": nodes * found.count,
        "mfu": mfu,
        "purchase": purchase,
        "operations": result.operations,
        "computing_hours": result.computing_hours,
        "hours": _finite(result.hours),
        "node_hours": _finite(result.node_hours),
        "usd": _finite(usd * result.node_hours) if usd else None,
        "usd_per_node_hour": usd,
        "paid_beyond_the_run": is_commitment(purchase),
        "price": None if row is None else {"region": row.region, "source": row.source, "source_date": row.source_date},
        "checkpoints": None
        if kept is None
        else {
            "mean_hours_between_interruptions": kept.interruptions.mean_hours_between,
            "young_minutes": kept.young_hours * _MINUTES,
            "daly_minutes": kept.daly_hours * _MINUTES,
            "interval_minutes": kept.interval_hours * _MINUTES,
            "overhead": _finite(kept.overhead),
            "expected_interruptions": _finite(kept.expected_interruptions),
        },
    }


def _finite(value: float) -> float | None:
    """JSON has no infinity: a run that never ends has no hours."""
    return value if math.isfinite(value) else None


def _hours(value: float) -> str:
    return f"{_figure(value, 1)} h" if math.isfinite(value) else _NEVER


def _days(hours: float) -> str:
    return f"{_figure(hours / 24, 1)} days" if math.isfinite(hours) else ""


def _usd(value: float) -> str:
    return f"${_figure(value, 0)}" if math.isfinite(value) else _NEVER


def _count(value: float) -> str:
    return _figure(value, 0) if math.isfinite(value) else _NEVER


def _figure(value: float, digits: int) -> str:
    """Write a figure out as long as anybody reads it so; small ones with the digits that they have."""
    if value and (value < 10**-digits * 10 or value >= _EXACT_BELOW):
        return f"{value:.3g}"
    return f"{value:,.{digits}f}"
