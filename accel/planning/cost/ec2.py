"""Virtual machines and disks of EC2."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from accel.catalog.defaults import default
from accel.planning.cost.context import CostContext, count_of, known, mappings, parts, required_text
from accel.planning.cost.hardware import ec2_purchase
from accel.planning.cost.items import Item, Span, Unpriceable, always
from accel.planning.cost.lines import by_use, machine_line, service_line
from accel.planning.cost.registry import Pricer
from accel.planning.graph import UNKNOWN, Resource, lookup

FREE = (
    "aws:ec2/keyPair:KeyPair",
    "aws:ec2/launchConfiguration:LaunchConfiguration",
    "aws:ec2/launchTemplate:LaunchTemplate",
    "aws:ec2/volumeAttachment:VolumeAttachment",
)
_DISKS = {kind: f"ebs_{kind}_storage" for kind in ("gp3", "gp2", "st1", "sc1")}
_GP3 = "gp3"
_SPEED = {
    "iops": ("ebs_gp3_iops", "IOPS that a gp3 volume has without paying for them"),
    "throughput": ("ebs_gp3_throughput", "MiB/s that a gp3 volume has without paying for them"),
}
_SHARED = "default"


def _instance(resource: Resource, context: CostContext) -> Iterator[Item]:
    yield from parts(
        resource,
        _machine(resource, context),
        _root_disk(resource, context),
        _disks(resource, context),
        _public_address(resource, context),
    )


def _spot_request(resource: Resource, context: CostContext) -> Iterator[Item]:
    # It is an instance whose market is in its type.
    spot = {**resource.inputs, "instanceMarketOptions": {"marketType": "spot"}}
    yield from _instance(replace(resource, inputs=spot), context)


def _machine(resource: Resource, context: CostContext) -> Iterator[Item]:
    machine_type = required_text(resource, "instanceType")
    if known(resource.get("tenancy", _SHARED), "tenancy") != _SHARED:
        raise Unpriceable("no price is known of dedicated hardware")
    purchase = str(known(ec2_purchase(resource) or UNKNOWN, "instanceMarketOptions"))
    price = context.price("aws", context.region_of(resource), machine_type, purchase)
    yield machine_line(resource, price, machine_type, always(1))


def _public_address(resource: Resource, context: CostContext) -> Iterator[Item]:
    # Where nothing is said its subnet decides, and an Elastic IP is a resource of its own.
    if resource.get("associatePublicIpAddress") is True:
        yield from service_line(resource, context, "public_ipv4", "public IPv4 address")


def _root_disk(resource: Resource, context: CostContext) -> Iterator[Item]:
    root = resource.get("rootBlockDevice")
    if lookup(root, "volumeSize") is not None:
        yield from ebs_disk(resource, context, root, name="root disk", default_kind="gp3")
        return
    yield from by_use(resource, context, "ebs_gp3_storage", "root disk", "for the size that its image asks for")


def _disks(resource: Resource, context: CostContext) -> Iterator[Item]:
    for disk in mappings(resource.get("ebsBlockDevices"), "ebsBlockDevices"):
        yield from ebs_disk(resource, context, disk, name="disk", default_kind="gp3")


def _volume(resource: Resource, context: CostContext) -> Iterator[Item]:
    disk = {**resource.inputs, "volumeSize": resource.get("size"), "volumeType": resource.get("type")}
    yield from ebs_disk(resource, context, disk, name="disk", default_kind="gp2")


def ebs_disk(
    resource: Resource, context: CostContext, disk: Any, *, name: str, default_kind: str, running: Span | None = None
) -> Iterator[Item]:
    """Yield what an EBS volume costs: its size, and the speed beyond what gp3 brings along.

    Args:
        resource: who pays for it.
        context: the estimate.
        disk: its `volumeType`, `volumeSize`, `iops` and `throughput`.
        name: what it is.
        default_kind: its type where nothing is said.
        running: how many machines have one like it; one when absent.

    Raises:
        Unpriceable: the catalogue has no price, or only the cloud knows what it is.
    """
    given = lookup(disk, "volumeType")
    kind = str(known(given if given is not None else default_kind, "volumeType"))
    if kind not in _DISKS:
        raise Unpriceable(f"no price is known of EBS volumes of the type {kind}")
    each = running or always(1)
    size = count_of(lookup(disk, "volumeSize"), "volumeSize")
    yield from service_line(resource, context, _DISKS[kind], f"{name} {kind}", each.times(size))
    for path, (service, brought) in _SPEED.items() if kind == _GP3 else ():
        speed = lookup(disk, path)
        more = 0.0 if speed is None else count_of(speed, path) - default(brought)
        if more > 0:
            yield from service_line(resource, context, service, f"{name} {kind}, {path}", each.times(more))


PRICERS: dict[str, Pricer] = {
    "aws:ec2/instance:Instance": _instance,
    "aws:ec2/spotInstanceRequest:SpotInstanceRequest": _spot_request,
    "aws:ebs/volume:Volume": _volume,
}
