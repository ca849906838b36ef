"""Cloud TPU VMs: chips by the hour, in the hours in which the slice is on."""

from collections.abc import Iterator

from accel.planning.cost.context import CostContext, known
from accel.planning.cost.hardware import TPU_VMS, tpu_purchase, tpu_slice
from accel.planning.cost.items import Item, Unpriceable, always
from accel.planning.cost.lines import machine_line
from accel.planning.cost.registry import Pricer
from accel.planning.cost.schedules import tpu_hours
from accel.planning.graph import Resource, Unknown
from accel.planning.month import HOURS_PER_MONTH

FREE: tuple[str, ...] = ()


def _vm(resource: Resource, context: CostContext) -> Iterator[Item]:
    if any(isinstance(resource.get(name), Unknown) for name in ("acceleratorType", "acceleratorConfig")):
        raise Unpriceable("its size is known only to the cloud", "unknown value")
    found = tpu_slice(resource)
    if found is None:
        raise Unpriceable("its size is none that Cloud TPU has", "unknown value")
    purchase = str(known(tpu_purchase(resource), "schedulingConfig"))
    if purchase == "reserved":
        raise Unpriceable("reserved chips are paid for by the contract of their reservation")
    region = context.region_of(resource)
    price = context.chip_price(found.generation.name, region, purchase, found.chips)
    if price is None:
        raise Unpriceable(
            f"no price is known of TPU {found.generation.name} chips ({purchase.replace('_', ' ')}) in {region}"
        )
    hours = context.graph.derived(tpu_hours).get(resource.urn, float(HOURS_PER_MONTH))
    name = f"{found.accelerator_type}, chips"
    yield machine_line(resource, price, name, always(found.chips), always(found.chips * hours), purchase=purchase)


PRICERS: dict[str, Pricer] = dict.fromkeys(TPU_VMS, _vm)
