"""Virtual machines, scale sets and managed disks of Azure, and machines behind Azure ML endpoints."""

from collections.abc import Iterator
from typing import Any

from accel.catalog.azure_disks import disk_size
from accel.catalog.defaults import default
from accel.planning.cost.assumptions import autoscaled
from accel.planning.cost.azure_translation import AUTOSCALE_SETTINGS
from accel.planning.cost.context import CostContext, count_of, known, mappings, parts, required_count, required_text
from accel.planning.cost.hardware import AZURE_SPOT, online_deployment_path
from accel.planning.cost.items import Item, Span, Unpriceable, always
from accel.planning.cost.lines import machine_line, service_line
from accel.planning.cost.registry import Pricer
from accel.planning.graph import Resource, lookup

FREE = (
    "azure-native:compute:AvailabilitySet",
    "azure-native:compute:DiskEncryptionSet",
    "azure-native:compute:ProximityPlacementGroup",
    "azure-native:compute:VirtualMachineExtension",
    "azure-native:compute:VirtualMachineScaleSetExtension",
    # Switching off is free.
    "azure-native:devtestlab:GlobalSchedule",
    "azure-native:devtestlab:Schedule",
)
_FAMILIES = {"Premium_LRS": "Premium", "StandardSSD_LRS": "StandardSSD", "Standard_LRS": "Standard"}
_WINDOWS = "Windows"


def azure_machines(
    resource: Resource, context: CostContext, size: Any, priority: Any, running: Span, *, name: str = ""
) -> Iterator[Item]:
    """Yield the line of Linux machines of one size.

    Raises:
        Unpriceable: the catalogue has no price, or only the cloud knows what they are.
    """
    machine = str(known(size, "vmSize"))
    spot = str(known(priority if priority is not None else "Regular", "priority")).lower() in AZURE_SPOT
    price = context.price("azure", context.region_of(resource), machine, "spot" if spot else "on_demand")
    yield machine_line(resource, price, f"{machine}{name}", running)


def managed_disks(
    resource: Resource, context: CostContext, kind: Any, gib: Any, running: Span, *, name: str
) -> Iterator[Item]:
    """Yield the line of managed disks of one size.

    Raises:
        Unpriceable: the catalogue has no price, or only the cloud knows what they are.
    """
    sku = str(known(kind, f"{name}.storageAccountType"))
    family = _FAMILIES.get(sku)
    if family is None:
        raise Unpriceable(f"no price is known of managed disks of the type {sku}")
    size = disk_size(family, count_of(gib, f"{name}.diskSizeGB"))
    if size is None:
        raise Unpriceable(f"no managed disk of the type {sku} has {gib} GiB", "unknown value")
    yield from service_line(resource, context, f"disk_{size}_lrs", f"{name} {size.upper()}", running)


def storage_disks(resource: Resource, context: CostContext, profile: str, running: Span) -> Iterator[Item]:
    """Yield the disks of a storage profile, the system's first.

    Raises:
        Unpriceable: a size or a type is not given, or has no price.
    """
    system = resource.get(f"{profile}.osDisk", {})
    if lookup(system, "diffDiskSettings") is None:
        kind = lookup(system, "managedDisk.storageAccountType")
        if lookup(system, "diskSizeGB") is None or kind is None:
            raise Unpriceable("size or type of the system's disk is that of its image", "unknown value")
        yield from managed_disks(resource, context, kind, lookup(system, "diskSizeGB"), running, name="system disk")
    for disk in mappings(resource.get(f"{profile}.dataDisks"), "dataDisks"):
        # An attached disk is a resource of its own, and paid for as one.
        if lookup(disk, "createOption") != "Attach":
            kind = lookup(disk, "managedDisk.storageAccountType")
            yield from managed_disks(resource, context, kind, lookup(disk, "diskSizeGB"), running, name="data disk")


def refuse_windows(resource: Resource, profile: str) -> None:
    """Refuse machines whose price contains a licence.

    Raises:
        Unpriceable: they run Windows, or only the cloud knows what they run.
    """
    system = known(resource.get(f"{profile}.osDisk.osType", "Linux"), "osDisk.osType")
    if system == _WINDOWS:
        raise Unpriceable("no price is known of machines with Windows")


def _machine(resource: Resource, context: CostContext) -> Iterator[Item]:
    yield from parts(
        resource,
        _machine_hours(resource, context),
        storage_disks(resource, context, "storageProfile", always(1)),
    )


def _machine_hours(resource: Resource, context: CostContext) -> Iterator[Item]:
    refuse_windows(resource, "storageProfile")
    if resource.get("osProfile.windowsConfiguration") is not None:
        raise Unpriceable("no price is known of machines with Windows")
    yield from azure_machines(
        resource, context, resource.get("hardwareProfile.vmSize"), resource.get("priority"), always(1)
    )


