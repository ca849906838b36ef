from typing import Any

import pytest

from accel.planning.graph import UNKNOWN, Graph
from accel.preview.recorder import record
from components.contract import InvalidArgument
from components.gcp.network import GcpNetwork, validate
from tests.components.gcp.building import PROJECT, REGION, findings, named, only, types
from tests.components.gcp.networking import FIREWALLS, NODES, ROUTES, arguments, graph_of, passes, recorded


def test_everything_that_is_made_is_known() -> None:
    firewalls = ("deny-egress", "deny-ingress", "google-apis", "internal-egress", "internal-ingress")
    domains = ("gcr-io", "gke-goog", "googleapis-com", "pkg-dev")
    assert types(graph_of()) == sorted(
        [
            ("gcp:compute/address:Address", "machine"),
            ("gcp:compute/network:Network", "net-network"),
            ("gcp:compute/subnetwork:Subnetwork", "net-subnet"),
            ("gcp:compute/route:Route", "net-google-apis"),
            *((FIREWALLS, f"net-{role}") for role in firewalls),
            *(("gcp:dns/managedZone:ManagedZone", f"net-{domain}") for domain in domains),
            *(("gcp:dns/recordSet:RecordSet", f"net-{domain}-{end}") for domain in domains for end in ("a", "all")),
        ]
    )


def test_nat_adds_a_router_a_gateway_a_route_and_a_rule() -> None:
    added = set(types(graph_of(egress="nat"))) - set(types(graph_of()))
    assert added == {
        ("gcp:compute/router:Router", "net-router"),
        ("gcp:compute/routerNat:RouterNat", "net-nat"),
        (ROUTES, "net-internet"),
        (FIREWALLS, "net-internet"),
    }


@pytest.mark.parametrize("egress", ["private", "nat"])
@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_the_network_keeps_our_own_rules(egress: str, unknown_outputs: bool) -> None:
    graph = recorded(unknown_outputs, egress=egress, allowed_cidrs=["192.168.0.0/24"], iap_ssh=True).graph
    graph = Graph(resource for resource in graph if resource.name != "machine")
    # Audit logs are a component of their own.
    assert findings(graph, "audit-sink-on") == []


def test_no_subnets_and_no_routes_are_made_by_google() -> None:
    network = only(graph_of(), "gcp:compute/network:Network")
    assert network.inputs["autoCreateSubnetworks"] is False
    assert network.inputs["deleteDefaultRoutesOnCreate"] is True


def test_the_subnet_is_private_and_has_both_ranges_and_flow_logs() -> None:
    subnet = only(graph_of(flow_log_sampling=1.0), "gcp:compute/subnetwork:Subnetwork").inputs
    assert subnet["privateIpGoogleAccess"] is True
    assert subnet["stackType"] == "IPV4_ONLY"
    assert subnet["logConfig"]["flowSampling"] == 1.0
    assert subnet["secondaryIpRanges"] == [
        {"rangeName": "pods", "ipCidrRange": "10.4.0.0/14"},
        {"rangeName": "services", "ipCidrRange": "10.8.0.0/20"},
    ]


def test_the_gateway_serves_the_one_subnet_and_is_logged() -> None:
    graph = graph_of(egress="nat")
    nat = only(graph, "gcp:compute/routerNat:RouterNat")
    assert nat.inputs["logConfig"] == {"enable": True, "filter": "ALL"}
    assert nat.inputs["sourceSubnetworkIpRangesToNat"] == "LIST_OF_SUBNETWORKS"
    (served,) = nat.inputs["subnetworks"]
    assert served["name"].endswith(f"/regions/{REGION}/subnetworks/{served['name'].rpartition('/')[2]}")
    assert only(graph, "gcp:compute/subnetwork:Subnetwork").urn in nat.property_dependencies["subnetworks"]


@pytest.mark.parametrize(("target", "first"), [("private", "199.36.153.8"), ("restricted", "199.36.153.4")])
def test_names_of_googles_apis_and_images_lead_to_the_private_addresses(target: str, first: str) -> None:
    graph = graph_of(google_apis=target)
    records = {
        resource.inputs["name"]: resource.inputs["rrdatas"] for resource in graph.of("gcp:dns/recordSet:RecordSet")
    }
    host = f"{target}.googleapis.com."
    assert records["*.googleapis.com."] == [host]
    assert records["*.pkg.dev."] == ["pkg.dev."]
    assert records[host] == records["pkg.dev."] == records["gcr.io."] == records["gke.goog."]
    assert records[host][0] == first
    assert len(records[host]) == 4
    assert passes(graph, "EGRESS", NODES, first, 443)
    assert all(zone.inputs["visibility"] == "private" for zone in graph.of("gcp:dns/managedZone:ManagedZone"))


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_no_machine_is_made_before_it_can_reach_what_it_needs(unknown_outputs: bool) -> None:
    graph = recorded(unknown_outputs, egress="nat").graph
    machine = named(graph, "machine")
    wanted = (FIREWALLS, ROUTES, "gcp:dns/recordSet:RecordSet", "gcp:compute/routerNat:RouterNat")
    assert {resource.urn for resource in graph.of(*wanted)} <= set(machine.property_dependencies["subnetwork"])
    assert (machine.inputs["subnetwork"] is UNKNOWN) == unknown_outputs


