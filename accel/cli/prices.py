"""`accel prices`: look-ups in the catalogue, with source and age. Plain text: a table library loads too slowly."""

import datetime
import json
import textwrap
from collections.abc import Sequence
from typing import Any

import click

from accel.catalog.accelerators import accelerator
from accel.catalog.machines import Machine, machines
from accel.catalog.names import UnknownName
from accel.catalog.prices import (
    MAX_AGE_DAYS,
    Price,
    current,
    current_prices,
    items,
    prices_of,
    usd_per_accelerator_hour,
)
from accel.catalog.providers import provider, tiers
from accel.catalog.services import UnitPrice, services, unit_prices_of
from accel.cli.prices_refresh import command as refresh
from accel.cli.refusal import refuse
from accel.cli.tables import FORMATS, WIDTH, print_table

_GAP = "  "
_CENT = 0.01
"""Smaller amounts are printed with all their digits."""


@click.group(name="prices")
def command() -> None:
    """Look up prices by the hour and unit prices of services. No cloud account is needed.

    \b
    Examples:
      accel prices show g2-standard-8
      accel prices show p5.48xlarge --region us-east-1 --all
      accel prices show nat_gateway --format json
      accel prices age
      accel prices refresh --cloud azure
    """  # noqa: D301 - \b is click's mark for text that keeps its lines


command.add_command(refresh)


