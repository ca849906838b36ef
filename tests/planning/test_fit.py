from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accel.catalog.machines import machine
from accel.catalog.models import Model, model, models
from accel.catalog.serving import (
    assumption,
    published_quantization,
    quantization,
    quantization_of_method,
    visible_memory_gib,
)
from accel.catalog.vllm import quantizations as methods
from accel.planning.fit import (
    Devices,
    Load,
    best_fit,
    cache_bytes_per_token,
    cache_share,
    devices,
    fit_of,
    tensor_parallel_sizes,
    weights_bytes,
)
from accel.planning.fit_alternatives import alternatives, devices_of

_GIB = 2**30
MODELS = sorted(models())
L4 = devices("nvidia-l4", 4, 24)

some_model = st.sampled_from(MODELS).map(model)
some_devices = st.builds(
    Devices,
    accelerator=st.just("nvidia-l4"),
    count=st.integers(1, 8),
    memory_gib=st.floats(8, 192),
    utilization=st.floats(0.5, 0.98),
    overhead_gib=st.floats(0, 4),
)


def test_llama_3_70b_on_four_l4_by_hand() -> None:
    fit = best_fit(model("llama-3-70b"), Load(8192), L4)
    assert fit.tensor_parallel == 4
    # 70,553,706,496 x 2 bytes / 4 / 2^30.
    assert fit.weights_gib == pytest.approx(32.854, abs=0.001)
    # 8192 tokens x 80 layers x 2 x 8 heads x 128 x 2 bytes = 2.5 GiB, over 4 devices.
    assert fit.cache_gib == pytest.approx(0.625)
    # 22.03 GiB that an L4 shows, of which the server takes 0.9.
    assert fit.limit_gib == pytest.approx(19.827)
    assert not fit.fits
    assert fit.longest_context == 0


def test_llama_3_70b_in_four_bits_on_four_l4_by_hand() -> None:
    found = Load(8192, quantization=quantization("awq"))
    fit = best_fit(model("llama-3-70b"), found, L4)
    # 2 x 128256 x 8192 = 2,101,346,304 weights of 16 bits, the other 68,452,360,192 of 4.15625: 39.77e9 bytes.
    assert weights_bytes(model("llama-3-70b"), found) == pytest.approx(39.766e9, rel=1e-4)
    assert fit.needed_gib == pytest.approx(9.259 + 0.625 + 1.51, abs=0.001)
    assert fit.fits


@pytest.mark.parametrize(
    ("name", "memory_gib", "utilization", "tensor_parallel", "measured_gib"),
    [
        # What vLLM itself has left for the cache after measuring: vllm-project/vllm pull 10511 and issue 13061,
        # and the log of Llama 3.1 8B on 79.14 GiB in vLLM 0.6.
        ("llama-3-8b", 79.22, 0.9, 1, 53.29),
        ("llama-3.1-8b", 79.14, 0.9, 1, 54.93),
        ("qwen2.5-14b", 23.55, 0.98, 2, 8.69),
    ],
)
def test_the_room_for_the_cache_is_what_vllm_measures(
    name: str, memory_gib: float, utilization: float, tensor_parallel: int, measured_gib: float
) -> None:
    found = replace(devices("none", tensor_parallel, memory_gib, utilization), memory_gib=memory_gib)
    fit = fit_of(model(name), Load(1024), found, tensor_parallel)
    assert fit.limit_gib - fit.overhead_gib - fit.weights_gib == pytest.approx(measured_gib, abs=1.6)


def test_the_smallest_number_of_devices_that_holds_it_is_taken() -> None:
    fit = best_fit(model("llama-3-8b"), Load(8192), L4)
    assert fit.tensor_parallel == 1
    assert best_fit(model("qwen2.5-32b"), Load(8192), L4).tensor_parallel == 4


