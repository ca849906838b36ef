"""Virtual machines and disks of Compute Engine."""

from collections.abc import Iterator

from accel.planning.cost.context import CostContext, mappings, parts, required_count, required_text
from accel.planning.cost.gcp_machines import described_machines, disk_service, local_ssd_gb
from accel.planning.cost.hardware import COMPUTE_INSTANCES, rented
from accel.planning.cost.items import Item, Unpriceable, always
from accel.planning.cost.lines import by_use, service_line
from accel.planning.cost.registry import Pricer
from accel.planning.graph import Resource, lookup

FREE = (
    "gcp:compute/attachedDisk:AttachedDisk",
    "gcp:compute/resourcePolicy:ResourcePolicy",
)
_BOOT_DISK = "bootDisk.initializeParams"


def _instance(resource: Resource, context: CostContext) -> Iterator[Item]:
    yield from parts(
        resource,
        described_machines(resource, context, resource, always(1)),
        _boot_disk(resource, context),
        _local_ssds(resource, context),
        _external_addresses(resource, context),
    )


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


def _local_ssds(resource: Resource, context: CostContext) -> Iterator[Item]:
    size = local_ssd_gb(resource.get("machineType"), len(mappings(resource.get("scratchDisks"), "scratchDisks")))
    if size:
        yield from service_line(resource, context, "pd_local", "local SSD", size)


def _external_addresses(resource: Resource, context: CostContext) -> Iterator[Item]:
    cards = mappings(resource.get("networkInterfaces"), "networkInterfaces")
    ways = [way for card in cards for way in mappings(lookup(card, "accessConfigs"), "accessConfigs")]
    # One with an address of its own names a resource that is paid for as one.
    count = sum(lookup(way, "natIp") is None for way in ways)
    if count and any(rent.interruptible for rent in rented(resource)):
        raise Unpriceable("no price is known of the external address of a spot machine")
    if count:
        yield from service_line(resource, context, "static_ip", "external address in use", count)


def _disk(resource: Resource, context: CostContext) -> Iterator[Item]:
    kind = required_text(resource, "type", "pd-standard").rpartition("/")[2]
    if resource.get("size") is None:
        raise Unpriceable("its size is that of the image or snapshot that it is made from", "unknown value")
    yield from service_line(resource, context, disk_service(kind), f"disk {kind}", required_count(resource, "size"))


PRICERS: dict[str, Pricer] = {**dict.fromkeys(COMPUTE_INSTANCES, _instance), "gcp:compute/disk:Disk": _disk}
