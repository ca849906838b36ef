from typing import Any

import pytest

from accel.preview.recorder import record
from components.aws.sagemaker_container import is_isolated
from components.aws.sagemaker_endpoint import SageMakerEndpoint, validate
from components.contract import InvalidArgument
from tests.components.aws.sagemaker_building import HUB, SECRET, arguments, graph_of, one, schedule


def refusal(**changes: Any) -> InvalidArgument:
    with pytest.raises(InvalidArgument) as refused:
        validate(arguments(**changes))
    return refused.value


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("region", {"region": "us-east-11"}),
        ("region", {"region": "eu-west-2", "server": "vllm-neuronx"}),
        ("log_retention_days", {"log_retention_days": 100}),
        ("endpoint_name", {"endpoint_name": "prod_chat"}),
        ("endpoint_name", {"endpoint_name": "x" * 64}),
        ("instance_type", {"instance_type": "ml.g5.xlarge"}),
        ("server", {"server": "tgi"}),
        ("weights_uri", {"weights_uri": None}),
        ("weights_uri", {"hub_model": HUB}),
        ("weights_uri", {"weights_uri": "s3://models/llama-2-7b"}),
        ("weights_uri", {"weights_uri": "https://models/llama/"}),
        ("network_isolation", {"weights_uri": None, "hub_model": HUB, "network_isolation": True}),
        ("hub_model.model_id", {"weights_uri": None, "hub_model": {**HUB, "model_id": "llama"}}),
        ("hub_model.revision", {"weights_uri": None, "hub_model": {**HUB, "revision": "main"}}),
        ("image", {"weights_uri": None, "hub_model": {**HUB, "token_secret_arn": SECRET}}),
        ("tensor_parallel_size", {"tensor_parallel_size": 12}),
        ("tensor_parallel_size", {"tensor_parallel_size": 25, "model": None}),
        ("tensor_parallel_size", {"tensor_parallel_size": 4, "instance_type": "ml.inf2.xlarge"}),
        ("tensor_parallel_size", {"tensor_parallel_size": 0}),
        ("batch_size", {"batch_size": 0}),
        ("max_total_tokens", {"max_total_tokens": 8192}),
        ("max_total_tokens", {"max_total_tokens": 1}),
        ("max_input_tokens", {"max_input_tokens": 2048}),
        ("max_input_tokens", {"max_input_tokens": 0}),
        ("max_input_tokens", {"max_input_tokens": 10, "server": "vllm-neuronx"}),
        ("data_type", {"data_type": "bf17"}),
        ("data_type", {"data_type": "bf16", "server": "vllm-neuronx"}),
        ("environment", {"environment": {"HF_TOKEN": "hf_x"}}),
        ("environment", {"environment": {"MAX_BATCH_SIZE": "8"}}),
        ("environment", {"environment": {"not a name": "8"}}),
        ("environment", {"environment": {f"VARIABLE_{number}": "1" for number in range(100)}}),
        ("subnet_ids", {"subnet_ids": ["subnet-1"]}),
        ("volume_gib", {"volume_gib": 513}),
        ("model_download_timeout_seconds", {"model_download_timeout_seconds": 59}),
        ("startup_timeout_seconds", {"startup_timeout_seconds": 3601}),
        ("data_capture.sampling_percent", {"data_capture": {"destination_uri": "s3://a/", "sampling_percent": 0}}),
        ("scaling.min_instances", {"scaling": {"min_instances": 0}}),
        ("scaling.max_instances", {"scaling": {"min_instances": 3, "max_instances": 2}}),
        ("scaling.metric", {"scaling": {"metric": "gpu"}}),
        ("scaling.target", {"scaling": {"target": 0}}),
        ("scaling.scale_in_cooldown_seconds", {"scaling": {"scale_in_cooldown_seconds": -1}}),
        ("scaling.scale_out_cooldown_seconds", {"scaling": {"scale_out_cooldown_seconds": -1}}),
        ("schedule.start_hour", {"schedule": schedule(start_hour=24)}),
        ("schedule.stop_hour", {"schedule": schedule(stop_hour=8)}),
        ("schedule.stop_hour", {"schedule": schedule(stop_hour=25)}),
        ("schedule.days", {"schedule": schedule(days=[])}),
        ("schedule.days", {"schedule": schedule(days=["monday"])}),
        ("schedule.timezone", {"schedule": schedule(timezone="Europe/Nowhere")}),
        ("schedule.off_instances", {"schedule": schedule(off_instances=0)}),
        ("schedule.off_instances", {"schedule": schedule(off_instances=11)}),
        ("schedule", {"schedule": schedule(), "scaling": {"max_instances": 1}}),
        ("update.policy", {"update": {"policy": "canary"}}),
        ("update.policy", {"update": {"policy": "rolling"}}),
        ("update.policy", {"update": {"policy": "rolling"}, "scaling": {"min_instances": 2}, "schedule": schedule()}),
        (
            "update.batch_percent",
            {"update": {"policy": "rolling", "batch_percent": 51}, "scaling": {"min_instances": 2}},
        ),
        ("update.batch_percent", {"update": {"batch_percent": 50}}),
        ("update.bake_seconds", {"update": {"bake_seconds": 3601}}),
        ("update.timeout_seconds", {"update": {"timeout_seconds": 599}}),
        ("update.timeout_seconds", {"update": {"timeout_seconds": 1200, "bake_seconds": 600}}),
        ("alarms.latency_seconds", {"alarms": {"latency_seconds": 0}}),
        ("alarms.server_error_percent", {"alarms": {"server_error_percent": 100}}),
        ("alarms.model_error_percent", {"alarms": {"model_error_percent": -1}}),
        ("alarms.minutes", {"alarms": {"minutes": 0}}),
    ],
)
def test_what_would_be_refused_or_fail_later_is_refused_first(field: str, changes: dict[str, Any]) -> None:
    assert refusal(**changes).field == field


def test_the_guides_twelve_cores_are_told_the_nearest_number_that_divides_the_heads() -> None:
    # Llama-2-7B has 32 attention heads: 12 and 24 cores, as the guide and the machine have them, cannot share them.
    twelve, all_of_them = refusal(tensor_parallel_size=12), refusal(tensor_parallel_size=24)
    assert "1, 2, 4, 8, 16" in twelve.allowed
    assert "nearest: 8" in twelve.hint
    assert "nearest: 16" in all_of_them.hint
    validate(arguments(tensor_parallel_size=8))


def test_a_misspelt_machine_is_told_the_nearest_one() -> None:
    assert refusal(instance_type="ml.inf2.48large").hint == "did you mean 'ml.inf2.48xlarge'?"


def test_isolation_can_be_given_up_in_plain_sight_only() -> None:
    assert is_isolated(arguments())
    assert not is_isolated(arguments(network_isolation=False))
    assert one(graph_of(arguments(network_isolation=False)), "Model").get("enableNetworkIsolation") is False


def test_a_refused_endpoint_leaves_nothing_behind() -> None:
    def program() -> None:
        with pytest.raises(InvalidArgument):
            SageMakerEndpoint("chat", arguments(tensor_parallel_size=12))

    assert len(record(program).graph) == 0
