"""The catalogue of SageMaker, judged by AWS's own API models."""

import re
from functools import cache
from typing import Any

import botocore.session
import pytest

from accel.catalog.local_storage import has_local_storage
from accel.catalog.names import UnknownName
from accel.catalog.rows import rows
from accel.catalog.sagemaker import (
    alarm_metric,
    endpoint_machine,
    endpoint_machines,
    is_endpoint_name,
    limit,
    machine_image,
    model_server,
    model_servers,
    quota_name,
    repository_arn,
    scaling_metrics,
    tensor_parallel_sizes,
)


@cache
def model(service: str) -> dict[str, Any]:
    return botocore.session.get_session().get_component("data_loader").load_service_model(service, "service-2")


def shape(service: str, name: str) -> dict[str, Any]:
    return model(service)["shapes"][name]


def test_every_machine_is_one_that_sagemaker_hosts_endpoints_on() -> None:
    hosted = shape("sagemaker", "ProductionVariantInstanceType")["enum"]
    assert set(endpoint_machines()) == {name for name in hosted if name.startswith("ml.inf2.")}


@pytest.mark.parametrize(
    ("name", "cores"),
    [("ml.inf2.xlarge", 2), ("ml.inf2.8xlarge", 2), ("ml.inf2.24xlarge", 12), ("ml.inf2.48xlarge", 24)],
)
def test_neuron_cores_follow_from_the_chips_of_the_machine(name: str, cores: int) -> None:
    assert endpoint_machine(name).neuron_cores == cores
    assert endpoint_machine(name).gib_per_core == 16


def test_inferentia_machines_have_no_disks_so_a_key_applies_to_their_volumes() -> None:
    assert not any(has_local_storage(name) for name in endpoint_machines())


def test_a_misspelt_machine_is_told_the_nearest_one() -> None:
    with pytest.raises(UnknownName) as refused:
        endpoint_machine("ml.inf2.48large")
    assert refused.value.nearest == "ml.inf2.48xlarge"


def test_the_machine_image_is_one_that_sagemaker_offers() -> None:
    images = shape("sagemaker", "ProductionVariantInferenceAmiVersion")["enum"]
    assert {machine_image(machine.accelerator) for machine in endpoint_machines().values()} <= set(images)


def test_scaling_metrics_are_predefined_ones_of_application_auto_scaling() -> None:
    known = shape("application-autoscaling", "MetricType")["enum"]
    assert set(scaling_metrics()) == {"invocations", "concurrency"}
    assert set(scaling_metrics().values()) <= set(known)


def test_alarm_metrics_are_those_of_endpoint_invocations() -> None:
    assert alarm_metric("latency").unit == "microseconds"
    assert [alarm_metric(role).name for role in ("latency", "server-errors", "model-errors")] == [
        "ModelLatency",
        "Invocation5XXErrors",
        "InvocationModelErrors",
    ]
    with pytest.raises(UnknownName):
        alarm_metric("throughput")


@pytest.mark.parametrize(
    ("name", "service_shape"),
    [
        ("timeout_seconds", "ProductionVariantModelDataDownloadTimeoutInSeconds"),
        ("timeout_seconds", "ProductionVariantContainerStartupHealthCheckTimeoutInSeconds"),
        ("volume_gib", "ProductionVariantVolumeSizeInGB"),
        ("wait_seconds", "WaitIntervalInSeconds"),
        ("wait_seconds", "TerminationWaitInSeconds"),
        ("rollback_alarms", "AlarmList"),
        ("sampling_percent", "SamplingPercentage"),
        ("environment_variables", "EnvironmentMap"),
    ],
)
def test_limits_are_those_of_the_service(name: str, service_shape: str) -> None:
    judge = shape("sagemaker", service_shape)
    assert (limit(name).lowest, limit(name).highest) == (judge["min"], judge["max"])


@pytest.mark.parametrize(
    ("name", "service_shape"),
    [
        ("deployment_seconds", "MaximumExecutionTimeoutInSeconds"),
        ("subnets", "Subnets"),
        ("instances", "InitialTaskCount"),
    ],
)
def test_limits_that_others_narrow_lie_within_those_of_the_service(name: str, service_shape: str) -> None:
    judge = shape("sagemaker", service_shape)
    assert limit(name).lowest >= judge["min"]
    assert limit(name).highest <= judge.get("max", limit(name).highest)


