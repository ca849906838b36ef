"""Remarks on hardware that is larger than its use, over graphs as a preview records them."""

import datetime
from typing import Any, Literal

import pytest

from accel.planning.cost.items import CostLine
from accel.planning.graph import Graph, Resource
from accel.planning.right_sizing import Remark, remarks
from accel.planning.stack import ProfileOverrides, StackFacts, effective_profile

TODAY = datetime.date(2026, 11, 24)
LABELS = {"blueprint": "chat"}


def facts(environment: Literal["dev", "staging", "prod"] = "prod") -> StackFacts:
    profile = effective_profile(environment, ProfileOverrides())
    return StackFacts("test", environment, "team", "research", 1e6, profile, TODAY)


def resource(kind: str, name: str, inputs: dict[str, Any], dependencies: tuple[str, ...] = ()) -> Resource:
    return Resource(f"urn:pulumi:test::p::{kind}::{name}", kind, name, inputs, dependencies=dependencies)


def pool(machine: str, accelerator: str, **guest: Any) -> Resource:
    config = {
        "machineType": machine,
        "resourceLabels": LABELS,
        "guestAccelerators": [{"type": accelerator, "count": 1, **guest}],
    }
    return resource("gcp:container/nodePool:NodePool", "gpus", {"nodeConfig": config})


def server(accelerator: str, *arguments: str, model: str = "Qwen/Qwen2.5-0.5B-Instruct") -> Resource:
    container = {
        "args": ["/weights", f"--served-model-name={model}", *arguments],
        "resources": {"limits": {"nvidia.com/gpu": "1"}},
    }
    spec = {"nodeSelector": {"cloud.google.com/gke-accelerator": accelerator}, "containers": [container]}
    inputs = {"metadata": {"name": "chat", "labels": LABELS}, "spec": {"replicas": 1, "template": {"spec": spec}}}
    return resource("kubernetes:apps/v1:Deployment", "chat", inputs)


def endpoint(machine: str, batch: str = "4") -> list[Resource]:
    environment = {"MAX_BATCH_SIZE": batch}
    model = resource(
        "aws:sagemaker/model:Model", "model", {"tags": LABELS, "primaryContainer": {"environment": environment}}
    )
    variants = {"tags": LABELS, "productionVariants": [{"instanceType": machine, "initialInstanceCount": 1}]}
    configuration = resource("aws:sagemaker/endpointConfiguration:EndpointConfiguration", "configuration", variants)
    return [
        model,
        configuration,
        resource("aws:sagemaker/endpoint:Endpoint", "e", {"tags": LABELS}, (configuration.urn,)),
    ]


def line(owner: Resource, hourly: float, monthly: float, least: float) -> CostLine:
    return CostLine(
        urn=owner.urn,
        type=owner.type,
        item="a machine",
        quantity=1,
        unit_usd=hourly,
        purchase="on_demand",
        hourly_usd=hourly,
        monthly_usd=monthly,
        min_monthly_usd=least,
        max_monthly_usd=monthly,
        peak_hourly_usd=hourly,
        source="a test",
        source_date="2026-11-01",
    )


def of(*resources: Resource) -> tuple[Remark, ...]:
    return remarks(Graph(resources), facts(), ())


def test_a_pool_of_training_gpus_that_serves_is_named_with_what_to_ask() -> None:
    found = of(pool("a2-highgpu-1g", "nvidia-tesla-a100"), server("nvidia-tesla-a100", "--max-model-len=4096"))
    first = found[0]
    assert first.subject == "chat"
    assert "1 x nvidia-tesla-a100 (a2-highgpu-1g) are made for training" in first.message
    assert "`accel advise --workload inference --model qwen2.5-0.5b`" in first.message


def test_a_training_machine_behind_an_endpoint_is_named() -> None:
    assert any("16 x aws-trainium1 (ml.trn1.32xlarge)" in row.message for row in of(*endpoint("ml.trn1.32xlarge")))


def test_a_pool_without_servers_may_hold_training_gpus() -> None:
    assert of(pool("a2-highgpu-1g", "nvidia-tesla-a100")) == ()


def test_machines_made_for_inference_at_work_are_no_matter_for_remarks() -> None:
    assert of(*endpoint("ml.inf2.xlarge")) == ()


@pytest.mark.parametrize("arguments", [("--max-num-seqs=1",), ("--max-num-seqs", "1")])
def test_a_batch_of_one_is_named_however_it_is_written(arguments: tuple[str, ...]) -> None:
    gpus = pool("g2-standard-8", "nvidia-l4")
    found = of(gpus, server("nvidia-l4", *arguments, model="Qwen/Qwen2.5-7B-Instruct"))
    assert [row.message.startswith("--max-num-seqs is 1") for row in found] == [True]
    assert of(gpus, server("nvidia-l4", "--max-num-seqs=16", model="Qwen/Qwen2.5-7B-Instruct")) == ()


def test_a_batch_of_one_on_sagemaker_is_named_by_the_servers_own_variable() -> None:
    assert [row.message.partition(" is 1")[0] for row in of(*endpoint("ml.inf2.xlarge", batch="1"))] == [
        "MAX_BATCH_SIZE"
    ]


