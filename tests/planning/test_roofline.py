import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accel.catalog.accelerators import accelerator, accelerators
from accel.catalog.models import model
from accel.planning.roofline import bounds, weights_of_a_token

LLAMA = model("llama-2-7b")
L4 = accelerator("nvidia-l4")


def test_decoding_one_request_on_an_l4_is_bound_by_reading_the_weights() -> None:
    # By hand: (6,738,415,616 - 32,000 x 4,096) x 2 bytes = 13,214,687,232, and one token of cache,
    # 32 x 2 x 32 x 128 x 2 bytes = 524,288; at 300e9 bytes a second.
    found = bounds(LLAMA, L4, 1)
    assert found is not None
    assert found.decode_step_seconds == pytest.approx((13_214_687_232 + 524_288) / 300e9)
    assert found.decode_limit == "bandwidth"
    assert found.tokens_per_second == pytest.approx(22.701, abs=0.001)


def test_prefill_of_a_long_prompt_on_an_l4_is_bound_by_arithmetic() -> None:
    # By hand, without embeddings and output layer: 2 x (6,738,415,616 - 2 x 32,000 x 4,096) x 2,048 / 121e12.
    found = bounds(LLAMA, L4, 1, prompt=2048)
    assert found is not None
    assert found.prefill_seconds == pytest.approx(0.219230, rel=1e-4)
    assert found.prefill_limit == "compute"


def test_many_requests_at_once_come_to_the_limit_of_arithmetic() -> None:
    found = bounds(LLAMA, L4, 1, sequences=2000)
    assert found is not None
    assert found.decode_limit == "compute"


def test_a_million_tokens_cost_what_the_hours_for_them_cost() -> None:
    found = bounds(LLAMA, L4, 1)
    assert found is not None
    hours = 1e6 / found.tokens_per_second / 3600
    assert found.usd_per_million_tokens(0.85) == pytest.approx(0.85 * hours)


def test_only_the_experts_that_a_token_passes_through_are_read() -> None:
    mixtral = model("mixtral-8x7b")
    assert weights_of_a_token(mixtral) < mixtral.active_parameters < mixtral.parameters


def test_layers_with_a_window_read_no_more_than_the_window() -> None:
    # By hand: Gemma 3 27B has 62 layers, 10 of which look at everything, and 2 x 16 x 128 numbers a layer and token.
    gemma, l40s = model("gemma-3-27b"), accelerator("nvidia-l40s")
    found = bounds(gemma, l40s, 1, context=131_072)
    assert found is not None
    cache = 2 * 2 * 16 * 128 * (10 * 131_072 + 52 * 1024)
    assert found.decode_step_seconds == pytest.approx((2 * weights_of_a_token(gemma) + cache) / 864e9)
    short = bounds(gemma, l40s, 1, context=512)
    assert short is not None
    assert short.decode_step_seconds == pytest.approx((2 * weights_of_a_token(gemma) + 2 * 62 * 4096 * 512) / 864e9)


def test_the_cache_of_latent_attention_is_its_latent() -> None:
    found = bounds(model("deepseek-v3"), accelerator("nvidia-h200-141gb"), 8, weight_bits=8, sequences=64, context=4096)
    assert found is not None
    # 61 layers x 576 numbers x 2 bytes = 70,272 bytes a token.
    read = weights_of_a_token(model("deepseek-v3")) + 64 * 4096 * 70_272
    assert found.decode_step_seconds == pytest.approx(read / (8 * 4800e9))


def test_hardware_that_multiplies_eight_bits_twice_as_fast_is_within_the_bound() -> None:
    wide, narrow = (bounds(LLAMA, L4, 1, weight_bits=bits, prompt=4096) for bits in (16, 8))
    assert wide is not None
    assert narrow is not None
    # An L4 has 242 TFLOPS of dense FP8 for 121 of BF16.
    assert narrow.prefill_seconds == pytest.approx(wide.prefill_seconds / 2)


def test_without_a_bandwidth_there_is_no_bound() -> None:
    unknown = next(found for found in accelerators().values() if found.memory_bandwidth_gbps is None)
    assert bounds(LLAMA, unknown, 1) is None


def test_without_a_peak_memory_alone_bounds_and_says_so() -> None:
    found = bounds(LLAMA, accelerator("nvidia-tesla-t4"), 1, sequences=2000, prompt=4096)
    assert found is not None
    assert not found.arithmetic_known
    assert (found.decode_limit, found.prefill_limit) == ("bandwidth", "bandwidth")


@pytest.mark.parametrize("name", ["count", "weight_bits", "sequences", "context", "prompt"])
def test_a_number_that_is_not_positive_is_refused_by_name(name: str) -> None:
    arguments = {"count": 1, name: 0}
    with pytest.raises(ValueError, match=f"{name} is 0"):
        bounds(LLAMA, L4, **arguments)  # pyright: ignore[reportArgumentType] - the wrong number is what is tested


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 64), st.integers(1, 4096), st.sampled_from([4.15625, 8, 16]), st.integers(1, 8))
def test_more_hardware_or_fewer_bits_are_never_slower(sequences: int, context: int, bits: float, count: int) -> None:
    few = bounds(LLAMA, L4, count, weight_bits=16, sequences=sequences, context=context, prompt=context)
    more = bounds(LLAMA, L4, 2 * count, weight_bits=bits, sequences=sequences, context=context, prompt=context)
    assert few is not None
    assert more is not None
    assert more.decode_step_seconds <= few.decode_step_seconds / 2 * (1 + 1e-9)
    assert math.isclose(more.tokens_per_second * more.decode_step_seconds, sequences)
