import pytest

from blueprints.sagemaker_inf2 import check
from components.contract import InvalidArgument
from tests.blueprints.sagemaker_inf2_building import PLACE, settings
from tests.policies.building import facts

LARGE = "meta-llama/Llama-2-70b-hf"


def test_a_model_that_does_not_fit_is_refused_with_machines_that_hold_it() -> None:
    with pytest.raises(InvalidArgument) as caught:
        check(settings(instanceType="ml.inf2.xlarge", model=LARGE, tensorParallelSize=2), facts("prod"), PLACE)
    assert caught.value.field == "instanceType"
    assert caught.value.value == "ml.inf2.xlarge"
    # 68976648192 x 2 / 2^30 / 2 = 64.24 GiB, and 4 x 2048 tokens x 327,680 bytes / 2 = 1.25 GiB.
    assert "need 65.5 GiB on each of 2 NeuronCores of 16 GiB" in caught.value.allowed
    assert "ml.inf2.48xlarge with tensorParallelSize 16 ($" in caught.value.hint
    assert "batchSize" not in caught.value.hint


def test_a_batch_that_is_too_large_is_refused_with_one_that_fits() -> None:
    # 4 x 4096 tokens x 819,200 bytes / 2 is 6.25 GiB beside 12.12 GiB of weights: 16 hold 2 of the 4 requests.
    given = settings(
        instanceType="ml.inf2.xlarge", model="meta-llama/Llama-2-13b-hf", tensorParallelSize=2, maxTotalTokens=4096
    )
    with pytest.raises(InvalidArgument, match=r"fits: batchSize 2; ml\.inf2\.24xlarge"):
        check(given, facts("prod"), PLACE)
    check(given.model_copy(update={"batch_size": 2}), facts("prod"), PLACE)


def test_twice_the_bits_take_twice_the_memory() -> None:
    given = settings(instanceType="ml.inf2.xlarge", model="meta-llama/Llama-2-7b-hf", tensorParallelSize=2)
    check(given, facts("prod"), PLACE)
    with pytest.raises(InvalidArgument, match=r"need 16\.6 GiB on each of 2"):
        check(given.model_copy(update={"data_type": "fp32"}), facts("prod"), PLACE)


def test_an_unknown_model_is_not_judged() -> None:
    check(settings(instanceType="ml.inf2.xlarge", model="nobody/knows-it", tensorParallelSize=2), facts("prod"), PLACE)