def _scale_set(resource: Resource, context: CostContext) -> Iterator[Item]:
    running = _scale_set_size(resource, context)
    profile = "virtualMachineProfile"
    yield from parts(
        resource,
        _scale_set_hours(resource, context, running),
        storage_disks(resource, context, f"{profile}.storageProfile", running),
    )


def _scale_set_hours(resource: Resource, context: CostContext, running: Span) -> Iterator[Item]:
    refuse_windows(resource, "virtualMachineProfile.storageProfile")
    priority = resource.get("virtualMachineProfile.priority")
    yield from azure_machines(resource, context, resource.get("sku.name"), priority, running)


def _scale_set_size(resource: Resource, context: CostContext) -> Span:
    count = required_count(resource, "sku.capacity")
    bounds = context.derived(_autoscale_bounds).get(resource.urn)
    return autoscaled(bounds[0], bounds[1], context.load) if bounds else always(count)


def _autoscale_bounds(context: CostContext) -> dict[str, tuple[float, float]]:
    """Return fewest and most machines of each scale set that an autoscale setting moves: over all its profiles."""
    found: dict[str, tuple[float, float]] = {}
    for setting in context.graph.of("azure-native:monitor:AutoscaleSetting", *AUTOSCALE_SETTINGS):
        capacities = [lookup(profile, "capacity") for profile in mappings(setting.get("profiles"), "profiles")]
        lows = [count_of(lookup(capacity, "minimum"), "capacity.minimum") for capacity in capacities]
        highs = [count_of(lookup(capacity, "maximum"), "capacity.maximum") for capacity in capacities]
        for urn in setting.dependencies:
            if lows and urn in context.graph.by_urn:
                found[urn] = (min(lows), max(highs))
    return found


def _disk(resource: Resource, context: CostContext) -> Iterator[Item]:
    if resource.get("diskSizeGB") is None:
        raise Unpriceable("its size is that of what it is made from", "unknown value")
    kind = required_text(resource, "sku.name", "Standard_LRS")
    tier = resource.get("tier")
    if tier is None:
        yield from managed_disks(resource, context, kind, resource.get("diskSizeGB"), always(1), name="disk")
        return
    # A disk may be as fast as a larger one, and is paid for as that.
    size = str(known(tier, "tier"))
    yield from service_line(resource, context, f"disk_{size.lower()}_lrs", f"disk of the tier {size}")


def _online_deployment(resource: Resource, context: CostContext) -> Iterator[Item]:
    path = online_deployment_path(resource)
    kind = required_text(resource, f"{path}.endpointComputeType", "Managed")
    if kind != "Managed":
        raise Unpriceable("its machines are those of its cluster", "unknown value")
    machine = resource.get(f"{path}.instanceType", default("machine type of an Azure ML online deployment"))
    count = required_count(resource, f"{path}.scaleSettings.minInstances", _capacity(resource))
    most = required_count(resource, f"{path}.scaleSettings.maxInstances", count)
    running = autoscaled(count, most, context.load)
    yield from azure_machines(resource, context, machine, None, running, name=", behind an endpoint")


def _ml_compute(resource: Resource, context: CostContext) -> Iterator[Item]:
    kind = required_text(resource, "properties.computeType")
    path = "properties.properties"
    size, priority = resource.get(f"{path}.vmSize"), resource.get(f"{path}.vmPriority")
    if kind == "ComputeInstance":
        yield from azure_machines(resource, context, size, None, always(1), name=", compute instance")
    elif kind == "AmlCompute":
        if priority is not None and known(priority, "vmPriority") != "Dedicated":
            raise Unpriceable(f"no price is known of machines of the priority {priority} in Azure ML")
        fewest = required_count(resource, f"{path}.scaleSettings.minNodeCount", 0)
        most = required_count(resource, f"{path}.scaleSettings.maxNodeCount")
        running = autoscaled(fewest, most, context.load)
        yield from azure_machines(resource, context, size, None, running, name=", compute cluster")
    else:
        raise Unpriceable(f"no price is known of Azure ML compute of the type {kind}")


def _capacity(resource: Resource) -> float:
    return required_count(resource, "sku.capacity", 1)


PRICERS: dict[str, Pricer] = {
    "azure-native:compute:Disk": _disk,
    "azure-native:compute:VirtualMachine": _machine,
    "azure-native:compute:VirtualMachineScaleSet": _scale_set,
    "azure-native:machinelearningservices:Compute": _ml_compute,
    "azure-native:machinelearningservices:OnlineDeployment": _online_deployment,
}
