"""Machines of Compute Engine, wherever they run: alone, or as nodes of GKE."""

from collections.abc import Iterator
from typing import Any

from accel.catalog.defaults import default
from accel.catalog.gke import boot_disk, local_ssds
from accel.catalog.prices import Price
from accel.planning.cost.context import CostContext, count_of, known, required_text
from accel.planning.cost.hardware import attached_accelerators, built_in_accelerators, rented
from accel.planning.cost.items import Item, Span, Unpriceable
from accel.planning.cost.lines import machine_line
from accel.planning.graph import UNKNOWN, Resource, Unknown, lookup

_TPU = "tpu-"
_DISKS = {"pd-standard": "pd_hdd", "pd-balanced": "pd_balanced", "pd-ssd": "pd_ssd"}


def machine_price(
    context: CostContext, region: str, machine_type: str, purchase: str, config: Any
) -> tuple[Price, float]:
    """Return a price and how many of its units one machine is: one machine, or the chips of a TPU machine.

    Raises:
        Unpriceable: the catalogue has none, or the machine has accelerators that its price leaves out.
    """
    built_in = built_in_accelerators("gcp", machine_type)
    if built_in and built_in[0].startswith(_TPU):
        chip = context.chip_price(built_in[0], region, purchase, int(built_in[1]))
        if chip is None:
            raise Unpriceable(f"no price is known of {machine_type} ({purchase.replace('_', ' ')}) in {region}")
        return chip, built_in[1]
    listed = lookup(config, "guestAccelerators")
    if not built_in and isinstance(listed, Unknown):
        raise Unpriceable("guestAccelerators is known only to the cloud", "unknown value")
    if not built_in and listed:
        names = ", ".join(name for name, _ in attached_accelerators(config)) or "accelerators"
        raise Unpriceable(f"no price is known of {names} attached to {machine_type}")
    return context.price("gcp", region, machine_type, purchase), 1.0


def described_machines(
    resource: Resource, context: CostContext, described: Resource, running: Span, hours: Span | None = None
) -> Iterator[Item]:
    """Yield the line of machines that an instance, or the template of a group, describes.

    Args:
        resource: who pays for them.
        context: the estimate.
        described: the instance or template.
        running: how many run while any does.
        hours: machine-hours a month; all of `running` in each hour when absent.

    Raises:
        Unpriceable: the catalogue has no price, or only the cloud knows what they are.
    """
    machine_type = required_text(described, "machineType").rpartition("/")[2]
    purchase = str(known(next(rent.purchase for rent in rented(described)) or UNKNOWN, "scheduling"))
    price, units = machine_price(context, context.region_of(resource), machine_type, purchase, described.inputs)
    paid = hours.times(units) if hours is not None else None
    yield machine_line(resource, price, machine_type, running.times(units), paid, purchase=purchase)


def node_machine_type(config: Any) -> str:
    """Return the machine type of a GKE node.

    Raises:
        Unpriceable: only the cloud knows it.
    """
    found = lookup(config, "machineType", default("machine type of a GKE node"))
    return str(known(found, "nodeConfig.machineType"))


def disk_service(kind: str) -> str:
    """Return the catalogue's name of a type of disk.

    Raises:
        Unpriceable: it has none.
    """
    name = kind.rpartition("/")[2]
    if name not in _DISKS:
        raise Unpriceable(f"no price is known of disks of the type {name}")
    return _DISKS[name]


def node_disk(config: Any) -> tuple[str, float]:
    """Return type and GB of the boot disk of a GKE node.

    Raises:
        Unpriceable: only the cloud knows it.
    """
    kind = lookup(config, "bootDisk.diskType", lookup(config, "diskType"))
    if kind is None:
        kind = boot_disk(node_machine_type(config))
    size = lookup(config, "bootDisk.sizeGb", lookup(config, "diskSizeGb", default("GB of the boot disk of a GKE node")))
    return str(known(kind, "nodeConfig.diskType")), count_of(size, "nodeConfig.diskSizeGb")


def extra_local_ssd_gb(config: Any) -> float:
    """Return the GB of local SSDs of a node beyond those that its machine type brings along and is priced with.

    Raises:
        Unpriceable: only the cloud knows it.
    """
    counts = [
        lookup(config, path, 0)
        for path in (
            "localSsdCount",
            "ephemeralStorageLocalSsdConfig.localSsdCount",
            "localNvmeSsdBlockConfig.localSsdCount",
        )
    ]
    wanted = max(count_of(count, "nodeConfig.localSsdCount") for count in counts)
    return local_ssd_gb(lookup(config, "machineType"), wanted)


def local_ssd_gb(machine_type: Any, count: float) -> float:
    """Return the GB of so many local SSDs that are paid for beside a machine: it is priced with those it brings."""
    brought = local_ssds(machine_type.rpartition("/")[2]) if isinstance(machine_type, str) else 0
    return max(0.0, count - brought) * default("GB of a local SSD of Compute Engine")