def test_heads_decide_into_how_many_devices_a_model_divides() -> None:
    # 28 attention and 4 key-value heads; 14 and 2; 64 and 8, which are copied beyond 8 devices.
    assert tensor_parallel_sizes(model("qwen2.5-7b"), 28) == (1, 2, 4, 28)
    assert tensor_parallel_sizes(model("qwen2.5-0.5b"), 14) == (1, 2, 14)
    assert tensor_parallel_sizes(model("llama-3-70b"), 16) == (1, 2, 4, 8, 16)


def test_key_value_heads_are_copied_and_a_latent_is_whole_on_each_device() -> None:
    assert cache_share(model("llama-3-70b"), 4) == 1 / 4
    assert cache_share(model("llama-3-70b"), 16) == 1 / 8
    assert cache_share(model("deepseek-v3"), 8) == 1


def test_published_quantisation_counts_unless_another_is_asked_for() -> None:
    gpt = model("gpt-oss-120b")
    assert published_quantization(gpt.id) == quantization("mxfp4")
    # Its card says that it runs on one GPU of 80 GB; in 16 bits it would take 218 GiB.
    assert best_fit(gpt, Load(131072), devices("nvidia-h100-80gb", 1, 80)).fits
    assert weights_bytes(gpt, Load(1, quantization=quantization("fp8"))) > weights_bytes(gpt, Load(1))


@pytest.mark.parametrize(("name", "gib"), [("gpt-oss-20b", 12.8), ("gpt-oss-120b", 60.8)])
def test_experts_alone_are_in_four_bits_where_the_publisher_left_the_rest_whole(name: str, gib: float) -> None:
    # Sizes of the checkpoints in OpenAI's model card of gpt-oss (August 2025).
    assert weights_bytes(model(name), Load(1)) / _GIB == pytest.approx(gib, abs=0.05)


@pytest.mark.parametrize(
    ("name", "bytes_per_token"),
    [
        ("llama-3-70b", 2 * 80 * 8 * 128 * 2),
        ("llama-2-7b", 2 * 32 * 32 * 128 * 2),
        ("qwen2.5-7b", 2 * 28 * 4 * 128 * 2),
        ("mixtral-8x7b", 2 * 32 * 8 * 128 * 2),
        ("gpt-oss-120b", 2 * 36 * 8 * 64 * 2),
        # A latent of 512 and a rotary key of 64 for all heads together.
        ("deepseek-v3", 61 * 576 * 2),
    ],
)
def test_the_cache_of_a_token_is_its_keys_and_values(name: str, bytes_per_token: int) -> None:
    assert cache_bytes_per_token(model(name)) == bytes_per_token


def test_a_card_shows_less_memory_than_it_is_sold_with() -> None:
    assert visible_memory_gib("nvidia-l4", 24) == 22.03
    assert visible_memory_gib("nvidia-l4", 12) == 12
    assert visible_memory_gib("nvidia-b200", 180) == 180


def test_every_method_with_a_width_is_one_that_the_server_takes() -> None:
    widths = {method: quantization_of_method(method) for method in methods()}
    assert widths["awq_marlin"] == quantization("awq")
    assert widths["compressed-tensors"] is None
    assert sum(found is not None for found in widths.values()) >= 10


def test_neuron_cores_have_their_own_memory() -> None:
    found = devices_of(machine("aws", "inf2.48xlarge"))
    assert (found.count, found.memory_gib) == (24, 16)


def test_a_share_of_a_device_is_a_smaller_device() -> None:
    found = devices_of(machine("azure", "Standard_NV18ads_A10_v5"))
    assert (found.count, found.memory_gib) == (1, 12)


def test_a_machine_without_accelerators_holds_nothing() -> None:
    with pytest.raises(ValueError, match="no accelerator"):
        devices_of(machine("gcp", "e2-standard-4"))


def test_alternatives_hold_what_was_asked_and_are_ordered_by_price() -> None:
    asked = Load(8192)
    found = alternatives(model("llama-3-70b"), asked, L4, cloud="gcp", region="us-central1")
    assert found.machines
    assert all(other.fit.fits and other.offer.provider == "gcp" for other in found.machines)
    prices = [other.offer.usd_per_hour for other in found.machines]
    assert prices == sorted(prices)
    for name in found.quantizations:
        assert best_fit(model("llama-3-70b"), replace(asked, quantization=quantization(name)), L4).fits
    assert "mxfp4" not in found.quantizations


