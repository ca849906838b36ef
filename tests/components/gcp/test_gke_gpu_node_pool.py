"""`GkeGpuNodePool`: what it registers, what it refuses, and that it keeps our own rules."""

from typing import Any

import pulumi
import pytest

from accel.catalog import gke
from accel.planning.graph import UNKNOWN, Resource
from accel.preview.recorder import Recording, record
from components.contract import InvalidArgument
from components.gcp.gke_gpu_capacity import purchase
from components.gcp.gke_gpu_node_pool import GkeGpuNodePool, validate
from policies.evaluation import evaluate
from policies.registry import all_rules
from tests.policies.building import facts

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
        "cluster_name": "chat",
        "location": "us-central1",
        "zones": ["us-central1-a", "us-central1-b", "us-central1-c"],
        "disk_key_id": "projects/ml-project/locations/us-central1/keyRings/ml/cryptoKeys/disks",
        "service_account_email": "nodes@ml-project.iam.gserviceaccount.com",
        "labels": LABELS,
        **changes,
    }


def recorded(unknown_outputs: bool = False, **changes: Any) -> Recording:
    return record(lambda: GkeGpuNodePool("l4", arguments(**changes)) and None, unknown_outputs=unknown_outputs)


def pool_of(recording: Recording) -> Resource:
    return recording.graph.of(POOL)[0]


def one_zone(**changes: Any) -> dict[str, Any]:
    return {"zones": ["us-central1-a"], **changes}


@BOTH_MODES
def test_one_node_pool_is_registered(unknown_outputs: bool) -> None:
    recording = recorded(unknown_outputs)
    assert [(resource.type, resource.name) for resource in recording.graph] == [
        ("accel:index:GkeGpuNodePool", "l4"),
        (POOL, "l4-pool"),
    ]
    assert pool_of(recording).parent == recording.graph.resources[0].urn


@BOTH_MODES
@pytest.mark.parametrize(
    "changes", [{}, {"spot": True, "min_nodes": 0}, {"flex_start": True}, {"queued": True, "min_nodes": 0}]
)
def test_it_keeps_every_rule_of_prod(changes: Any, unknown_outputs: bool) -> None:
    rules = [
        rule
        for rule in all_rules()
        if rule.check_resource is not None and (rule.group != "cost" or rule.id in ("autoscaler-bounded", "cost-tags"))
    ]
    judged = {rule.id for rule in rules if rule.judges(POOL)}
    assert {"gke-node-service-account", "gke-secure-boot", "several-zones", "autoscaler-bounded"} <= judged
    assert evaluate(recorded(unknown_outputs, **changes).graph, facts("prod"), rules=rules) == []


def test_what_weakens_the_pool_is_seen_by_the_rules() -> None:
    rules = [rule for rule in all_rules() if rule.id in ("gke-secure-boot", "autoscaler-bounded")]
    found = evaluate(recorded(secure_boot=False, max_nodes=1000).graph, facts("prod"), rules=rules)
    assert {finding.rule for finding in found} == {"gke-secure-boot", "autoscaler-bounded"}


def test_the_default_is_one_l4_with_a_driver_and_a_taint() -> None:
    pool = pool_of(recorded())
    assert pool.get("nodeConfig.machineType") == "g2-standard-8"
    assert pool.get("nodeConfig.guestAccelerators") == [
        {"type": "nvidia-l4", "count": 1, "gpuDriverInstallationConfig": {"gpuDriverVersion": "DEFAULT"}}
    ]
    assert pool.get("nodeConfig.taints") == [{"key": "nvidia.com/gpu", "value": "present", "effect": "NO_SCHEDULE"}]
    assert pool.get("nodeConfig.diskType") == "pd-balanced"
    assert pool.get("nodeConfig.gcfsConfig") == {"enabled": True}


