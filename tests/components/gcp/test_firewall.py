import pytest

from tests.components.gcp.networking import FIREWALLS, NODES, OTHERS, ROUTES, SLICES, STRANGER, graph_of, passes


@pytest.mark.parametrize("account", [NODES, SLICES])
@pytest.mark.parametrize("other", OTHERS)
def test_machines_of_the_accounts_and_their_pods_reach_each_other(account: str, other: str) -> None:
    graph = graph_of()
    assert passes(graph, "EGRESS", account, other, 8471)
    assert passes(graph, "INGRESS", account, other, 8471, from_machine=NODES)


def test_a_machine_of_another_account_reaches_nothing_and_is_not_reached() -> None:
    graph = graph_of(egress="nat", allowed_cidrs=["192.168.0.0/24"], iap_ssh=True)
    for address in (*OTHERS, "199.36.153.8", "8.8.8.8"):
        assert not passes(graph, "EGRESS", STRANGER, address, 443)
        assert not passes(graph, "INGRESS", STRANGER, address, 443, from_machine=NODES)
    assert not passes(graph, "INGRESS", NODES, "10.0.0.9", 443, from_machine=STRANGER)


def test_nothing_but_google_is_reached_without_nat() -> None:
    graph = graph_of()
    assert passes(graph, "EGRESS", NODES, "199.36.153.11", 443)
    assert not passes(graph, "EGRESS", NODES, "199.36.153.11", 80)
    assert not passes(graph, "EGRESS", NODES, "8.8.8.8", 443)
    assert [route.inputs["destRange"] for route in graph.of(ROUTES)] == ["199.36.153.8/30"]


def test_with_nat_only_the_given_ports_and_places_are_reached() -> None:
    anywhere = graph_of(egress="nat")
    assert passes(anywhere, "EGRESS", NODES, "8.8.8.8", 443)
    assert not passes(anywhere, "EGRESS", NODES, "8.8.8.8", 80)
    assert [route.inputs["destRange"] for route in anywhere.of(ROUTES)] == ["199.36.153.8/30", "0.0.0.0/0"]
    narrow = graph_of(egress="nat", egress_cidrs=["203.0.113.0/24"], egress_ports=["80", "8000-8010"])
    assert passes(narrow, "EGRESS", NODES, "203.0.113.7", 8005)
    assert not passes(narrow, "EGRESS", NODES, "203.0.113.7", 443)
    assert not passes(narrow, "EGRESS", NODES, "8.8.8.8", 80)


def test_other_networks_of_ours_get_in_only_where_they_are_named() -> None:
    assert not passes(graph_of(), "INGRESS", NODES, "192.168.0.7", 443)
    graph = graph_of(allowed_cidrs=["192.168.0.0/24"], allowed_ports=["8000"])
    assert passes(graph, "INGRESS", NODES, "192.168.0.7", 8000)
    assert not passes(graph, "INGRESS", NODES, "192.168.0.7", 443)
    assert not passes(graph, "INGRESS", NODES, "192.168.1.7", 8000)


def test_ssh_comes_in_through_identity_aware_proxy_alone_and_only_where_asked_for() -> None:
    assert not passes(graph_of(), "INGRESS", SLICES, "35.235.240.9", 22)
    graph = graph_of(iap_ssh=True)
    assert passes(graph, "INGRESS", SLICES, "35.235.240.9", 22)
    assert not passes(graph, "INGRESS", SLICES, "35.235.240.9", 443)
    assert not passes(graph, "INGRESS", SLICES, "8.8.8.8", 22)


def test_a_peered_control_plane_reaches_kubelets_and_named_webhooks_and_is_reached() -> None:
    plane = "172.16.0.2"
    assert not passes(graph_of(), "INGRESS", NODES, plane, 10250)
    graph = graph_of(control_plane_cidr="172.16.0.0/28", control_plane_ports=["4443"])
    for port in (443, 10250, 4443):
        assert passes(graph, "INGRESS", NODES, plane, port)
    assert not passes(graph, "INGRESS", NODES, plane, 22)
    assert passes(graph, "EGRESS", NODES, plane, 8132)


def test_machines_known_by_tag_talk_among_themselves_and_reach_the_same_places() -> None:
    graph = graph_of(network_tags=["tpu"], egress="nat", allowed_cidrs=["192.168.0.0/24"], iap_ssh=True)
    assert passes(graph, "INGRESS", "tpu", "10.0.0.9", 8471, from_machine="tpu")
    assert passes(graph, "EGRESS", "tpu", "10.0.0.9", 8471)
    assert passes(graph, "EGRESS", "tpu", "199.36.153.8", 443)
    assert passes(graph, "EGRESS", "tpu", "8.8.8.8", 443)
    assert passes(graph, "INGRESS", "tpu", "192.168.0.7", 443)
    assert passes(graph, "INGRESS", "tpu", "35.235.240.9", 22)
    assert not passes(graph, "EGRESS", "tpu", "8.8.8.8", 80)
    assert not passes(graph, "INGRESS", "tpu", "10.0.0.9", 8471)
    assert not passes(graph_of(egress="nat"), "EGRESS", "tpu", "8.8.8.8", 443)


def test_no_rule_mixes_accounts_and_tags_which_google_refuses() -> None:
    graph = graph_of(network_tags=["tpu"], control_plane_cidr="172.16.0.0/28", egress="nat", iap_ssh=True)
    by_tag = [rule for rule in graph.of(FIREWALLS) if "targetTags" in rule.inputs]
    by_account = [rule for rule in graph.of(FIREWALLS) if "targetServiceAccounts" in rule.inputs]
    assert not any("sourceServiceAccounts" in rule.inputs or "targetServiceAccounts" in rule.inputs for rule in by_tag)
    assert not any("sourceTags" in rule.inputs for rule in by_account)
    # The control plane talks to nodes alone, and nodes are known by account.
    assert len(by_account) - len(by_tag) == 2


def test_every_firewall_rule_is_logged() -> None:
    graph = graph_of(egress="nat", allowed_cidrs=["192.168.0.0/24"], control_plane_cidr="172.16.0.0/28", iap_ssh=True)
    assert len(graph.of(FIREWALLS)) == 10
    assert all(rule.get("logConfig.metadata") == "INCLUDE_ALL_METADATA" for rule in graph.of(FIREWALLS))
