from typing import Any

import pulumi
import pulumi_azure_native as azure
import pytest

from accel.planning.graph import UNKNOWN, Graph
from accel.preview.recorder import Recording, record
from components.azure.network import AzureNetwork, validate
from components.contract import InvalidArgument
from tests.components.azure.building import (
    GROUP,
    PLACE,
    REGION,
    TAGS,
    findings,
    named,
    only,
    provider,
    refusal,
    types,
    without_none,
)

OWN, ENDPOINTS = "10.70.0.0/20", "10.70.16.0/24"
SUBNET = "azure-native:network:Subnet"
RULES = "azure-native:network:NetworkSecurityGroup"
OFFICE = "192.168.10.0/24"


def arguments(**changes: Any) -> Any:
    given = {
        "resource_group_name": GROUP,
        "location": REGION,
        "cidr_block": "10.70.0.0/16",
        "workload_cidr": OWN,
        "endpoint_cidr": ENDPOINTS,
        "tags": TAGS,
    }
    return without_none({**given, **changes})


def recorded(unknown_outputs: bool = False, **changes: Any) -> Recording:
    def program() -> None:
        options = pulumi.ResourceOptions(provider=provider())
        network = AzureNetwork("net", arguments(**changes), pulumi.ResourceOptions(providers=[options.provider]))  # type: ignore[list-item] - just given
        for output in ("network_id", "workload_subnet_id", "endpoint_subnet_id", "zone_ids"):
            pulumi.export(output, getattr(network, output))
        azure.network.NetworkInterface("nic", resource_group_name=GROUP, ip_configurations=[
            {"name": "a", "subnet": {"id": network.workload_subnet_id}}
        ], tags=TAGS, location=REGION, opts=options)  # fmt: skip

    return record(program, unknown_outputs=unknown_outputs)


def rules(graph: Graph, name: str, direction: str) -> list[tuple[int, str, str, str, str, Any]]:
    """Return the rules of a group in the order in which they are asked."""
    found = [
        (
            rule["priority"],
            rule["access"],
            rule["protocol"],
            rule["sourceAddressPrefix"],
            rule["destinationAddressPrefix"],
            rule.get("destinationPortRanges") or rule["destinationPortRange"],
        )
        for rule in named(graph, name).inputs["securityRules"]
        if rule["direction"] == direction
    ]
    return sorted(found)


def test_everything_that_is_made_is_known() -> None:
    assert types(recorded().graph) == [
        ("network:NetworkInterface", "nic"),
        ("network:NetworkSecurityGroup", "net-endpoints-rules"),
        ("network:NetworkSecurityGroup", "net-workload-rules"),
        ("network:Subnet", "net-endpoints"),
        ("network:Subnet", "net-workload"),
        ("network:VirtualNetwork", "net-network"),
        ("privatedns:PrivateZone", "net-blob"),
        ("privatedns:PrivateZone", "net-registry"),
        ("privatedns:PrivateZone", "net-vault"),
        ("privatedns:VirtualNetworkLink", "net-blob-link"),
        ("privatedns:VirtualNetworkLink", "net-registry-link"),
        ("privatedns:VirtualNetworkLink", "net-vault-link"),
    ]


@pytest.mark.parametrize("unknown_outputs", [False, True])
@pytest.mark.parametrize("egress", ["private", "nat"])
def test_the_network_keeps_our_own_rules(egress: str, unknown_outputs: bool) -> None:
    assert findings(recorded(unknown_outputs, egress=egress, allowed_cidrs=[OFFICE]).graph) == []


def test_machines_have_no_way_out_and_nobody_but_their_own_comes_in() -> None:
    graph = recorded().graph
    assert rules(graph, "net-workload-rules", "Inbound") == [
        (100, "Allow", "*", OWN, OWN, "*"),
        (200, "Allow", "*", "AzureLoadBalancer", OWN, "*"),
        (4096, "Deny", "*", "*", "*", "*"),
    ]
    assert rules(graph, "net-workload-rules", "Outbound") == [
        (100, "Allow", "*", OWN, OWN, "*"),
        (110, "Allow", "Tcp", OWN, ENDPOINTS, ["443"]),
        (4096, "Deny", "*", "*", "*", "*"),
    ]
    assert [subnet.inputs["defaultOutboundAccess"] for subnet in graph.of(SUBNET)] == [False, False]
    assert "natGateway" not in named(graph, "net-workload").inputs


def test_endpoints_answer_machines_at_443_and_call_nobody() -> None:
    graph = recorded().graph
    assert rules(graph, "net-endpoints-rules", "Inbound") == [
        (100, "Allow", "Tcp", OWN, ENDPOINTS, ["443"]),
        (4096, "Deny", "*", "*", "*", "*"),
    ]
    assert rules(graph, "net-endpoints-rules", "Outbound") == [(4096, "Deny", "*", "*", "*", "*")]
    # Without this the rules above would not hold for private endpoints.
    assert named(graph, "net-endpoints").inputs["privateEndpointNetworkPolicies"] == "Enabled"


def test_own_networks_reach_the_ports_that_were_named() -> None:
    graph = recorded(allowed_cidrs=[OFFICE, "192.168.11.0/24"], allowed_ports=["8000-8010"]).graph
    assert rules(graph, "net-workload-rules", "Inbound")[1:3] == [
        (110, "Allow", "Tcp", OFFICE, OWN, ["8000-8010"]),
        (111, "Allow", "Tcp", "192.168.11.0/24", OWN, ["8000-8010"]),
    ]
    assert (110, "Allow", "Tcp", OFFICE, ENDPOINTS, ["443"]) in rules(graph, "net-endpoints-rules", "Inbound")