def test_one_to_ten_nodes_are_meant_in_all_zones_together() -> None:
    assert pool_of(recorded()).get("autoscaling") == {
        "totalMinNodeCount": 1,
        "totalMaxNodeCount": 10,
        "locationPolicy": "ANY",
    }


def test_a_pool_starts_without_nodes_so_that_no_stock_out_breaks_it() -> None:
    assert pool_of(recorded(min_nodes=3)).get("initialNodeCount") == 0


def test_an_upgrade_needs_no_surplus_gpu() -> None:
    upgrade = {"strategy": "SURGE", "maxSurge": 0, "maxUnavailable": 1}
    assert pool_of(recorded()).get("upgradeSettings") == upgrade
    chosen = pool_of(recorded(max_surge=1, max_unavailable=0)).get("upgradeSettings")
    assert chosen == {"strategy": "SURGE", "maxSurge": 1, "maxUnavailable": 0}


@pytest.mark.parametrize("changes", [{"flex_start": True}, {"queued": True, "min_nodes": 0}])
def test_nodes_that_are_taken_away_anyhow_are_upgraded_as_gke_does_it(changes: Any) -> None:
    # GKE answers SHORT_LIVED for them, which the provider does not take: what was asked for would never be what is.
    assert "upgradeSettings" not in pool_of(recorded(**changes)).inputs


@pytest.mark.parametrize("machine_type", sorted(gke.gpu_machines()))
def test_every_gpu_machine_of_the_catalogue_makes_a_pool(machine_type: str) -> None:
    machine = gke.gpu_machine(machine_type)
    pool = pool_of(recorded(machine_type=machine.name, allow_unlisted_zone=True))
    accelerator = pool.get("nodeConfig.guestAccelerators.0")
    assert (accelerator["type"], accelerator["count"]) == (machine.accelerator, machine.gpus)
    assert pool.get("nodeConfig.diskType") == gke.boot_disk(machine.name)
    assert pool.get("nodeConfig.ephemeralStorageLocalSsdConfig.localSsdCount", 0) == gke.local_ssds(machine.name)


@BOTH_MODES
def test_outputs_say_how_pods_ask_for_the_nodes(unknown_outputs: bool) -> None:
    outputs = recorded(unknown_outputs, spot=True, node_labels={"team": "chat"}).graph.resources[0].outputs
    assert outputs["accelerator"] == "nvidia-l4"
    assert outputs["gpus_per_node"] == 1
    assert outputs["node_selector"] == {
        "cloud.google.com/gke-accelerator": "nvidia-l4",
        "cloud.google.com/gke-spot": "true",
        "team": "chat",
    }
    assert outputs["node_pool_name"] == "l4"


def test_outputs_of_the_cloud_are_unknown_where_the_cluster_is() -> None:
    def program() -> None:
        unknown: Any = pulumi.Output.from_input(pulumi.UNKNOWN)
        GkeGpuNodePool("l4", arguments(cluster_name=unknown))

    assert pool_of(record(program)).inputs["cluster"] is UNKNOWN


@pytest.mark.parametrize(
    ("changes", "bought", "affinity"),
    [
        ({}, gke.ON_DEMAND, {"consumeReservationType": "ANY_RESERVATION"}),
        ({"spot": True}, gke.SPOT, {"consumeReservationType": "NO_RESERVATION"}),
        ({"flex_start": True}, gke.FLEX_START, {"consumeReservationType": "NO_RESERVATION"}),
        ({"queued": True, "min_nodes": 0}, gke.ON_DEMAND, {"consumeReservationType": "NO_RESERVATION"}),
        (
            {"reservation": "gpus"},
            gke.RESERVED,
            {
                "consumeReservationType": "SPECIFIC_RESERVATION",
                "key": "compute.googleapis.com/reservation-name",
                "values": ["gpus"],
            },
        ),
    ],
    ids=["on demand", "spot", "flex-start", "queued", "reserved"],
)
def test_each_purchase_takes_the_reservations_it_may(changes: Any, bought: str, affinity: Any) -> None:
    assert purchase(changes) == bought
    pool = pool_of(recorded(**changes))
    assert pool.get("nodeConfig.reservationAffinity") == affinity
    assert pool.get("nodeConfig.spot", False) is (bought == gke.SPOT)
    assert pool.get("nodeConfig.flexStart", False) is (bought == gke.FLEX_START)
    # GKE repairs every node but a flex-start one.
    assert pool.get("management.autoRepair") is (bought != gke.FLEX_START)


