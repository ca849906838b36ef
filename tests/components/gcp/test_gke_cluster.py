"""`GkeCluster`: what it registers, what it refuses, and that it keeps our own rules."""

import json
from typing import Any

import pulumi
import pytest

from accel.planning.graph import UNKNOWN, Resource
from accel.preview.recorder import Recording, record
from components.contract import InvalidArgument
from components.gcp.gke_cluster import GkeCluster, validate
from components.gcp.kubeconfig import kubeconfig
from policies.evaluation import evaluate
from policies.registry import all_rules
from tests.policies.building import facts

CLUSTER = "gcp:container/cluster:Cluster"
POOL = "gcp:container/nodePool:NodePool"
LABELS = {
    "environment": "prod",
    "owner": "ml-platform",
    "cost-center": "research",
    "blueprint": "chat",
    "stack": "prod",
    "managed-by": "accelerator-blueprints",
}
BOTH_MODES = pytest.mark.parametrize("unknown_outputs", [False, True], ids=["known outputs", "unknown outputs"])


def arguments(**changes: Any) -> Any:
    return {
        "project": "ml-project",
        "region": "us-central1",
        "node_zones": ["us-central1-a", "us-central1-b", "us-central1-c"],
        "network_id": "projects/ml-project/global/networks/ml",
        "subnetwork_id": "projects/ml-project/regions/us-central1/subnetworks/ml",
        "pods_range_name": "pods",
        "services_range_name": "services",
        "cluster_key_id": "projects/ml-project/locations/us-central1/keyRings/ml/cryptoKeys/cluster",
        "disk_key_id": "projects/ml-project/locations/us-central1/keyRings/ml/cryptoKeys/disks",
        "node_service_account_email": "nodes@ml-project.iam.gserviceaccount.com",
        "labels": LABELS,
        **changes,
    }


def recorded(unknown_outputs: bool = False, **changes: Any) -> Recording:
    def program() -> None:
        cluster = GkeCluster("chat", arguments(**changes))
        pulumi.export("endpoint", cluster.endpoint)
        pulumi.export(
            "kubeconfig",
            pulumi.Output.all(cluster.cluster_name, cluster.dns_endpoint).apply(
                lambda found: kubeconfig(found[0], dns_endpoint=found[1])
            ),
        )

    return record(program, unknown_outputs=unknown_outputs)


def cluster_of(recording: Recording) -> Resource:
    return recording.graph.of(CLUSTER)[0]


def pool_of(recording: Recording) -> Resource:
    return recording.graph.of(POOL)[0]


@BOTH_MODES
def test_a_cluster_and_its_system_pool_are_registered(unknown_outputs: bool) -> None:
    recording = recorded(unknown_outputs)
    assert [(resource.type, resource.name) for resource in recording.graph] == [
        ("accel:index:GkeCluster", "chat"),
        (CLUSTER, "chat-cluster"),
        (POOL, "chat-system"),
    ]
    component = recording.graph.resources[0]
    assert all(resource.parent == component.urn for resource in recording.graph.resources[1:])


@BOTH_MODES
def test_default_arguments_keep_every_rule_of_prod(unknown_outputs: bool) -> None:
    rules = [
        rule
        for rule in all_rules()
        if rule.check_resource is not None and (rule.group != "cost" or rule.id in ("autoscaler-bounded", "cost-tags"))
    ]
    judged = {rule.id for rule in rules if rule.judges(CLUSTER) or rule.judges(POOL)}
    assert {"gke-private-endpoint", "gke-workload-identity", "gke-secure-boot", "several-zones", "cost-tags"} <= judged
    for changes in ({}, {"dns_endpoint": True}):
        findings = evaluate(recorded(unknown_outputs, **changes).graph, facts("prod"), rules=rules)
        # Which images the project admits, somebody must decide first: until then the advice stands.
        assert [finding for finding in findings if finding.rule != "gke-binary-authorization"] == []


def test_what_weakens_the_cluster_is_seen_by_the_rules() -> None:
    rules = [rule for rule in all_rules() if rule.id == "gke-deletion-protection"]
    found = evaluate(recorded(deletion_protection=False).graph, facts("prod"), rules=rules)
    assert [finding.rule for finding in found] == ["gke-deletion-protection"]


