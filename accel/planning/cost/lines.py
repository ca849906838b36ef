"""The few ways in which things are sold: machines by the hour, services by the hour or the month, and by use."""

from collections.abc import Iterator

from accel.catalog.prices import Price
from accel.catalog.services import UnitPrice
from accel.planning.cost.context import CostContext, cloud_of
from accel.planning.cost.items import CostLine, Item, Span, UsageItem, always
from accel.planning.cost.purchases import ON_DEMAND, SOLD_AS, is_commitment
from accel.planning.graph import Resource
from accel.planning.month import HOURS_PER_MONTH

_HOUR = "hour"
_MONTH = "month"


def machine_line(
    resource: Resource,
    price: Price,
    name: str,
    running: Span,
    unit_hours: Span | None = None,
    *,
    purchase: str | None = None,
) -> CostLine:
    """Return the line of machines, which are paid for by the hour.

    Args:
        resource: who pays for them.
        price: of one machine, or of one chip.
        name: what they are.
        running: how many run while any does.
        unit_hours: machine-hours a month; all of `running` in each hour when absent.
        purchase: how they are bought, where the resource has a word of its own for that of the price.
    """
    # A commitment is paid for in every hour: no schedule lowers it.
    always_paid = unit_hours is None or is_commitment(price.purchase)
    worked = running.times(HOURS_PER_MONTH) if always_paid or unit_hours is None else unit_hours
    item = f"{name}{_bounds(running)}"
    hours = worked.expected / running.expected if running.expected else float(HOURS_PER_MONTH)
    if round(hours) < HOURS_PER_MONTH:
        item += f", {hours:.0f} of {HOURS_PER_MONTH} hours"
    each = price.usd_per_hour
    return CostLine(
        urn=resource.urn,
        type=resource.type,
        item=item,
        quantity=running.expected,
        unit_usd=each,
        purchase=purchase if purchase and SOLD_AS.get(purchase, purchase) == price.purchase else price.purchase,
        hourly_usd=running.expected * each,
        monthly_usd=worked.expected * each,
        min_monthly_usd=worked.min * each,
        max_monthly_usd=worked.max * each,
        peak_hourly_usd=running.max * each,
        source=price.source,
        source_date=price.source_date,
        rented=True,
    )


def service_line(
    resource: Resource,
    context: CostContext,
    service: str,
    name: str,
    amount: Span | float = 1,
    paid: Span | None = None,
) -> Iterator[Item]:
    """Yield the line of a service that is paid for by the hour or by the month, whether it is used or not.

    Args:
        resource: who pays for it.
        context: the estimate.
        service: name of the service in the catalogue.
        name: what it is.
        amount: how many units of it there are while there are any.
        paid: how many units there are over the whole month; `amount` when absent.

    Raises:
        Unpriceable: the catalogue has no price of it.
    """
    found = context.unit_price(cloud_of(resource), context.service_region_of(resource), service)
    span = amount if isinstance(amount, Span) else always(float(amount))
    each_hour = found.usd if found.unit == _HOUR else found.usd / HOURS_PER_MONTH
    monthly = (paid or span).times(found.usd * HOURS_PER_MONTH if found.unit == _HOUR else found.usd)
    unit = "" if found.unit in (_HOUR, _MONTH) else f", {found.unit}"
    yield CostLine(
        urn=resource.urn,
        type=resource.type,
        item=f"{name}{_bounds(span)}{unit}",
        quantity=span.expected,
        unit_usd=found.usd,
        purchase=ON_DEMAND,
        hourly_usd=span.expected * each_hour,
        monthly_usd=monthly.expected,
        min_monthly_usd=monthly.min,
        max_monthly_usd=monthly.max,
        peak_hourly_usd=span.max * each_hour,
        source=_source(found),
        source_date=found.source_date,
    )


def by_use(resource: Resource, context: CostContext, service: str, name: str, use: str) -> Iterator[Item]:
    """Yield the price of a service that only use turns into money.

    Args:
        resource: who pays for it.
        context: the estimate.
        service: name of the service in the catalogue.
        name: what is used.
        use: what is assumed about the use, in words.

    Raises:
        Unpriceable: the catalogue has no price of it.
    """
    found = context.unit_price(cloud_of(resource), context.service_region_of(resource), service)
    yield UsageItem(
        urn=resource.urn,
        type=resource.type,
        item=name,
        unit=found.unit,
        unit_usd=found.usd,
        assumption=f"{found.usd:g} USD per {found.unit}, {use}",
        source=_source(found),
        source_date=found.source_date,
    )


def _bounds(running: Span) -> str:
    return f", {running.min:g} to {running.max:g}" if running.min < running.max else ""


def _source(found: UnitPrice) -> str:
    """Where the price was read; one that stands in for another region's says so."""
    return found.source if found.exact else f"{found.source} (price of {found.region})"