def test_a_small_model_on_a_large_gpu_could_have_a_partition_of_it() -> None:
    found = of(pool("a2-highgpu-1g", "nvidia-tesla-a100"), server("nvidia-tesla-a100", "--max-model-len=4096"))
    assert "nodePool.partitionSize 1g.5gb (MIG) makes 7 of it" in found[-1].message


def test_where_a_gpu_cannot_be_cut_time_slicing_is_named() -> None:
    found = of(pool("g2-standard-8", "nvidia-l4"), server("nvidia-l4", "--max-model-len=4096"))
    assert len(found) == 1
    assert "strategy: TIME_SHARING" in found[0].message


@pytest.mark.parametrize(
    "guest", [{"gpuPartitionSize": "1g.5gb"}, {"gpuSharingConfig": {"gpuSharingStrategy": "TIME_SHARING"}}]
)
def test_a_gpu_that_is_shared_already_is_left_alone(guest: dict[str, Any]) -> None:
    found = of(pool("g2-standard-8", "nvidia-l4", **guest), server("nvidia-l4", "--max-model-len=4096"))
    assert found == ()


def test_quantised_weights_leave_room_for_more_servers_and_unknown_ones_are_left_alone() -> None:
    gpus, asked = pool("g2-standard-8", "nvidia-l4"), ("--max-model-len=4096",)
    seven = "Qwen/Qwen2.5-7B-Instruct"
    assert of(gpus, server("nvidia-l4", *asked, model=seven)) == ()
    assert (
        "2 servers could share it"
        in of(gpus, server("nvidia-l4", *asked, "--quantization=awq", model=seven))[0].message
    )
    assert of(gpus, server("nvidia-l4", *asked, "--quantization=compressed-tensors", model=seven)) == ()


def test_a_model_that_needs_its_gpu_or_that_nobody_knows_is_left_alone() -> None:
    gpus = pool("g2-standard-8", "nvidia-l4")
    assert of(gpus, server("nvidia-l4", "--max-model-len=4096", model="Qwen/Qwen2.5-7B-Instruct")) == ()
    assert of(gpus, server("nvidia-l4", model="somebody/unknown")) == ()


def test_a_dev_endpoint_that_is_always_on_is_told_with_what_working_hours_would_cost() -> None:
    parts = endpoint("ml.inf2.xlarge")
    found = remarks(Graph(parts), facts("dev"), [line(parts[-1], 1.0, 730.0, 730.0), line(parts[-1], 0.1, 73, 73)])
    assert [row.subject for row in found] == ["chat"]
    assert "on for 730 h a month, USD 730; for the 239 working hours it would be USD 239" in found[0].message


@pytest.mark.parametrize(
    ("environment", "monthly", "least"), [("prod", 730.0, 730.0), ("dev", 239.0, 239.0), ("dev", 730.0, 0.0)]
)
def test_what_is_off_at_times_or_is_not_dev_may_stay(
    environment: Literal["dev", "prod"], monthly: float, least: float
) -> None:
    parts = endpoint("ml.inf2.xlarge")
    assert remarks(Graph(parts), facts(environment), [line(parts[-1], 1.0, monthly, least)]) == ()


def test_a_machine_without_accelerators_may_be_on() -> None:
    system = resource("gcp:container/nodePool:NodePool", "system", {"nodeConfig": {"machineType": "e2-standard-4"}})
    assert remarks(Graph([system]), facts("dev"), [line(system, 1.0, 730.0, 730.0)]) == ()


def test_what_only_the_cloud_knows_is_no_reason_to_fail() -> None:
    from accel.planning.graph import UNKNOWN

    odd = [
        resource("aws:sagemaker/model:Model", "m", {"primaryContainer": UNKNOWN}),
        resource("gcp:container/nodePool:NodePool", "p", {"nodeConfig": {"machineType": UNKNOWN}}),
        resource("kubernetes:apps/v1:Deployment", "d", {"spec": UNKNOWN}),
    ]
    assert of(*odd) == ()


def test_machines_of_groups_and_pools_are_seen_wherever_they_are_named() -> None:
    template = resource("aws:ec2/launchTemplate:LaunchTemplate", "template", {"instanceType": "g6.xlarge"})
    owners = (
        resource("aws:autoscaling/group:Group", "group", {}, (template.urn,)),
        resource("aws:eks/nodeGroup:NodeGroup", "nodes", {"instanceTypes": ["g6.xlarge"]}),
        resource("azure-native:containerservice:AgentPool", "pool", {"vmSize": "Standard_NC24ads_A100_v4"}),
        resource(
            "azure:compute/linuxVirtualMachineScaleSet:LinuxVirtualMachineScaleSet",
            "set",
            {"sku": "Standard_NC4as_T4_v3"},
        ),
    )
    lines = [line(owner, 1.0, 730.0, 730.0) for owner in owners]
    found = remarks(Graph([template, *owners]), facts("dev"), lines)
    assert [remark.subject for remark in found] == ["group", "nodes", "pool", "set"]
    assert found[0].message.startswith("1 x nvidia-l4 (g6.xlarge) of a dev stack are on for 730 h a month")
