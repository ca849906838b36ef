"""Compute Engine machines have no public addresses."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import CIS_GCP, NETWORK_BOUNDARY, checkov, cis
from policies.properties import entries, mapping
from policies.resource_types import COMPUTE_MACHINES
from policies.rule import MANDATORY, PlainContext, Rule


def _check(machine: Resource, _: PlainContext) -> Iterable[str]:
    for number, interface in enumerate(entries(machine.get("networkInterfaces"))):
        # Absent means no address; an access configuration without an address of its own gets one from Google.
        for name in ("accessConfigs", "ipv6AccessConfigs"):
            if entries(mapping(interface).get(name)):
                yield f"networkInterfaces[{number}].{name} gives it a public address"


RULE = Rule(
    id="gce-private-addresses",
    title="Compute Engine machines have private addresses only",
    group="security",
    cloud="gcp",
    severity="high",
    levels=MANDATORY,
    why="Scanners find a machine with a public address in minutes; Identity-Aware Proxy gives SSH to those who may.",
    remediation="Leave accessConfigs and ipv6AccessConfigs out; Cloud NAT gives machines a way out.",
    frameworks=(*checkov("CKV_GCP_40"), *cis(CIS_GCP, "4.9"), *NETWORK_BOUNDARY),
    types=COMPUTE_MACHINES,
    check_resource=_check,
)
