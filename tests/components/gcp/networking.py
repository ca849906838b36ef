"""Networks for tests, and a judge of whether they let a connection through."""

from ipaddress import IPv4Address, IPv4Network
from typing import Any

import pulumi
import pulumi_gcp as gcp

from accel.planning.graph import Graph, Resource
from accel.preview.recorder import Recording, record
from components.gcp.network import GcpNetwork
from tests.components.gcp.building import LABELS, PROJECT, REGION, without_none

NODES, SLICES = f"nodes@{PROJECT}.iam.gserviceaccount.com", f"slices@{PROJECT}.iam.gserviceaccount.com"
STRANGER = f"stranger@{PROJECT}.iam.gserviceaccount.com"
FIREWALLS = "gcp:compute/firewall:Firewall"
ROUTES = "gcp:compute/route:Route"
OTHERS = ("10.0.0.9", "10.4.7.1")
"""A machine of the subnet, and a pod."""


def arguments(**changes: Any) -> Any:
    given = {
        "project": PROJECT,
        "region": REGION,
        "subnet_cidr": "10.0.0.0/20",
        "pods_cidr": "10.4.0.0/14",
        "services_cidr": "10.8.0.0/20",
        "service_account_emails": {"slices": SLICES, "nodes": NODES},
        "labels": LABELS,
    }
    return without_none({**given, **changes})


def recorded(unknown_outputs: bool = False, **changes: Any) -> Recording:
    def program() -> None:
        network = GcpNetwork("net", arguments(**changes))
        gcp.compute.Address("machine", address_type="INTERNAL", subnetwork=network.subnetwork_id, region=REGION)
        for output in ("network_id", "network_name", "subnetwork_id", "subnetwork_name"):
            pulumi.export(output, getattr(network, output))
        pulumi.export("ranges", [network.pods_range_name, network.services_range_name])

    return record(program, unknown_outputs=unknown_outputs)


def graph_of(**changes: Any) -> Graph:
    return recorded(**changes).graph


def passes(
    graph: Graph, direction: str, machine: str, other: str, port: int, *, from_machine: str = "somebody else"
) -> bool:
    """Judge one TCP connection as Google's firewall does: lowest number first, a denial before an equal permission."""
    rules = [rule for rule in graph.of(FIREWALLS) if rule.get("direction") == direction]
    for rule in sorted(rules, key=lambda rule: (rule.inputs["priority"], "allows" in rule.inputs)):
        if _matches(rule, direction, machine, other, port, from_machine):
            return "allows" in rule.inputs
    return direction == "EGRESS"


def _matches(rule: Resource, direction: str, machine: str, other: str, port: int, from_machine: str) -> bool:
    """Say whether a rule is for a machine, given by its account or its tag, and for what it talks to."""
    targets = rule.inputs.get("targetServiceAccounts", rule.inputs.get("targetTags"))
    sources = rule.inputs.get("sourceServiceAccounts", rule.inputs.get("sourceTags", []))
    ranges = rule.inputs["sourceRanges" if direction == "INGRESS" else "destinationRanges"]
    near = from_machine in sources or any(IPv4Address(other) in IPv4Network(block) for block in ranges)
    (entry,) = rule.inputs.get("allows") or rule.inputs["denies"]
    ports = [text.split("-") for text in entry.get("ports", ["0-65535"])]
    open_ = any(int(ends[0]) <= port <= int(ends[-1]) for ends in ports)
    return (targets is None or machine in targets) and near and entry["protocol"] in ("all", "tcp") and open_