def test_a_flex_start_node_is_taken_away_after_its_hours() -> None:
    assert pool_of(recorded(flex_start=True)).get("nodeConfig.maxRunDuration") == "604800s"
    assert pool_of(recorded(flex_start=True, max_run_hours=2)).get("nodeConfig.maxRunDuration") == "7200s"


def test_queued_nodes_carry_the_label_that_their_pods_select() -> None:
    recording = recorded(queued=True, min_nodes=0)
    assert pool_of(recording).get("queuedProvisioning") == {"enabled": True}
    assert pool_of(recording).get("nodeConfig.labels") == {"cloud.google.com/gke-queued": "true"}
    assert recording.graph.resources[0].outputs["node_selector"]["cloud.google.com/gke-queued"] == "true"


def test_compact_placement_is_registered_in_its_one_zone() -> None:
    pool = pool_of(recorded(**one_zone(compact_placement=True, machine_type="a3-highgpu-8g")))
    assert pool.get("placementPolicy") == {"type": "COMPACT"}


@pytest.mark.parametrize(("strategy", "label"), [("TIME_SHARING", "time-sharing"), ("MPS", "mps")])
def test_shared_gpus_count_once_for_each_client(strategy: str, label: str) -> None:
    recording = recorded(sharing={"strategy": strategy, "clients": 4})
    assert pool_of(recording).get("nodeConfig.guestAccelerators.0.gpuSharingConfig") == {
        "gpuSharingStrategy": strategy,
        "maxSharedClientsPerGpu": 4,
    }
    outputs = recording.graph.resources[0].outputs
    assert outputs["gpus_per_node"] == 4
    assert outputs["node_selector"]["cloud.google.com/gke-gpu-sharing-strategy"] == label
    assert outputs["node_selector"]["cloud.google.com/gke-max-shared-clients-per-gpu"] == "4"


def test_partitions_count_each_and_may_be_shared_too() -> None:
    sharing = {"strategy": "TIME_SHARING", "clients": 3}
    recording = recorded(machine_type="a2-highgpu-2g", partition_size="1g.5gb", sharing=sharing)
    assert pool_of(recording).get("nodeConfig.guestAccelerators.0.gpuPartitionSize") == "1g.5gb"
    outputs = recording.graph.resources[0].outputs
    assert outputs["gpus_per_node"] == 2 * 7 * 3
    assert outputs["node_selector"]["cloud.google.com/gke-gpu-partition-size"] == "1g.5gb"


def test_a_taint_image_streaming_and_secure_boot_can_be_switched_off() -> None:
    pool = pool_of(recorded(taint=False, image_streaming=False, secure_boot=False, fast_socket=True))
    assert "taints" not in pool.inputs["nodeConfig"]
    assert pool.get("nodeConfig.gcfsConfig") == {"enabled": False}
    assert pool.get("nodeConfig.shieldedInstanceConfig.enableSecureBoot") is False
    assert pool.get("nodeConfig.fastSocket") == {"enabled": True}


