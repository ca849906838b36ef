"""Machines send and receive only what is addressed to them."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import CIS_GCP, NETWORK_BOUNDARY, checkov, cis
from policies.resource_types import COMPUTE_MACHINES, TPU_VMS, WORKBENCHES
from policies.rule import MANDATORY, PlainContext, Rule

_SWITCHES = ("canIpForward", "networkConfig.canIpForward", "gceSetup.enableIpForwarding")
"""Of a machine, of a TPU VM, of a workbench. All are off by default."""


def _check(machine: Resource, _: PlainContext) -> Iterable[str]:
    for name in _SWITCHES:
        if machine.get(name) is True:
            yield f"{name} is true"


RULE = Rule(
    id="gce-no-ip-forwarding",
    title="Machines do not forward packets of others",
    group="security",
    cloud="gcp",
    severity="medium",
    levels=MANDATORY,
    why="A machine that forwards packets can lead data around the firewall, with a sender of its choice.",
    remediation="Leave canIpForward out; Cloud NAT and Cloud VPN route packets.",
    frameworks=(*checkov("CKV_GCP_36"), *cis(CIS_GCP, "4.6"), *NETWORK_BOUNDARY),
    types=(*COMPUTE_MACHINES, *TPU_VMS, *WORKBENCHES),
    check_resource=_check,
)
