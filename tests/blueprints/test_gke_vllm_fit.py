from typing import Any

import pytest

from accel.planning.problems import ConfigurationError
from blueprints.contract import Place
from blueprints.gke_vllm import Settings, check, preflight
from blueprints.program import check as check_stack
from blueprints.settings import validate_stack
from components.contract import InvalidArgument
from tests.policies.building import facts

PLACE = Place(gcp_project="p", gcp_region="us-central1")
LARGE = "meta-llama/Meta-Llama-3-70B-Instruct"


def settings(**changes: Any) -> Settings:
    given = {
        "kind": "gke_vllm",
        "name": "vllm",
        "model": "Qwen/Qwen2.5-7B-Instruct",
        "weights": {"path": "weights"},
        "maxModelLen": 8192,
        **changes,
    }
    return Settings.model_validate({key: value for key, value in given.items() if value is not None})


def refusal(**changes: Any) -> InvalidArgument:
    with pytest.raises(InvalidArgument) as caught:
        check(settings(**changes), facts("prod"), PLACE)
    return caught.value


def fit_note(**changes: Any) -> str:
    found = preflight(settings(**changes), facts("prod"), PLACE)
    return "\n".join(note.message for note in found if note.topic == "fit")


def test_a_large_model_on_one_l4_is_refused_with_what_would_hold_it() -> None:
    error = refusal(model=LARGE)
    assert (error.field, error.value) == ("model", LARGE)
    # 131.42 GiB of weights, 2.50 of cache, 1.51 assumed; 0.9 x 22.03 are allowed.
    assert "needs 135.4 GiB on each of 1 x nvidia-l4 for 8192 tokens, which allow 19.8" in error.allowed
    assert "a3-" in error.hint or "a2-" in error.hint
    assert "tensorParallelSize" in error.hint
    assert "$" in error.hint


def test_a_stack_file_with_it_ends_before_anything_is_registered() -> None:
    values = {
        "environment": "dev",
        "owner": "team",
        "costCenter": "1",
        "monthlyBudgetUsd": 100000,
        "gcp": {
            "project": "example-project",
            "projectNumber": "123456789012",
            "region": "us-central1",
            "baseline": {
                "create": {
                    "network": {
                        "subnetCidr": "10.11.0.0/20",
                        "podsCidr": "10.11.64.0/18",
                        "servicesCidr": "10.11.32.0/20",
                    }
                }
            },
        },
        "blueprints": [{"kind": "gke_vllm", "name": "vllm", "model": LARGE, "weights": {"path": "llama"}}],
    }
    stack = validate_stack(values, stack="dev", file="stacks/Pulumi.dev.yaml")
    with pytest.raises(ConfigurationError) as caught:
        check_stack(stack, stack.facts(), "stacks/Pulumi.dev.yaml")
    (problem,) = caught.value.problems
    assert problem.key == "blueprints[0].model"
    assert "fits: " in problem.hint


def test_a_context_that_is_too_long_is_refused_with_the_longest_that_fits() -> None:
    error = refusal(model="meta-llama/Llama-3.1-8B-Instruct", maxModelLen=131072)
    # 19.827 - 1.51 - 14.9575 GiB are 27,521 tokens of 131,072 bytes: 1,720 blocks of 16.
    assert "fits: maxModelLen 27520;" in error.hint
    check(settings(model="meta-llama/Llama-3.1-8B-Instruct", maxModelLen=27520), facts("prod"), PLACE)


def test_more_gpus_of_the_same_machine_are_the_first_thing_to_try() -> None:
    large = {"model": "Qwen/Qwen2.5-32B-Instruct", "nodePool": {"machineType": "g2-standard-48"}}
    assert "tensorParallelSize 4" in refusal(**large).hint
    check(settings(**large, tensorParallelSize=4), facts("prod"), PLACE)


def test_quantised_weights_take_less() -> None:
    model = {"model": "Qwen/Qwen2.5-14B-Instruct"}
    assert "awq" in refusal(**model).hint
    check(settings(**model, quantization="awq_marlin"), facts("prod"), PLACE)


def test_key_value_heads_must_divide_too() -> None:
    # 28 attention heads divide by 7, its 4 key-value heads do not.
    error = refusal(tensorParallelSize=7, nodePool={"machineType": "g2-standard-96"})
    assert error.field == "tensor_parallel_size"
    assert "4 key-value heads" in error.hint
    assert error.allowed == "1, 2, 4"


def test_a_partition_has_only_its_own_memory() -> None:
    pool = {"machineType": "a2-highgpu-1g", "partitionSize": "1g.5gb"}
    assert "which allow 4.5" in refusal(nodePool=pool).allowed


@pytest.mark.parametrize(
    "changes",
    [
        {"model": "nobody/knows-it"},
        {"model": LARGE, "quantization": "compressed-tensors"},
        {"model": LARGE, "extraArguments": ["--cpu-offload-gb=120"]},
    ],
)
def test_what_nobody_can_compute_is_not_refused_but_told(changes: dict[str, Any]) -> None:
    check(settings(**changes), facts("prod"), PLACE)
    assert "not checked" in fit_note(**changes)


def test_how_many_requests_have_room_is_told() -> None:
    # 14.185 GiB of weights leave 4.13 GiB; 8192 tokens take 57,344 bytes each, 0.4375 GiB.
    message = fit_note()
    assert "takes 16.1 of 19.8 GiB" in message
    assert "room for 9 such requests" in message