def test_nodes_run_as_an_account_of_their_own_with_their_own_disk_key() -> None:
    pool = pool_of(recorded())
    assert pool.get("nodeConfig.serviceAccount") == arguments()["service_account_email"]
    assert pool.get("nodeConfig.bootDiskKmsKey") == arguments()["disk_key_id"]
    assert pool.get("nodeConfig.workloadMetadataConfig") == {"mode": "GKE_METADATA"}
    assert pool.get("nodeConfig.resourceLabels") == LABELS
    assert pool.get("networkConfig") == {"enablePrivateNodes": True}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"pool_name": "L4"}, "pool_name"),
        ({"pool_name": "l" * 41}, "pool_name"),
        ({"machine_type": "g2-standart-8"}, "machine_type"),
        ({"machine_type": "e2-standard-4"}, "machine_type"),
        ({"machine_type": "g4-standard-6"}, "machine_type"),
        ({"location": "us-central9"}, "region"),
        ({"zones": []}, "zones"),
        ({"zones": ["us-east1-b"]}, "zones"),
        ({"zones": ["us-central1-f"]}, "zones"),
        ({"machine_type": "g4-standard-48"}, "zones"),
        ({"min_nodes": -1}, "min_nodes"),
        ({"min_nodes": 0, "max_nodes": 0}, "max_nodes"),
        ({"min_nodes": 3, "max_nodes": 2}, "max_nodes"),
        ({"location_policy": "SOME"}, "location_policy"),
        ({"spot": True, "reservation": "gpus"}, "reservation"),
        ({"spot": True, "flex_start": True}, "flex_start"),
        ({"reservation": "gpus", "flex_start": True}, "flex_start"),
        ({"max_run_hours": 4}, "max_run_hours"),
        ({"flex_start": True, "max_run_hours": 169}, "max_run_hours"),
        ({"queued": True}, "min_nodes"),
        ({"queued": True, "min_nodes": 0, "spot": True}, "spot"),
        ({"queued": True, "min_nodes": 0, "reservation": "gpus"}, "reservation"),
        (one_zone(queued=True, min_nodes=0, compact_placement=True), "compact_placement"),
        ({"compact_placement": True}, "zones"),
        (one_zone(compact_placement=True, flex_start=True, machine_type="a3-highgpu-8g"), "compact_placement"),
        ({"max_surge": -1}, "max_surge"),
        ({"max_unavailable": -1}, "max_unavailable"),
        ({"max_surge": 0, "max_unavailable": 0}, "max_unavailable"),
        ({"max_surge": 10, "max_unavailable": 11}, "max_unavailable"),
        ({"flex_start": True, "max_surge": 1}, "max_surge"),
        ({"queued": True, "min_nodes": 0, "max_unavailable": 2}, "max_unavailable"),
        ({"max_pods_per_node": 0}, "max_pods_per_node"),
        ({"driver_version": "NEWEST"}, "driver_version"),
        ({"sharing": {"strategy": "MIG", "clients": 2}}, "sharing.strategy"),
        ({"sharing": {"strategy": "MPS", "clients": 1}}, "sharing.clients"),
        ({"sharing": {"strategy": "MPS", "clients": 49}}, "sharing.clients"),
        ({"partition_size": "1g.5gb"}, "partition_size"),
        ({"machine_type": "a2-highgpu-1g", "partition_size": "1g.6gb"}, "partition_size"),
        ({"disk_gb": 9}, "disk_gb"),
        ({"machine_type": "g4-standard-48", "allow_unlisted_zone": True, "disk_type": "pd-ssd"}, "disk_type"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_gke_would_refuse_is_refused_before_anything_is_registered(changes: Any, field: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        validate(arguments(**changes))
    assert caught.value.field == field
    with pytest.raises(InvalidArgument):
        recorded(**changes)


def test_a_zone_that_does_not_sell_the_machine_is_answered_with_those_that_do() -> None:
    with pytest.raises(InvalidArgument, match="us-central1-a, us-central1-b, us-central1-c"):
        validate(arguments(zones=["us-central1-f"]))
    validate(arguments(zones=["us-central1-f"], allow_unlisted_zone=True))


def test_the_component_s_own_name_must_suit_the_cloud() -> None:
    with pytest.raises(InvalidArgument, match="pool_name"):
        record(lambda: GkeGpuNodePool("L4_Pool", arguments()) and None)
