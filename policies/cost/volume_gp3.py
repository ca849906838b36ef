"""Volumes of AWS are of the kind that costs less for the same."""

from collections.abc import Iterable, Iterator
from typing import Any

from accel.planning.graph import Resource, lookup
from policies.frameworks import CAPACITY
from policies.properties import objects
from policies.resource_types import LAUNCH_TEMPLATES
from policies.rule import ADVISORY, PlainContext, Rule

_VOLUMES = ("aws:ebs/volume:Volume",)
_INSTANCES = ("aws:ec2/instance:Instance",)
_OLD = "gp2"


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    # What an absent kind means differs by image and by account: only one that is given is judged.
    for where, kind in _kinds(resource):
        if kind == _OLD:
            yield f"{where} is {_OLD}: gp3 costs less and has its throughput whatever the size"


def _kinds(resource: Resource) -> Iterator[tuple[str, Any]]:
    if resource.kind in _VOLUMES:
        yield "type", resource.get("type")
    elif resource.kind in _INSTANCES:
        yield "rootBlockDevice.volumeType", resource.get("rootBlockDevice.volumeType")
        for device in objects(resource.get("ebsBlockDevices")):
            yield "ebsBlockDevices.volumeType", device.get("volumeType")
    else:
        for mapping in objects(resource.get("blockDeviceMappings")):
            yield "blockDeviceMappings.ebs.volumeType", lookup(mapping, "ebs.volumeType")


RULE = Rule(
    id="volume-gp3",
    title="EBS volumes are gp3 and not gp2",
    group="cost",
    cloud="aws",
    severity="low",
    levels=ADVISORY,
    why="A gp2 volume costs more than a gp3 one of the same size, and is slow while it is small.",
    remediation="Set the volume type to gp3; it changes in place.",
    frameworks=(*CAPACITY,),
    types=(*_VOLUMES, *_INSTANCES, *LAUNCH_TEMPLATES),
    check_resource=_check,
)
