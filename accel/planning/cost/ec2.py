"""Virtual machines and disks of EC2."""

from collections.abc import Iterator

from accel.planning.cost.context import CostContext, known, mappings, parts, required_count, required_text
from accel.planning.cost.hardware import rented
from accel.planning.cost.items import Item, Unpriceable, always
from accel.planning.cost.lines import by_use, machine_line, service_line
from accel.planning.cost.registry import Pricer
from accel.planning.graph import Resource, lookup

FREE = (
    "aws:ec2/keyPair:KeyPair",
    "aws:ec2/launchTemplate:LaunchTemplate",
    "aws:ec2/volumeAttachment:VolumeAttachment",
)
_DISKS = {kind: f"ebs_{kind}_storage" for kind in ("gp3", "gp2", "st1", "sc1")}
_SHARED = "default"


def _instance(resource: Resource, context: CostContext) -> Iterator[Item]:
    yield from parts(resource, _machine(resource, context), _root_disk(resource, context), _disks(resource, context))


def _machine(resource: Resource, context: CostContext) -> Iterator[Item]:
    machine_type = required_text(resource, "instanceType")
    if known(resource.get("tenancy", _SHARED), "tenancy") != _SHARED:
        raise Unpriceable("no price is known of dedicated hardware")
    purchase = known(next(rent.purchase for rent in rented(resource)), "instanceMarketOptions")
    price = context.price("aws", context.region_of(resource), machine_type, purchase)
    yield machine_line(resource, price, machine_type, always(1))


def _root_disk(resource: Resource, context: CostContext) -> Iterator[Item]:
    if resource.get("rootBlockDevice.volumeSize") is not None:
        kind = required_text(resource, "rootBlockDevice.volumeType", "gp3")
        yield from service_line(
            resource,
            context,
            disk_service(kind),
            f"root disk {kind}",
            required_count(resource, "rootBlockDevice.volumeSize"),
        )
        return
    yield from by_use(resource, context, "ebs_gp3_storage", "root disk", "for the size that its image asks for")


def _disks(resource: Resource, context: CostContext) -> Iterator[Item]:
    for index, disk in enumerate(mappings(resource.get("ebsBlockDevices"), "ebsBlockDevices")):
        kind = known(lookup(disk, "volumeType", "gp3"), f"ebsBlockDevices.{index}.volumeType")
        size = required_count(resource, f"ebsBlockDevices.{index}.volumeSize")
        yield from service_line(resource, context, disk_service(kind), f"disk {kind}", size)


def _volume(resource: Resource, context: CostContext) -> Iterator[Item]:
    kind = required_text(resource, "type", "gp2")
    yield from service_line(resource, context, disk_service(kind), f"disk {kind}", required_count(resource, "size"))


def disk_service(kind: str) -> str:
    """Return the catalogue's name of a type of EBS volume.

    Raises:
        Unpriceable: it has none, or one that leaves out what its speed costs.
    """
    if kind not in _DISKS:
        raise Unpriceable(f"no price is known of EBS volumes of the type {kind}")
    return _DISKS[kind]


PRICERS: dict[str, Pricer] = {
    "aws:ec2/instance:Instance": _instance,
    "aws:ebs/volume:Volume": _volume,
}
