"""`accel break-even`: buy a machine or rent it, after how many months buying has paid, and what moves that."""

import json
from collections.abc import Sequence
from typing import Any

import click

from accel.catalog.names import UnknownName
from accel.catalog.prices import ANYWHERE
from accel.catalog.providers import provider
from accel.cli.numbers import Finite
from accel.cli.refusal import refuse
from accel.cli.tables import FORMATS, print_table, say
from accel.planning.cost.purchases import is_commitment
from accel.planning.month import HOURS_PER_MONTH
from accel.planning.ownership import (
    Owned,
    Rented,
    break_even_utilization,
    months_to_break_even,
    sensitivity,
    usd_per_used_hour,
)
from accel.planning.ownership_guide import guide_cases
from accel.planning.rent import rent, rentable, usd_per_hour

_PERCENT = 100
_NUMBER = Finite()
_FIGURES = {"utilization": "utilisation", "usd_per_kwh": "USD/kWh", "rent_usd_per_hour": "rent USD/hour"}
_NEEDED = (
    "purchase_usd", "power_kw", "usd_per_kwh", "pue", "maintenance_percent", "salvage_percent", "years", "utilization"
)  # fmt: skip


@click.command(name="break-even")
@click.option("--purchase-usd", type=_NUMBER, help="Price of the machine, in its place.")
@click.option("--power-kw", type=_NUMBER, help="Average draw of the machine, in kilowatts.")
@click.option("--usd-per-kwh", type=_NUMBER, help="Price of electricity.")
@click.option("--pue", type=_NUMBER, help="Energy of the room for each unit of the machine's, cooling included.")
@click.option("--maintenance-percent", type=_NUMBER, help="Of the purchase price, each year.")
@click.option("--salvage-percent", type=_NUMBER, help="Of the purchase price, that it is worth at its end.")
@click.option("--years", type=_NUMBER, help="Its life.")
@click.option("--staff-usd-per-month", type=_NUMBER, default=0.0, show_default=True, help="People, if you count them.")
@click.option(
    "--utilization", type=_NUMBER, help="Share of all hours in which it works, 0 to 1; only those are rented."
)
@click.option("--machine", "machine_name", help="Machine type, TPU slice or gpu:H100 that would be rented instead.")
@click.option("--cloud", help="Its provider, where several rent out the same.")
@click.option("--region", help="Where it would be rented; absent: where it is cheapest.")
@click.option("--purchase", default="on_demand", show_default=True, help="How it would be rented.")
@click.option("--rent-usd-per-hour", type=_NUMBER, help="Rent, instead of --machine.")
@click.option("--guide", is_flag=True, help="The guide's example of one A100, computed again beside what it prints.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="Output.")
def command(
    machine_name: str | None,
    cloud: str | None,
    region: str | None,
    purchase: str,
    rent_usd_per_hour: float | None,
    staff_usd_per_month: float,
    guide: bool,
    form: str,
    **figures: float | None,
) -> None:
    """Compute when a machine of one's own has paid for itself, against the catalogue's price of the same by the hour.

    No figure is made up: what you do not give has no default. The machine is on all the time; rent is paid for the
    hours of work alone, but for reservations and commitments, which are paid for in all hours. Exit code 2: the
    question is wrong.

    \b
    Examples:
      accel break-even --purchase-usd 25000 --power-kw 0.8 --usd-per-kwh 0.2 \\
        --pue 1.5 --maintenance-percent 5 --salvage-percent 10 --years 3 \\
        --utilization 0.6 --machine a2-ultragpu-1g --region us-central1
      accel break-even --guide
    """  # noqa: D301 - \b is click's mark for text that keeps its lines
    if guide:
        _print_guide(form)
        return
    missing = [f"--{name.replace('_', '-')}" for name in _NEEDED if figures.get(name) is None]
    if missing:
        refuse(f"needed: {', '.join(missing)}; or --guide alone")
    given = {name: float(figures[name] or 0) for name in _NEEDED}
    usd, origin = _rent(machine_name, cloud, region, purchase, rent_usd_per_hour)
    try:
        owned = Owned(
            purchase_usd=given["purchase_usd"],
            power_kw=given["power_kw"],
            usd_per_kwh=given["usd_per_kwh"],
            pue=given["pue"],
            maintenance_share_per_year=given["maintenance_percent"] / _PERCENT,
            salvage_share=given["salvage_percent"] / _PERCENT,
            life_years=given["years"],
            staff_usd_per_month=staff_usd_per_month,
        )
        rented = Rented(usd, given["utilization"], committed=rent_usd_per_hour is None and is_commitment(purchase))
    except ValueError as error:
        refuse(str(error))
    if form == "json":
        click.echo(json.dumps(_json(owned, rented, origin), indent=2))
    else:
        _print(owned, rented, origin)


def _rent(
    machine: str | None, cloud: str | None, region: str | None, purchase: str, usd: float | None
) -> tuple[float, str]:
    """Return the rent by the hour and where it comes from."""
    if (machine is None) == (usd is None):
        refuse("--machine or --rent-usd-per-hour: one of them")
    if usd is not None:
        return usd, "as given"
    try:
        if cloud is not None:
            provider(cloud)
        found = rentable(str(machine), cloud)
        row = rent(found, region, purchase)
    except (UnknownName, ValueError) as error:
        refuse(str(error))
    if row is None:
        refuse(f"the catalogue has no {purchase} price of {found.name}{f' in {region}' if region else ''}")
    place = found.cloud if row.region == ANYWHERE else row.region
    return usd_per_hour(found, row), f"{found.name}, {place}, {purchase}, price of {row.source_date}"


def _print(owned: Owned, rented: Rented, origin: str) -> None:
    months, hour = months_to_break_even(owned, rented), usd_per_used_hour(owned, rented.utilization)
    share = break_even_utilization(owned, rented)
    rent_of_life = rented.usd_per_month * owned.life_months
    used = HOURS_PER_MONTH * rented.utilization
    print_table(
        [
            ["USD a month", "buy", "rent", ""],
            ["electricity, cooling", f"{owned.power_usd_per_month:,.0f}", "", f"PUE {owned.pue:g}"],
            ["maintenance", f"{owned.maintenance_usd_per_month:,.0f}", "", ""],
            ["staff", f"{owned.staff_usd_per_month:,.0f}", "", ""],
            ["depreciation", f"{owned.depreciation_usd_per_month:,.0f}", "", f"over {owned.life_years:g} years"],
            ["rent", "", f"{rented.usd_per_month:,.0f}", _hours(rented)],
            ["over its life", f"{owned.life_usd:,.0f}", f"{rent_of_life:,.0f}", "USD in all"],
            ["an hour of work", f"{hour:,.2f}", f"{rented.usd_per_month / used:,.2f}", "USD"],
        ],
        right=(1, 2),
    )
    say(f"Rent: {origin}")
    late = " (after its life is over)" if months is not None and months > owned.life_months else ""
    when = f"after {months:,.1f} months{late}" if months is not None else "never: rent is below the running costs"
    click.echo(f"Break-even: {when}")
    least = (
        f"from a utilisation of {share:.0%}"
        if share
        else "at no utilisation"
        if share is None
        else "at any utilisation"
    )
    click.echo(f"Over its life buying costs less {least}\n")
    lines: list[Sequence[str]] = [["sensitivity", "value", "months"]]
    for each in sensitivity(owned, rented):
        lines.append([_FIGURES[each.figure], f"{each.value:g}", _months(each.months)])
    print_table(lines, right=(1, 2))


def _print_guide(form: str) -> None:
    guide, cases = guide_cases()
    if form == "json":
        keys = ("purchase_usd", "power_usd_per_month", "rent_usd_per_month", "months")
        computed = [{key: getattr(case, key) for key in keys} for case in cases]
        printed = {
            "rent_usd_per_month": list(guide.printed_rent_usd_per_month),
            "months": list(guide.printed_months),
            "months_with_running_costs": list(guide.printed_months_with_running_costs),
        }
        click.echo(json.dumps({"computed": computed, "printed": printed, "source": guide.source}, indent=2))
        return
    rent = guide.rent_usd_per_hour * guide.hours_per_month
    click.echo(f"One A100 80 GB: ${guide.rent_usd_per_hour:g} x {guide.hours_per_month:g} h = ${rent:,.0f} a month")
    lines: list[Sequence[str]] = [["purchase USD", "power USD/month", "months", "printed"]]
    for index, case in enumerate(cases):
        running = case.power_usd_per_month > 0
        printed = guide.printed_months_with_running_costs if running else guide.printed_months
        power = f"{case.power_usd_per_month:,.0f}" if running else "left out"
        lines.append([f"{case.purchase_usd:,.0f}", power, _months(case.months), f"{printed[index % 2]:g}"])
    print_table(lines, right=range(4))
    low, high = guide.printed_rent_usd_per_month
    text = (
        f"The guide writes ${high:,.0f} an hour for what is ${high:,.0f} a month, and goes on with about ${low:,.0f} a "
        "month. Its 18 to 24 months count cooling, maintenance and faults, for which it has no figures."
    )
    say(text)


def _json(owned: Owned, rented: Rented, origin: str) -> dict[str, Any]:
    return {
        "rent": {
            "usd_per_hour": rented.usd_per_hour,
            "origin": origin,
            "utilization": rented.utilization,
            "paid_in_all_hours": rented.committed,
        },
        "buy_usd_per_month": {
            "power": owned.power_usd_per_month,
            "maintenance": owned.maintenance_usd_per_month,
            "staff": owned.staff_usd_per_month,
            "depreciation": owned.depreciation_usd_per_month,
        },
        "rent_usd_per_month": rented.usd_per_month,
        "life_months": owned.life_months,
        "buy_usd_over_life": owned.life_usd,
        "rent_usd_over_life": rented.usd_per_month * owned.life_months,
        "buy_usd_per_used_hour": usd_per_used_hour(owned, rented.utilization),
        "months_to_break_even": months_to_break_even(owned, rented),
        "break_even_utilization": break_even_utilization(owned, rented),
        "sensitivity": [
            {"figure": each.figure, "value": each.value, "months": each.months} for each in sensitivity(owned, rented)
        ],
    }


def _hours(rented: Rented) -> str:
    return f"{rented.hours_per_month:,.0f} h{', used or not' if rented.committed else ''}"


def _months(value: float | None) -> str:
    return f"{value:,.1f}" if value is not None else "never"
