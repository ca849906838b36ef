"""Nothing stands in the network `default`."""

from collections.abc import Iterable
from typing import Any

from accel.planning.graph import Resource, lookup
from policies.frameworks import CIS_GCP, NETWORK_BOUNDARY, cis
from policies.properties import absent, objects
from policies.resource_types import COMPUTE_MACHINES, GKE_CLUSTERS, SUBNETWORKS, TPU_QUEUED_RESOURCES, TPU_VMS
from policies.rule import MANDATORY, PlainContext, Rule

_WORKBENCH = "gcp:workbench/instance:Instance"
_FIREWALL = "gcp:compute/firewall:Firewall"
_INTERFACES = ("networkInterfaces", "networkConfig", "networkConfigs", "gceSetup.networkInterfaces")
"""Of a machine, of TPU VMs, of a workbench."""


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    places = [("", resource.inputs)]
    places += [(f"{path}.", found) for path in _INTERFACES for found in objects(resource.get(path))]
    for number, spec in enumerate(objects(resource.get("tpu.nodeSpecs"))):
        found = lookup(spec, "node.networkConfig")
        places += [(f"tpu.nodeSpecs[{number}].node.networkConfig.", one) for one in objects(found)]
    for place, found in places:
        for name in ("network", "subnetwork"):
            if _is_default(found.get(name)):
                yield f"{place}{name} is the network `default`"
    # Absent means `default` for a cluster. Another rule judges TPU VMs without a network.
    if resource.kind in GKE_CLUSTERS and absent(resource.get("network")) and absent(resource.get("subnetwork")):
        yield "no network is given, which means `default`"


def _is_default(reference: Any) -> bool:
    return isinstance(reference, str) and reference.rpartition("/")[2] == "default"


RULE = Rule(
    id="network-not-default",
    title="Nothing stands in the network `default`",
    group="security",
    cloud="gcp",
    severity="medium",
    levels=MANDATORY,
    why="The network `default` reaches every region, admits SSH from the world, and all in it may call each other.",
    remediation="Name a subnet of the stack's own network (GcpNetwork makes one).",
    frameworks=(*cis(CIS_GCP, "3.1"), *NETWORK_BOUNDARY),
    types=(*COMPUTE_MACHINES, *GKE_CLUSTERS, *TPU_VMS, *TPU_QUEUED_RESOURCES, *SUBNETWORKS, _WORKBENCH, _FIREWALL),
    check_resource=_check,
)
