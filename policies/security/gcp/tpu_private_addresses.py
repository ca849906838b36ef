"""TPU VMs have no public addresses."""

from collections.abc import Iterable
from typing import Any

from accel.planning.graph import Resource, lookup
from policies.frameworks import CIS_GCP, NETWORK_BOUNDARY, checkov, cis
from policies.properties import absent, objects
from policies.resource_types import TPU_QUEUED_RESOURCES, TPU_VMS
from policies.rule import MANDATORY, PlainContext, Rule


def _check(tpu: Resource, _: PlainContext) -> Iterable[str]:
    if tpu.kind in TPU_QUEUED_RESOURCES:
        for spec in objects(tpu.get("tpu.nodeSpecs")):
            yield from _public(lookup(spec, "node.networkConfig"), None)
    else:
        yield from _public(tpu.get("networkConfig"), tpu.get("networkConfigs"))


def _public(single: Any, several: Any) -> Iterable[str]:
    if absent(single) and absent(several):
        yield "networkConfig is not set: the TPU VM lands in the network `default`"
    for network in (*objects(single), *objects(several)):
        # The API's default is false.
        if network.get("enableExternalIps") is True:
            yield "enableExternalIps is true"


RULE = Rule(
    id="tpu-private-addresses",
    title="TPU VMs have private addresses only",
    group="security",
    cloud="gcp",
    severity="high",
    levels=MANDATORY,
    why="A training machine needs nobody from outside; Identity-Aware Proxy gives SSH to those who may.",
    remediation="Set networkConfig with a subnet that has Private Google Access and enableExternalIps false.",
    frameworks=(*checkov("CKV2_GCP_32"), *cis(CIS_GCP, "4.9"), *NETWORK_BOUNDARY),
    types=(*TPU_VMS, *TPU_QUEUED_RESOURCES),
    check_resource=_check,
)
