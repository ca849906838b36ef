"""Virtual machines and disks of Compute Engine."""

from collections.abc import Iterator

from accel.planning.cost.context import CostContext, known, parts, required_count, required_text
from accel.planning.cost.gcp_machines import disk_service, machine_price
from accel.planning.cost.hardware import COMPUTE_INSTANCES, rented
from accel.planning.cost.items import Item, Unpriceable, always
from accel.planning.cost.lines import by_use, machine_line, service_line
from accel.planning.cost.registry import Pricer
from accel.planning.graph import Resource

FREE = (
    "gcp:compute/attachedDisk:AttachedDisk",
    "gcp:compute/instanceTemplate:InstanceTemplate",
    "gcp:compute/regionInstanceTemplate:RegionInstanceTemplate",
    "gcp:compute/resourcePolicy:ResourcePolicy",
)
_BOOT_DISK = "bootDisk.initializeParams"


def _instance(resource: Resource, context: CostContext) -> Iterator[Item]:
    yield from parts(resource, _machine(resource, context), _boot_disk(resource, context))


def _machine(resource: Resource, context: CostContext) -> Iterator[Item]:
    machine_type = required_text(resource, "machineType").rpartition("/")[2]
    purchase = str(known(next(rent.purchase for rent in rented(resource)), "scheduling"))
    price, units = machine_price(context, context.region_of(resource), machine_type, purchase, resource.inputs)
    yield machine_line(resource, price, machine_type, always(units), purchase=purchase)


def _boot_disk(resource: Resource, context: CostContext) -> Iterator[Item]:
    if resource.get("bootDisk.source") is not None:
        return
    kind = required_text(resource, f"{_BOOT_DISK}.type", "pd-standard")
    if resource.get(f"{_BOOT_DISK}.size") is None:
        yield from by_use(
            resource, context, disk_service(kind), f"boot disk {kind}", "for the size that its image asks for"
        )
        return
    size = required_count(resource, f"{_BOOT_DISK}.size")
    yield from service_line(resource, context, disk_service(kind), f"boot disk {kind}", size)


def _disk(resource: Resource, context: CostContext) -> Iterator[Item]:
    kind = required_text(resource, "type", "pd-standard").rpartition("/")[2]
    if resource.get("size") is None:
        raise Unpriceable("its size is that of the image or snapshot that it is made from", "unknown value")
    yield from service_line(resource, context, disk_service(kind), f"disk {kind}", required_count(resource, "size"))


PRICERS: dict[str, Pricer] = {**dict.fromkeys(COMPUTE_INSTANCES, _instance), "gcp:compute/disk:Disk": _disk}