@pytest.mark.parametrize(
    "name", ["llama", "a", "prod-llama-2", "A1", "a--b", "x" * 63, "x" * 64, "", "-a", "a-", "a_b", "a.b", "a b", "ü"]
)
def test_endpoint_names_are_judged_as_the_service_judges_them(name: str) -> None:
    judge = shape("sagemaker", "EndpointName")
    accepted = len(name) <= judge["max"] and re.fullmatch(judge["pattern"], name) is not None
    assert is_endpoint_name(name) == accepted


@pytest.mark.parametrize("server", sorted(model_servers()))
def test_images_are_pinned_in_the_account_of_each_region(server: str) -> None:
    session = botocore.session.get_session()
    suffixes = {
        region: part["outputs"]["dnsSuffix"]
        for part in session.get_data("partitions")["partitions"]
        for region in part["regions"]
    }
    found = model_server(server)
    for region, account in found.accounts.items():
        host, _, image = found.image(region).partition("/")
        assert host == f"{account}.dkr.ecr.{region}.{suffixes[region]}"
        assert image == f"{found.repository}:{found.tag}"
        assert len(found.image(region)) <= shape("sagemaker", "ContainerImage")["max"]


def test_a_region_without_the_image_is_refused_with_the_regions_that_have_it() -> None:
    with pytest.raises(UnknownName) as refused:
        model_server("vllm-neuronx").image("eu-west-2")
    assert "eu-west-1" in refused.value.known
    assert "eu-west-2" not in refused.value.known


def test_no_server_reads_the_batch_size_of_older_guides() -> None:
    for server in model_servers().values():
        names = {name for variables in server.environment.values() for name in variables}
        assert "HF_BATCH_SIZE" not in names
        pattern = shape("sagemaker", "EnvironmentKey")["pattern"]
        assert all(re.fullmatch(pattern, name) for name in names)
    assert model_server("tgi-neuronx").variables("batch_size") == ("MAX_BATCH_SIZE",)
    assert model_server("vllm-neuronx").variables("input_tokens") == ()


def test_cores_that_share_a_model_divide_its_heads() -> None:
    assert tensor_parallel_sizes(24, 32) == (1, 2, 4, 8, 16)
    assert tensor_parallel_sizes(12, 64) == (1, 2, 4, 8)
    assert tensor_parallel_sizes(2, None) == (1, 2)


@pytest.mark.parametrize(
    ("image", "arn"),
    [
        (
            "763104351884.dkr.ecr.us-east-1.amazonaws.com/huggingface-pytorch-tgi-inference:2.7.0",
            "arn:aws:ecr:us-east-1:763104351884:repository/huggingface-pytorch-tgi-inference",
        ),
        (
            "442386744353.dkr.ecr.us-gov-west-1.amazonaws.com/team/own@sha256:" + "a" * 64,
            "arn:aws-us-gov:ecr:us-gov-west-1:442386744353:repository/team/own",
        ),
        ("763104351884.dkr.ecr.us-east-1.amazonaws.com/unpinned", None),
        ("763104351884.dkr.ecr.moon-1.amazonaws.com/own:1", None),
        ("ghcr.io/huggingface/text-generation-inference:3.3.6-neuron", None),
        ("763104351884.dkr.ecr.us-east-1.amazonaws.com/*:1", None),
    ],
)
def test_only_a_pinned_image_in_ecr_has_a_repository_to_pull_from(image: str, arn: str | None) -> None:
    assert repository_arn(image) == arn


def test_the_quota_is_called_as_the_service_calls_it_when_it_refuses() -> None:
    assert quota_name("ml.inf2.xlarge") == "ml.inf2.xlarge for endpoint usage"


@pytest.mark.parametrize("file", ["sagemaker.yaml", "images_sagemaker.yaml"])
def test_every_row_says_where_it_is_from_and_when(file: str) -> None:
    for row in rows(file):
        assert row["source"]
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(row["source_date"]))