def test_with_nat_machines_reach_the_internet_at_443_through_one_address() -> None:
    graph = recorded(egress="nat").graph
    assert (300, "Allow", "Tcp", OWN, "Internet", ["443"]) in rules(graph, "net-workload-rules", "Outbound")
    address = only(graph, "azure-native:network:PublicIPAddress")
    assert address.inputs["publicIPAllocationMethod"] == "Static"
    assert only(graph, "azure-native:network:NatGateway").dependencies.count(address.urn) == 1
    assert (
        named(graph, "net-workload")
        .inputs["natGateway"]["id"]
        .endswith(only(graph, "azure-native:network:NatGateway").outputs["name"])
    )
    assert "natGateway" not in named(graph, "net-endpoints").inputs


def test_with_nat_machines_go_where_they_were_told_alone() -> None:
    graph = recorded(egress="nat", egress_cidrs=["203.0.113.0/24"], egress_ports=["443", "8443"]).graph
    assert rules(graph, "net-workload-rules", "Outbound")[2:3] == [
        (300, "Allow", "Tcp", OWN, "203.0.113.0/24", ["443", "8443"])
    ]


def test_priorities_and_names_of_a_group_are_its_own() -> None:
    for group in recorded(egress="nat", allowed_cidrs=[OFFICE]).graph.of(RULES):
        for direction in ("Inbound", "Outbound"):
            found = [rule for rule in group.inputs["securityRules"] if rule["direction"] == direction]
            assert len({rule["priority"] for rule in found}) == len(found)
        names = [rule["name"] for rule in group.inputs["securityRules"]]
        assert len(set(names)) == len(names)


def test_subnets_are_changed_one_after_the_other() -> None:
    graph = recorded().graph
    assert named(graph, "net-workload").urn in named(graph, "net-endpoints").dependencies


def test_a_zone_with_a_region_in_its_name_gets_it() -> None:
    graph = recorded(zones=["kubernetes"]).graph
    assert only(graph, "azure-native:privatedns:PrivateZone").inputs["privateZoneName"] == (
        "privatelink.westeurope.azmk8s.io"
    )


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_machines_wait_for_rules_and_names(unknown_outputs: bool) -> None:
    recording = recorded(unknown_outputs)
    waits_for = set(named(recording.graph, "nic").dependencies)
    assert {link.urn for link in recording.graph.of("azure-native:privatedns:VirtualNetworkLink")} <= waits_for
    assert named(recording.graph, "net-workload").urn in waits_for
    assert (recording.outputs["workload_subnet_id"] is UNKNOWN) == unknown_outputs


def test_outputs_are_ids() -> None:
    outputs = recorded().outputs
    assert outputs["workload_subnet_id"].endswith("/subnets/workload")
    assert outputs["endpoint_subnet_id"].endswith("/subnets/endpoints")
    assert sorted(outputs["zone_ids"]) == ["blob", "registry", "vault"]
    assert outputs["zone_ids"]["vault"].endswith("/privateDnsZones/privatelink.vaultcore.azure.net")
    assert outputs["network_id"].startswith(f"/subscriptions/{PLACE['subscription_id']}/resourceGroups/{GROUP}/")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"location": "us-east-1"}, "location"),
        ({"tags": {"a/b": "c"}}, "tags"),
        ({"tags": {"owner": "x" * 257}}, "tags.owner"),
        ({"tags": {f"t{index}": "" for index in range(16)}}, "tags"),
        ({"cidr_block": "11.0.0.0/16"}, "cidr_block"),
        ({"cidr_block": "10.70.0.1/16"}, "cidr_block"),
        ({"cidr_block": "10.70.0.0"}, "cidr_block"),
        ({"workload_cidr": "10.71.0.0/20"}, "workload_cidr"),
        ({"endpoint_cidr": "10.70.16.0/30"}, "endpoint_cidr"),
        ({"endpoint_cidr": "10.70.0.0/24"}, "endpoint_cidr"),
        ({"allowed_cidrs": ["203.0.113.0/24"]}, "allowed_cidrs[0]"),
        ({"allowed_cidrs": ["10.70.32.0/24"]}, "allowed_cidrs[0]"),
        ({"allowed_cidrs": [f"192.168.{index}.0/24" for index in range(91)]}, "allowed_cidrs"),
        ({"allowed_ports": ["8000"]}, "allowed_ports"),
        ({"allowed_cidrs": [OFFICE], "allowed_ports": ["0"]}, "allowed_ports[0]"),
        ({"allowed_cidrs": [OFFICE], "allowed_ports": ["443", "9-8"]}, "allowed_ports[1]"),
        ({"allowed_cidrs": [OFFICE], "allowed_ports": ["https"]}, "allowed_ports[0]"),
        ({"egress": "open"}, "egress"),
        ({"egress_cidrs": ["203.0.113.0/24"]}, "egress_cidrs"),
        ({"egress": "nat", "egress_cidrs": []}, "egress_cidrs"),
        ({"egress": "nat", "egress_cidrs": ["here"]}, "egress_cidrs[0]"),
        ({"egress_ports": ["443"]}, "egress_ports"),
        ({"egress": "nat", "egress_ports": ["65536"]}, "egress_ports[0]"),
        ({"zones": ["blob", "blobs"]}, "zones[1]"),
        ({"zones": ["blob", "blob"]}, "zones[1]"),
    ],
)
def test_what_azure_would_refuse_is_refused_before_anything_is_made(changes: dict[str, Any], field: str) -> None:
    assert refusal(lambda: validate(arguments(**changes)), lambda: recorded(**changes)).field == field


def test_a_name_too_long_for_the_network_is_refused() -> None:
    def program() -> None:
        AzureNetwork("n" * 60, arguments())

    with pytest.raises(InvalidArgument, match="name"):
        record(program)