def test_a_shorter_context_is_an_alternative_that_fits() -> None:
    one = devices("nvidia-l4", 1, 24)
    found = alternatives(model("llama-3.1-8b"), Load(131072), one, cloud="gcp")
    assert 0 < found.context_tokens < 131072
    assert best_fit(model("llama-3.1-8b"), Load(found.context_tokens), one).fits
    assert not best_fit(model("llama-3.1-8b"), Load(found.context_tokens + 16), one).fits


@settings(max_examples=60, deadline=None)
@given(some_model, some_devices, st.integers(1, 100_000), st.integers(1, 100_000), st.integers(1, 64))
def test_more_context_or_more_requests_never_need_less(
    asked: Model, found: Devices, some: int, other: int, requests: int
) -> None:
    short, long = sorted((some, other))
    less, more = (fit_of(asked, Load(tokens, requests), found, 1) for tokens in (short, long))
    assert less.needed_gib <= more.needed_gib
    assert less.longest_context == more.longest_context
    assert more.needed_gib <= fit_of(asked, Load(long, requests + 1), found, 1).needed_gib


@settings(max_examples=60, deadline=None)
@given(some_model, some_devices, st.integers(1, 8192), st.floats(1, 4))
def test_more_memory_never_holds_less(asked: Model, found: Devices, tokens: int, factor: float) -> None:
    larger = replace(found, memory_gib=found.memory_gib * factor)
    small, large = best_fit(asked, Load(tokens), found), best_fit(asked, Load(tokens), larger)
    assert large.fits or not small.fits
    assert not small.fits or large.tensor_parallel <= small.tensor_parallel
    same = [fit_of(asked, Load(tokens), each, small.tensor_parallel) for each in (found, larger)]
    assert same[0].longest_context <= same[1].longest_context
    assert same[0].times <= same[1].times


@settings(max_examples=60, deadline=None)
@given(some_model, some_devices)
def test_the_fewest_devices_divide_the_heads_and_hold_the_model(asked: Model, found: Devices) -> None:
    fit = best_fit(asked, Load(1024), found)
    assert asked.attention_heads % fit.tensor_parallel == 0
    assert asked.kv_heads % fit.tensor_parallel == 0 or fit.tensor_parallel % asked.kv_heads == 0
    fewer = [size for size in tensor_parallel_sizes(asked, found.count) if size < fit.tensor_parallel]
    assert not any(fit_of(asked, Load(1024), found, size).fits for size in fewer)


@settings(max_examples=60, deadline=None)
@given(some_model, some_devices, st.integers(1, 32))
def test_the_longest_context_fits_and_one_block_more_does_not(asked: Model, found: Devices, requests: int) -> None:
    fit = best_fit(asked, Load(1, requests), found)
    longest, block = fit.longest_context, int(assumption("cache block").value)
    if longest:
        assert fit_of(asked, Load(longest, requests), found, fit.tensor_parallel).needed_gib <= fit.limit_gib + 1e-9
    if longest < asked.max_context:
        beyond = fit_of(asked, Load(longest + block, requests), found, fit.tensor_parallel)
        assert beyond.needed_gib >= fit.limit_gib - 1e-9


@settings(max_examples=60, deadline=None)
@given(some_model, some_devices, st.integers(1, 8192))
def test_more_devices_never_hold_more_each_and_fewer_bits_never_take_more(
    asked: Model, found: Devices, tokens: int
) -> None:
    fits = [fit_of(asked, Load(tokens), found, size) for size in tensor_parallel_sizes(asked, found.count)]
    assert all(more.needed_gib <= less.needed_gib for less, more in pairwise(fits))
    eight, four = (weights_bytes(asked, Load(1, quantization=quantization(name))) for name in ("int8", "awq"))
    assert four <= eight <= asked.parameters * 2