def test_outputs_lead_to_the_cluster() -> None:
    outputs = recorded().graph.resources[0].outputs
    assert outputs["cluster_name"] == "chat"
    assert outputs["cluster_id"] == "projects/ml-project/locations/us-central1/clusters/chat"
    assert outputs["location"] == "us-central1"
    assert outputs["endpoint"] == "10.0.0.2"
    assert outputs["ca_certificate"].startswith("LS0tLS1CRUdJTi")
    assert outputs["dns_endpoint"].endswith(".us-central1.gke.goog")
    assert outputs["workload_pool"] == "ml-project.svc.id.goog"


def test_outputs_are_unknown_before_the_cluster_exists() -> None:
    outputs = recorded(unknown_outputs=True).graph.resources[0].outputs
    assert outputs["endpoint"] is UNKNOWN
    assert outputs["ca_certificate"] is UNKNOWN
    assert outputs["workload_pool"] == "ml-project.svc.id.goog"


def test_the_kubeconfig_is_made_of_the_outputs() -> None:
    written = json.loads(recorded(dns_endpoint=True).outputs["kubeconfig"])
    assert written["clusters"][0]["cluster"]["server"].endswith(".us-central1.gke.goog")


def test_what_is_made_inside_the_cluster_is_deleted_before_its_system_pool() -> None:
    def program() -> None:
        cluster = GkeCluster("chat", arguments())
        inside = {"endpoint": cluster.endpoint, "ca": cluster.ca_certificate, "dns": cluster.dns_endpoint}
        for key, value in inside.items():
            pulumi.CustomResource("test:index:Inside", key, {"reached": value})

    graph = record(program).graph
    system = graph.of(POOL)[0]
    assert len(graph.of("test:index:Inside")) == 3
    assert all(system.urn in resource.dependencies for resource in graph.of("test:index:Inside"))


def test_the_control_plane_has_a_private_address_and_no_public_name_by_default() -> None:
    cluster = cluster_of(recorded(authorized_networks={"vpn": "10.8.0.0/16"}))
    assert cluster.get("privateClusterConfig") == {"enablePrivateNodes": True, "enablePrivateEndpoint": True}
    assert cluster.get("controlPlaneEndpointsConfig") == {
        "dnsEndpointConfig": {"allowExternalTraffic": False},
        "ipEndpointsConfig": {"enabled": True},
    }
    assert cluster.get("masterAuthorizedNetworksConfig.cidrBlocks") == [
        {"cidrBlock": "10.8.0.0/16", "displayName": "vpn"}
    ]


def test_without_authorized_networks_only_the_own_subnetwork_is_admitted() -> None:
    # No object at all would admit every address that reaches the endpoint.
    assert cluster_of(recorded()).get("masterAuthorizedNetworksConfig") == {"cidrBlocks": []}


def test_the_dns_endpoint_replaces_every_ip_endpoint() -> None:
    cluster = cluster_of(recorded(dns_endpoint=True))
    assert cluster.get("controlPlaneEndpointsConfig") == {
        "dnsEndpointConfig": {"allowExternalTraffic": True},
        "ipEndpointsConfig": {"enabled": False},
    }
    assert "masterAuthorizedNetworksConfig" not in cluster.inputs


def test_secrets_and_disks_are_encrypted_with_the_keys_given() -> None:
    recording = recorded()
    assert cluster_of(recording).get("databaseEncryption") == {
        "state": "ENCRYPTED",
        "keyName": arguments()["cluster_key_id"],
    }
    # The default pool lives for minutes, with a disk like the others.
    for resource in (cluster_of(recording), pool_of(recording)):
        assert resource.get("nodeConfig.bootDiskKmsKey") == arguments()["disk_key_id"]
        assert resource.get("nodeConfig.serviceAccount") == arguments()["node_service_account_email"]


def test_the_system_pool_stands_in_every_zone_and_is_bounded_over_all_of_them() -> None:
    pool = pool_of(recorded(system_pool={"machine_type": "n2-standard-2", "min_nodes": 1, "max_nodes": 3}))
    assert pool.get("nodeLocations") == arguments()["node_zones"]
    assert pool.get("autoscaling") == {
        "totalMinNodeCount": 1,
        "totalMaxNodeCount": 3,
        "locationPolicy": "BALANCED",
    }
    assert pool.get("nodeConfig.machineType") == "n2-standard-2"
    assert pool.get("cluster") == "chat"


def test_metrics_of_pods_and_gpus_and_buckets_as_volumes_are_on() -> None:
    cluster = cluster_of(recorded())
    assert cluster.get("monitoringConfig") == {
        "enableComponents": ["SYSTEM_COMPONENTS", "DCGM"],
        "managedPrometheus": {"enabled": True},
    }
    assert cluster.get("addonsConfig.gcsFuseCsiDriverConfig.enabled") is True
    assert cluster.get("datapathProvider") == "ADVANCED_DATAPATH"