@command.command(name="show")
@click.argument("name")
@click.option("--cloud", help="Only prices of this cloud.")
@click.option("--region", help="Only prices in this region.")
@click.option("--purchase", help="Only this way to buy: on_demand, spot, cud_1yr, reserved_3yr_no_upfront, ...")
@click.option("--all", "everything", is_flag=True, help="Also rows that a newer or a better source has superseded.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="Output.")
def show(name: str, cloud: str | None, region: str | None, purchase: str | None, everything: bool, form: str) -> None:
    """Show what NAME costs: a machine type, a TPU slice or chip, a GPU, or a service.

    Exit code 2: nothing has that name, or nothing of that name is left.

    \b
    Examples:
      accel prices show ml.inf2.xlarge
      accel prices show tpu-v5litepod-8 --region us-central1
      accel prices show gpu:H100 --cloud lambda
    """  # noqa: D301 - \b is click's mark for text that keeps its lines
    asked = {"cloud": cloud, "region": region, "purchase": purchase}
    if name in services():
        of_service, known = {"cloud": cloud, "region": region}, unit_prices_of(name)
        unit_prices = [row for row in known if _fits(row, of_service)]
        if not unit_prices:
            _refuse_unknown(name, known, of_service)
            places = ", ".join(f"{row.cloud} {row.region}" for row in known)
            refuse(f"{name} has no such price; it has one in {places}")
        _print_services(name, unit_prices, form)
        return
    try:
        rows = prices_of(name)
    except UnknownName:
        unpriced = [machine for machine in machines().values() if machine.name == name.removeprefix("ml.")]
        if not unpriced:
            refuse(str(UnknownName("item or service", name, items() | services() | set(machines()))))
        _print_unpriced(name, unpriced[0], form)
        return
    found = [row for row in rows if _fits(row, asked)]
    if not found:
        _refuse_unknown(name, rows, asked)
        options = "; ".join(
            f"--{key} {', '.join(sorted({str(getattr(row, key)) for row in rows}))}"
            for key, value in asked.items()
            if value
        )
        refuse(f"{name} has no such price; it has some with {options}")
    counting = current(found)
    shown = found if everything else counting
    if form == "json":
        _print_json(name, shown, counting)
    else:
        _print_prices(name, shown, counting)


@command.command(name="age")
@click.option("--days", type=int, default=MAX_AGE_DAYS, show_default=True, help="Rows older than this.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="Output.")
def age(days: int, form: str) -> None:
    """Show which prices are old: they may have changed, and are worth replacing.

    \b
    Examples:
      accel prices age
      accel prices age --days 90 --format json
    """  # noqa: D301 - \b is click's mark for text that keeps its lines
    today = _today()
    rows = current_prices()
    groups: dict[tuple[str, str], list[Price]] = {}
    for row in rows:
        if row.age_days(today) > days:
            groups.setdefault((row.source_date, row.source), []).append(row)
    if form == "json":
        old = [
            {
                "source": source,
                "source_date": date,
                "age_days": group[0].age_days(today),
                "rows": len(group),
                "clouds": _clouds(group),
                "purchases": _purchases(group),
            }
            for (date, source), group in sorted(groups.items())
        ]
        click.echo(json.dumps({"days": days, "rows": len(rows), "old": old}, indent=2))
        return
    click.echo(f"{sum(map(len, groups.values()))} of {len(rows)} prices are older than {days} day{'s' * (days != 1)}")
    for (date, source), group in sorted(groups.items()):
        click.echo(f"\n{(age := group[0].age_days(today))} day{'s' * (age != 1)} ({date}), rows: {len(group)}")
        click.echo(_wrapped(f"{', '.join(_clouds(group))}: {', '.join(_purchases(group))}", _GAP))
        click.echo(_wrapped(source, _GAP))


def _print_prices(name: str, shown: Sequence[Price], counting: Sequence[Price]) -> None:
    today = _today()
    sources = _numbered([(row.source_date, row.source) for row in shown])
    for cloud in sorted({row.cloud for row in shown}):
        machine = _machine(cloud, name)
        click.echo(_title(name, cloud, machine))
        for line in _details(cloud, machine):
            click.echo(_wrapped(line, _GAP))
        per_one = machine is not None and machine.accelerator_count not in (0, 1)
        lines = [["region", "purchase", "USD/hour", *(["each"] if per_one else []), "days", "source", ""]]
        for row in shown:
            if row.cloud == cloud:
                each = usd_per_accelerator_hour(row)
                marks = ("!" if row.is_old(today) else "") + ("" if row in counting else "x")
                number = sources[row.source_date, row.source]
                usd = [_usd(row.usd_per_hour), *([_usd(each) if each else ""] if per_one else [])]
                lines.append([row.region, row.purchase, *usd, str(row.age_days(today)), f"[{number}]", marks])
        print_table(lines, right=range(2, len(lines[0]) - 2), cut=1)
        click.echo()
    _print_sources(sources)
    if any(row.is_old(today) for row in shown):
        click.echo(f"! older than {MAX_AGE_DAYS} days: it may have changed")
    if len(shown) > len(counting):
        click.echo("x superseded by a newer or a better source")


def _print_unpriced(name: str, machine: Machine, form: str) -> None:
    if form == "json":
        _print_json(name, (), ())
        return
    click.echo(_title(name, machine.cloud, machine))
    for line in _details(machine.cloud, machine):
        click.echo(_wrapped(line, _GAP))
    click.echo("unpriced: no source here has a price for it, which does not make it free")


def _print_services(name: str, rows: Sequence[UnitPrice], form: str) -> None:
    today = _today()
    ages = {row: (today - datetime.date.fromisoformat(row.source_date)).days for row in rows}
    if form == "json":
        keys = ("cloud", "region", "service", "unit", "usd", "source", "source_date")
        prices = [{**{key: getattr(row, key) for key in keys}, "age_days": days} for row, days in ages.items()]
        click.echo(json.dumps({"service": name, "prices": prices}, indent=2))
        return
    sources = _numbered([(row.source_date, row.source) for row in rows])
    click.echo(name)
    lines = [["cloud", "region", "USD", "per", "days", "source", ""]]
    for row, days in ages.items():
        number = sources[row.source_date, row.source]
        mark = "!" if days > MAX_AGE_DAYS else ""
        lines.append([row.cloud, row.region, _usd(row.usd), row.unit, str(days), f"[{number}]", mark])
    print_table(lines, right=(2, 4))
    click.echo()
    _print_sources(sources)
    if max(ages.values()) > MAX_AGE_DAYS:
        click.echo(f"! older than {MAX_AGE_DAYS} days: it may have changed")


def _print_json(name: str, shown: Sequence[Price], counting: Sequence[Price]) -> None:
    today = _today()
    keys = ("cloud", "region", "item", "purchase", "unit", "usd_per_hour", "source", "source_date")
    prices: list[dict[str, Any]] = [
        {
            **{key: getattr(row, key) for key in keys},
            "usd_per_accelerator_hour": usd_per_accelerator_hour(row),
            "age_days": row.age_days(today),
            "counts": row in counting,
        }
        for row in shown
    ]
    click.echo(json.dumps({"item": name, "prices": prices}, indent=2))


def _numbered(sources: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Number sources, the newest first."""
    return {source: number for number, source in enumerate(sorted(set(sources), reverse=True), start=1)}


def _print_sources(sources: dict[tuple[str, str], int]) -> None:
    for (date, source), number in sources.items():
        click.echo(_wrapped(f"[{number}] {date} {source}", "    "))


def _wrapped(text: str, indent: str) -> str:
    """Wrap at spaces and, where a path is too long, inside it."""
    first = "" if text.startswith("[") else indent
    return textwrap.fill(text, WIDTH, initial_indent=first, subsequent_indent=indent, break_on_hyphens=False)


def _machine(cloud: str, name: str) -> Machine | None:
    return machines("aws" if cloud == "aws-sagemaker" else cloud).get(name.removeprefix("ml."))


def _title(name: str, cloud: str, machine: Machine | None) -> str:
    text = f"{name} ({cloud})" + (f": {_description(machine)}" if machine else "")
    return textwrap.fill(text, WIDTH, subsequent_indent=_GAP, break_on_hyphens=False)


def _description(machine: Machine) -> str:
    parts = [
        f"{machine.vcpus} vCPU" if machine.vcpus else "",
        f"{machine.memory_gib:g} GiB" if machine.memory_gib else "",
    ]
    if machine.accelerator:
        memory = f"{machine.total_accelerator_memory_gib:.4g} GiB"
        parts.append(f"{machine.accelerator_count:.3g} x {machine.accelerator}, {memory}")
    return ", ".join(part for part in parts if part)


def _details(cloud: str, machine: Machine | None) -> list[str]:
    """Say what one accelerator can do, and who rents it out."""
    seller = provider(cloud)
    lines = [f"{seller.title}: tier {seller.tier}, {tiers()[seller.tier].title}; SLA {seller.sla_class}"]
    if machine and machine.accelerator:
        chip = accelerator(machine.accelerator)
        link = f"{chip.interconnect} {chip.interconnect_gbps:g} GB/s" if chip.interconnect_gbps else chip.interconnect
        parts = [
            f"{chip.memory_gib:g} GiB" if chip.memory_gib else "",
            f"{chip.bf16_tflops:g} BF16 TFLOPS" if chip.bf16_tflops else "",
            f"memory {chip.memory_bandwidth_gbps:g} GB/s" if chip.memory_bandwidth_gbps else "",
            link or "",
            f"network {machine.network_gbps:g} Gbit/s" if machine.network_gbps else "",
        ]
        lines.append(f"{chip.title}: {', '.join(part for part in parts if part)}")
    return lines


def _usd(value: float) -> str:
    return f"{value:.4f}" if value >= _CENT else f"{value:g}"


def _clouds(rows: Sequence[Price]) -> list[str]:
    return sorted({row.cloud for row in rows})


def _purchases(rows: Sequence[Price]) -> list[str]:
    return sorted({row.purchase for row in rows})


def _refuse_unknown(name: str, rows: Sequence[Price | UnitPrice], asked: dict[str, str | None]) -> None:
    """Refuse a cloud, a region or a way to buy that no price at all has, with the nearest that one of `rows` has."""
    everything = [*current_prices(), *(row for service in services() for row in unit_prices_of(service))]
    for key, value in asked.items():
        if value is not None and value not in {getattr(row, key, None) for row in everything}:
            refuse(str(UnknownName(f"{key} of {name}", value, {str(getattr(row, key)) for row in rows})))


def _fits(row: Price | UnitPrice, asked: dict[str, str | None]) -> bool:
    return all(value is None or getattr(row, key) == value for key, value in asked.items())


def _today() -> datetime.date:
    return datetime.datetime.now(tz=datetime.UTC).date()
