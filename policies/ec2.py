"""EC2 machines and what they start from, as several rules read them."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from accel.planning.graph import UNKNOWN, Resource
from policies.properties import absent, is_unknown, mapping, objects
from policies.resource_types import EC2_INSTANCES, LAUNCH_CONFIGURATIONS, LAUNCH_TEMPLATES, SPOT_FLEETS

MACHINES = (*EC2_INSTANCES, *LAUNCH_TEMPLATES, *LAUNCH_CONFIGURATIONS)
VOLUMES = ("aws:ebs/volume:Volume",)


class Disk(NamedTuple):
    """One EBS volume: what it is called in a message, and its settings."""

    place: str
    settings: dict[str, Any]


def starts_from_template(machine: Resource) -> bool:
    """Say whether what an instance leaves open comes from a launch template, which is judged by itself."""
    return machine.type in EC2_INSTANCES and not absent(machine.get("launchTemplate"))


def specifications(fleet: Resource) -> Iterable[tuple[str, dict[str, Any]]]:
    """Yield the known machines that a spot fleet describes itself, instead of naming a template, by their places."""
    for index, specification in enumerate(objects(fleet.get("launchSpecifications"))):
        yield f"launchSpecifications[{index}]", specification


def is_true(value: Any) -> bool:
    """Say whether a switch is certainly on; launch templates have them as texts."""
    return value is True or value == "true"


def disks(resource: Resource) -> Iterable[Disk]:
    """Yield the known EBS volumes of a machine, of what it starts from, or a volume itself.

    One without settings stands for the volumes of the image, where nothing is said about them.
    """
    if resource.type in VOLUMES:
        yield Disk("the volume", resource.inputs)
        return
    if resource.type in LAUNCH_TEMPLATES:
        yield from _of_template(resource)
        return
    if resource.type in SPOT_FLEETS:
        for place, specification in specifications(resource):
            yield from _of_specification(place, specification)
        return
    root = resource.get("rootBlockDevice")
    if not is_unknown(root) and not (absent(root) and starts_from_template(resource)):
        yield Disk("rootBlockDevice", mapping(root))
    for index, device in enumerate(objects(resource.get("ebsBlockDevices"))):
        yield Disk(f"ebsBlockDevices[{index}]", device)


def _of_template(template: Resource) -> Iterable[Disk]:
    listed = template.get("blockDeviceMappings")
    if absent(listed):
        yield Disk("the volume of the image (blockDeviceMappings is empty)", {})
        return
    for index, device in enumerate(objects(listed)):
        volume = device.get("ebs")
        # A mapping without ebs is a disk of the machine itself, or takes a disk of the image away.
        if volume is not UNKNOWN and not absent(volume):
            yield Disk(f"blockDeviceMappings[{index}].ebs", mapping(volume))


def _of_specification(place: str, specification: dict[str, Any]) -> Iterable[Disk]:
    roots = specification.get("rootBlockDevices")
    if absent(roots):
        yield Disk(f"{place}: the volume of the image", {})
    for name in ("rootBlockDevices", "ebsBlockDevices"):
        for index, device in enumerate(objects(specification.get(name))):
            yield Disk(f"{place}.{name}[{index}]", device)


def copies_a_snapshot(disk: Disk) -> bool:
    """Say whether a volume is encrypted or not as its snapshot is, since it does not say so itself."""
    return not absent(disk.settings.get("snapshotId")) and absent(disk.settings.get("encrypted"))