def test_outputs_are_what_clusters_and_slices_take() -> None:
    outputs = recorded().outputs
    assert outputs["network_id"] == f"projects/{PROJECT}/global/networks/{outputs['network_name']}"
    assert outputs["subnetwork_id"] == f"projects/{PROJECT}/regions/{REGION}/subnetworks/{outputs['subnetwork_name']}"
    assert outputs["ranges"] == ["pods", "services"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"project": "Prod"}, "project"),
        ({"region": "europe-west99"}, "region"),
        ({"region": "europe-west4-a"}, "region"),
        ({"labels": {"Owner": "a"}}, "labels"),
        ({"labels": {"owner": "A b"}}, "labels.owner"),
        ({"subnet_cidr": "10.0.0.0"}, "subnet_cidr"),
        ({"subnet_cidr": "10.0.0.1/20"}, "subnet_cidr"),
        ({"subnet_cidr": "8.8.0.0/20"}, "subnet_cidr"),
        ({"subnet_cidr": "10.0.0.0/30"}, "subnet_cidr"),
        ({"pods_cidr": "10.4.0.0/24"}, "pods_cidr"),
        ({"pods_cidr": "10.0.0.0/14"}, "pods_cidr"),
        ({"services_cidr": "10.8.0.0/28"}, "services_cidr"),
        ({"services_cidr": "10.4.0.0/20"}, "services_cidr"),
        ({"control_plane_cidr": "172.16.0.0/24"}, "control_plane_cidr"),
        ({"control_plane_cidr": "10.8.0.0/28"}, "control_plane_cidr"),
        ({"control_plane_ports": ["4443"]}, "control_plane_ports"),
        ({"allowed_cidrs": ["0.0.0.0/0"]}, "allowed_cidrs[0]"),
        ({"allowed_cidrs": ["192.168.0.0/24", "10.5.0.0/24"]}, "allowed_cidrs[1]"),
        ({"allowed_ports": ["443"]}, "allowed_ports"),
        ({"allowed_cidrs": ["192.168.0.0/24"], "allowed_ports": ["https"]}, "allowed_ports[0]"),
        ({"allowed_cidrs": ["192.168.0.0/24"], "allowed_ports": ["443", "90-80"]}, "allowed_ports[1]"),
        ({"allowed_cidrs": ["192.168.0.0/24"], "allowed_ports": ["0"]}, "allowed_ports[0]"),
        ({"allowed_cidrs": ["192.168.0.0/24"], "allowed_ports": ["65536"]}, "allowed_ports[0]"),
        ({"service_account_emails": {}}, "service_account_emails"),
        ({"network_tags": ["tpu", "TPU"]}, "network_tags[1]"),
        ({"egress": "open"}, "egress"),
        ({"egress_cidrs": ["203.0.113.0/24"]}, "egress_cidrs"),
        ({"egress_ports": ["443"]}, "egress_ports"),
        ({"egress": "nat", "egress_cidrs": []}, "egress_cidrs"),
        ({"egress": "nat", "egress_cidrs": ["example.com"]}, "egress_cidrs[0]"),
        ({"google_apis": "public"}, "google_apis"),
        ({"mtu": 1200}, "mtu"),
        ({"mtu": 9000}, "mtu"),
        ({"flow_log_sampling": 0.0}, "flow_log_sampling"),
        ({"flow_log_sampling": 1.5}, "flow_log_sampling"),
    ],
)
def test_what_the_cloud_would_refuse_is_refused_before_anything_is_made(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidArgument) as refusal:
        validate(arguments(**changes))
    assert refusal.value.field == field
    with pytest.raises(InvalidArgument):
        recorded(**changes)


def test_the_largest_packet_is_the_providers_unless_it_is_given() -> None:
    assert "mtu" not in only(graph_of(), "gcp:compute/network:Network").inputs
    assert only(graph_of(mtu=8896), "gcp:compute/network:Network").inputs["mtu"] == 8896


@pytest.mark.parametrize("name", ["Net", "n" * 32, "net_1"])
def test_a_name_that_would_make_its_children_s_names_wrong_is_refused(name: str) -> None:
    with pytest.raises(InvalidArgument, match="name"):
        record(lambda: GcpNetwork(name, arguments()) and None)


def test_the_longest_allowed_name_makes_names_that_fit() -> None:
    longest = "n" * 31

    def program() -> None:
        GcpNetwork(
            longest, arguments(control_plane_cidr="172.16.0.0/28", egress="nat", iap_ssh=True, network_tags=["tpu"])
        )

    names = [resource.outputs.get("name", "") for resource in record(program).graph]
    assert max(len(name) for name in names) <= 63
