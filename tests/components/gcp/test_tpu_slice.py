from typing import Any

import pulumi
import pulumi_gcp as gcp
import pytest

from accel.planning.graph import UNKNOWN
from components.contract import InvalidArgument
from components.gcp.tpu_slice import warnings
from policies.evaluation import evaluate
from policies.registry import all_rules
from tests.components.gcp.tpu_building import LABELS, RULES, SCRIPT, arguments, node_of, recorded, refusal
from tests.policies.building import facts


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_a_slice_is_one_machine_group_and_nothing_else(unknown_outputs: bool) -> None:
    graph = recorded(unknown_outputs).graph
    assert [resource.type for resource in graph] == ["accel:index:TpuSlice", "gcp:tpu/v2Vm:V2Vm"]
    assert node_of(graph).parent == graph.of("accel:index:TpuSlice")[0].urn


def test_outputs_say_where_it_is_and_how_large() -> None:
    outputs = recorded(accelerator_type="v5litepod-16").outputs
    assert outputs["name"].startswith("train-node-")
    assert outputs["node"] == f"projects/example-project/locations/us-west4-a/nodes/{outputs['name']}"
    assert (outputs["zone"], outputs["chips"], outputs["hosts"]) == ("us-west4-a", 16, 4)
    assert outputs["accelerator"] == "tpu-v5e"
    assert outputs["checkpoints"] == ""


def test_size_is_known_before_the_cloud_answers() -> None:
    outputs = recorded(unknown_outputs=True).outputs
    assert outputs["name"] is UNKNOWN
    assert (outputs["chips"], outputs["hosts"], outputs["accelerator"]) == (8, 1, "tpu-v5e")


def test_machines_have_private_addresses_an_own_account_and_secure_boot() -> None:
    node = node_of(recorded().graph)
    assert node.get("networkConfig.enableExternalIps") is False
    assert node.get("networkConfig.canIpForward") is False
    assert node.get("networkConfig.subnetwork") == "projects/example-project/regions/us-west4/subnetworks/s"
    assert node.get("serviceAccount.email") == "tpu@example-project.iam.gserviceaccount.com"
    assert node.get("serviceAccount.scopes") == ["https://www.googleapis.com/auth/cloud-platform"]
    assert node.get("shieldedInstanceConfig.enableSecureBoot") is True
    assert node.get("labels") == LABELS


def test_secure_boot_is_switched_off_only_on_request() -> None:
    assert node_of(recorded(secure_boot=False).graph).get("shieldedInstanceConfig.enableSecureBoot") is False


@pytest.mark.parametrize(
    ("accelerator_type", "zone", "runtime"),
    [
        ("v2-8", "us-central1-b", "tpu-ubuntu2204-base"),
        ("v3-8", "us-central1-a", "tpu-ubuntu2204-base"),
        ("v4-8", "us-central2-b", "tpu-ubuntu2204-base"),
        ("v5litepod-8", "us-west4-a", "v2-alpha-tpuv5-lite"),
        ("v5p-8", "us-east5-a", "v2-alpha-tpuv5"),
        ("v6e-8", "us-east5-b", "v2-alpha-tpuv6e"),
    ],
)
def test_every_generation_gets_the_image_made_for_it(accelerator_type: str, zone: str, runtime: str) -> None:
    node = node_of(recorded(accelerator_type=accelerator_type, zone=zone).graph)
    assert node.get("runtimeVersion") == runtime
    assert node.get("acceleratorType") == accelerator_type
    assert node.get("acceleratorConfig") is None


def test_a_topology_travels_with_the_name_that_the_api_has_for_its_generation() -> None:
    node = node_of(recorded(accelerator_type=None, generation="v5e", topology="4x4").graph)
    assert node.get("acceleratorConfig") == {"type": "V5LITE_POD", "topology": "4x4"}
    assert node.get("acceleratorType") is None


@pytest.mark.parametrize("purchase", ["spot", "preemptible", "reserved"])
def test_a_slice_is_bought_in_exactly_one_way(purchase: str) -> None:
    node = node_of(recorded(purchase=purchase).graph)
    assert node.get("schedulingConfig") == {purchase: True}


def test_a_slice_on_demand_has_no_scheduling_options() -> None:
    assert node_of(recorded().graph).get("schedulingConfig") is None


def test_spot_slice_is_never_also_reserved() -> None:
    assert refusal(purchase="spot, reserved").field == "purchase"
    assert refusal(purchase="Spot").hint == "did you mean 'spot'?"


def test_an_old_slice_goes_before_a_new_one_comes() -> None:
    seen: list[pulumi.ResourceOptions] = []
    original = gcp.tpu.V2Vm.__init__

    def spy(self: Any, *args: Any, **kwargs: Any) -> None:
        seen.append(kwargs["opts"])
        original(self, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gcp.tpu.V2Vm, "__init__", spy)
        recorded(creation_minutes=90)
    (options,) = seen
    assert options.delete_before_replace is True
    timeouts = options.custom_timeouts
    assert isinstance(timeouts, pulumi.CustomTimeouts)
    assert timeouts.create == "90m"