def test_the_cluster_hands_out_no_client_certificate() -> None:
    assert cluster_of(recorded()).get("masterAuth") == {"clientCertificateConfig": {"issueClientCertificate": False}}


def test_the_default_pool_goes_and_every_node_is_shielded() -> None:
    recording = recorded()
    assert cluster_of(recording).get("removeDefaultNodePool") is True
    assert cluster_of(recording).get("enableShieldedNodes") is True
    for resource in (cluster_of(recording), pool_of(recording)):
        assert resource.get("nodeConfig.metadata") == {"disable-legacy-endpoints": "true"}
        assert resource.get("nodeConfig.kubeletConfig") == {"insecureKubeletReadonlyPortEnabled": "FALSE"}
        assert resource.get("nodeConfig.shieldedInstanceConfig.enableSecureBoot") is True


def test_a_maintenance_window_may_end_on_the_next_day() -> None:
    chosen = {"start_hour": 20, "hours": 6, "days": ["SU", "MO"]}
    window = cluster_of(recorded(maintenance=chosen)).get("maintenancePolicy.recurringWindow")
    assert window == {
        "startTime": "2026-01-03T20:00:00Z",
        "endTime": "2026-01-04T02:00:00Z",
        "recurrence": "FREQ=WEEKLY;BYDAY=MO,SU",
    }


def test_the_name_in_the_cloud_is_the_component_s_unless_given() -> None:
    assert cluster_of(recorded()).get("name") == "chat"
    assert cluster_of(recorded(cluster_name="chat-blue")).get("name") == "chat-blue"


def test_it_is_protected_against_deletion_unless_asked_otherwise() -> None:
    assert cluster_of(recorded()).get("deletionProtection") is True
    assert cluster_of(recorded(deletion_protection=False)).get("deletionProtection") is False


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"cluster_name": "Chat"}, "cluster_name"),
        ({"cluster_name": "chat-"}, "cluster_name"),
        ({"cluster_name": "c" * 41}, "cluster_name"),
        ({"region": "us-centrall1"}, "region"),
        ({"node_zones": []}, "node_zones"),
        ({"node_zones": ["us-central1-a", "us-central1-a"]}, "node_zones"),
        ({"node_zones": ["us-east1-b"]}, "node_zones"),
        ({"release_channel": "STABEL"}, "release_channel"),
        ({"monitored_components": ["GPU"]}, "monitored_components"),
        ({"dns_endpoint": True, "authorized_networks": {"vpn": "10.8.0.0/16"}}, "authorized_networks"),
        ({"authorized_networks": {"vpn": "10.8.0.1/16"}}, "authorized_networks.vpn"),
        ({"control_plane_cidr": "172.16.0.0/24"}, "control_plane_cidr"),
        ({"control_plane_cidr": "nowhere"}, "control_plane_cidr"),
        ({"maintenance": {"start_hour": 24, "hours": 8, "days": ["SA", "SU"]}}, "maintenance.start_hour"),
        ({"maintenance": {"start_hour": 2, "hours": 3, "days": ["SA", "SU"]}}, "maintenance.hours"),
        ({"maintenance": {"start_hour": 2, "hours": 8, "days": ["sat"]}}, "maintenance.days"),
        ({"maintenance": {"start_hour": 2, "hours": 8, "days": ["SA", "SA"]}}, "maintenance"),
        ({"system_pool": {"machine_type": "g2-standard-8"}}, "system_pool.machine_type"),
        ({"system_pool": {"min_nodes": 0}}, "system_pool.min_nodes"),
        ({"system_pool": {"min_nodes": 5}}, "system_pool.max_nodes"),
        ({"system_pool": {"min_nodes": 1, "max_nodes": 2}}, "system_pool.max_nodes"),
        ({"system_pool": {"disk_gb": 9}}, "system_pool.disk_gb"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_gke_would_refuse_is_refused_before_anything_is_registered(changes: Any, field: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        validate(arguments(**changes))
    assert caught.value.field == field
    with pytest.raises(InvalidArgument):
        recorded(**changes)


def test_a_misspelt_region_is_answered_with_the_nearest() -> None:
    with pytest.raises(InvalidArgument, match="us-central1"):
        validate(arguments(region="us-centrall1"))


def test_the_component_s_own_name_must_suit_the_cloud() -> None:
    with pytest.raises(InvalidArgument, match="cluster_name"):
        record(lambda: GkeCluster("Chat_Cluster", arguments()) and None)