def test_data_disks_are_read_write_on_one_machine_and_read_only_on_several() -> None:
    disk = {"source_disk": "projects/p/zones/us-west4-a/disks/d"}
    node = node_of(recorded(data_disks=[disk]).graph)
    assert node.get("dataDisks.0") == {"sourceDisk": "projects/p/zones/us-west4-a/disks/d", "mode": "READ_WRITE"}
    shared = node_of(recorded(accelerator_type="v5litepod-16", data_disks=[{**disk, "mode": "READ_ONLY"}]).graph)
    assert shared.get("dataDisks.0.mode") == "READ_ONLY"
    refused = refusal(accelerator_type="v5litepod-16", data_disks=[disk])
    assert refused.field == "data_disks[0].mode"
    assert "4 machines" in refused.hint
    assert refusal(data_disks=[{**disk, "mode": "RW"}]).field == "data_disks[0].mode"


def test_network_tags_and_metadata_are_passed_on() -> None:
    node = node_of(recorded(network_tags=["training"], metadata={"run": "7"}).graph)
    assert node.get("tags") == ["training"]
    assert node.get("metadata") == {"run": "7"}


@pytest.mark.parametrize("key", ["startup-script", "checkpoint-uri"])
def test_metadata_cannot_take_the_place_of_an_argument(key: str) -> None:
    refused = refusal(metadata={key: "x"})
    assert (refused.field, refused.value) == ("metadata", key)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"accelerator_type": "v5e-8"}, "accelerator_type"),
        ({"accelerator_type": None}, "accelerator_type"),
        ({"generation": "v5e"}, "generation"),
        ({"topology": "2x4"}, "topology"),
        ({"accelerator_type": None, "generation": "v5e"}, "topology"),
        ({"accelerator_type": None, "topology": "2x4"}, "accelerator_type"),
        ({"accelerator_type": None, "generation": "v7", "topology": "2x4"}, "generation"),
        ({"accelerator_type": None, "generation": "v5e", "topology": "4x2"}, "topology"),
        ({"zone": "us-west4"}, "zone"),
        ({"project": "P"}, "project"),
        ({"labels": {"Owner": "a"}}, "labels"),
        ({"zone": "us-west4-b"}, "zone"),
        ({"zone": "us-west4-a", "accelerator_type": "v6e-8"}, "zone"),
        ({"zone": "us-central1-a", "accelerator_type": "v2-8"}, "zone"),
        ({"zone": "us-central1-a", "accelerator_type": "v3-64"}, "zone"),
        ({"creation_minutes": 4}, "creation_minutes"),
        ({"creation_minutes": 1441}, "creation_minutes"),
        ({"startup_script": "echo hello"}, "startup_script"),
        ({"startup_script": ""}, "startup_script"),
        ({"checkpoint_prefix": "runs"}, "checkpoint_prefix"),
        ({"checkpoint_bucket": "b", "checkpoint_prefix": "/runs"}, "checkpoint_prefix"),
        ({"checkpoint_bucket": "b", "checkpoint_prefix": "runs/"}, "checkpoint_prefix"),
        ({"checkpoint_bucket": "b", "checkpoint_prefix": "a'b"}, "checkpoint_prefix"),
    ],
)
def test_what_cloud_tpu_would_refuse_is_refused_before_anything_is_registered(
    changes: dict[str, Any], field: str
) -> None:
    assert refusal(**changes).field == field
    with pytest.raises(InvalidArgument):
        recorded(**changes)


def test_an_unlisted_zone_is_accepted_where_somebody_knows_better() -> None:
    assert "allow_unlisted_zone" in refusal(zone="us-west4-b").hint
    assert node_of(recorded(zone="us-west4-b", allow_unlisted_zone=True).graph).get("zone") == "us-west4-b"
    assert refusal(zone="nowhere", allow_unlisted_zone=True).field == "zone"


def test_the_guides_image_on_v5e_is_accepted_with_a_warning() -> None:
    recording = recorded(runtime_version="tpu-ubuntu2204-base")
    assert node_of(recording.graph).get("runtimeVersion") == "tpu-ubuntu2204-base"
    (warning,) = warnings(arguments(runtime_version="tpu-ubuntu2204-base"))
    assert any(warning in message for message in recording.diagnostics)
    assert "v2-alpha-tpuv5-lite" in warning


def test_the_default_image_and_an_own_one_warn_of_nothing() -> None:
    assert warnings(arguments()) == []
    assert warnings(arguments(runtime_version="tpu-vm-tf-2.17.1-pjrt")) == []
    assert recorded().diagnostics == ()


@pytest.mark.parametrize("unknown_outputs", [False, True])
@pytest.mark.parametrize("purchase", ["on-demand", "spot"])
def test_our_own_slice_keeps_our_own_rules_in_production(purchase: str, unknown_outputs: bool) -> None:
    graph = recorded(unknown_outputs, purchase=purchase, checkpoint_bucket="b", startup_script=SCRIPT).graph
    rules = [rule for rule in all_rules() if rule.id in RULES]
    assert len(rules) == len(RULES)
    assert evaluate(graph, facts("prod"), rules=rules) == []


def test_a_token_in_the_start_up_script_breaks_a_rule() -> None:
    script = f"#!/bin/bash\nexport HF_TOKEN=hf_{'a' * 34}\n"
    rules = [rule for rule in all_rules() if rule.id == "secrets-not-plain"]
    (finding,) = evaluate(recorded(startup_script=script).graph, facts("prod"), rules=rules)
    assert finding.level == "mandatory"
