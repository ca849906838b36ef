from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accel.catalog.models import model
from accel.catalog.names import UnknownName
from accel.planning.fit import tensor_parallel_sizes
from accel.planning.fit_config import IncompleteConfig, model_from_config

LLAMA_3_8B: dict[str, Any] = {
    "model_type": "llama",
    "hidden_size": 4096,
    "intermediate_size": 14336,
    "num_hidden_layers": 32,
    "num_attention_heads": 32,
    "num_key_value_heads": 8,
    "vocab_size": 128256,
    "max_position_embeddings": 8192,
    "tie_word_embeddings": False,
}
QWEN_2_5_7B: dict[str, Any] = {
    "model_type": "qwen2",
    "hidden_size": 3584,
    "intermediate_size": 18944,
    "num_hidden_layers": 28,
    "num_attention_heads": 28,
    "num_key_value_heads": 4,
    "vocab_size": 152064,
    "max_position_embeddings": 131072,
    "tie_word_embeddings": False,
}
QWEN_3_0_6B: dict[str, Any] = {
    "model_type": "qwen3",
    "hidden_size": 1024,
    "intermediate_size": 3072,
    "num_hidden_layers": 28,
    "num_attention_heads": 16,
    "num_key_value_heads": 8,
    "head_dim": 128,
    "vocab_size": 151936,
    "max_position_embeddings": 40960,
    "tie_word_embeddings": True,
}
MIXTRAL_8X7B: dict[str, Any] = {
    "model_type": "mixtral",
    "hidden_size": 4096,
    "intermediate_size": 14336,
    "num_hidden_layers": 32,
    "num_attention_heads": 32,
    "num_key_value_heads": 8,
    "num_local_experts": 8,
    "num_experts_per_tok": 2,
    "vocab_size": 32000,
    "max_position_embeddings": 32768,
    "tie_word_embeddings": False,
}
QWEN_3_30B: dict[str, Any] = {
    "model_type": "qwen3_moe",
    "hidden_size": 2048,
    "intermediate_size": 6144,
    "moe_intermediate_size": 768,
    "num_hidden_layers": 48,
    "num_attention_heads": 32,
    "num_key_value_heads": 4,
    "head_dim": 128,
    "num_experts": 128,
    "num_experts_per_tok": 8,
    "vocab_size": 151936,
    "max_position_embeddings": 40960,
    "tie_word_embeddings": False,
}


@pytest.mark.parametrize(
    ("config", "name"),
    [
        (LLAMA_3_8B, "llama-3-8b"),
        (QWEN_2_5_7B, "qwen2.5-7b"),
        (QWEN_3_0_6B, "qwen3-0.6b"),
        (MIXTRAL_8X7B, "mixtral-8x7b"),
        (QWEN_3_30B, "qwen3-30b-a3b"),
    ],
)
def test_a_configuration_gives_the_figures_of_the_catalogue(config: dict[str, Any], name: str) -> None:
    found, known = model_from_config(config, "mine"), model(name)
    assert found.parameters == known.parameters
    assert found.active_parameters == known.active_parameters
    assert found.kv_values_per_token == known.kv_values_per_token
    assert (found.head_dim, found.max_context, found.vocab) == (known.head_dim, known.max_context, known.vocab)


def test_without_key_value_heads_each_attention_head_has_its_own() -> None:
    config = {key: value for key, value in LLAMA_3_8B.items() if key != "num_key_value_heads"}
    assert model_from_config(config, "mine").kv_heads == 32


def test_a_family_that_cannot_be_counted_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="did you mean 'qwen3_moe'"):
        model_from_config({**LLAMA_3_8B, "model_type": "qwen3_moee"}, "mine")


@pytest.mark.parametrize("value", [None, 0, -1, "32", 1.5, True, 10**30, [10**200]])
def test_a_missing_or_senseless_figure_is_told_by_its_key(value: object) -> None:
    with pytest.raises(IncompleteConfig, match="num_hidden_layers"):
        model_from_config({**LLAMA_3_8B, "num_hidden_layers": value}, "mine")


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"num_key_value_heads": 7}, "num_key_value_heads"),
        ({"num_key_value_heads": 64}, "num_key_value_heads"),
        ({"hidden_size": 3}, "num_attention_heads"),
        ({"hidden_size": 4095}, "num_attention_heads"),
    ],
)
def test_heads_that_divide_nothing_are_told(changes: dict[str, int], key: str) -> None:
    with pytest.raises(IncompleteConfig, match=f"^{key}: .*") as caught:
        model_from_config({**LLAMA_3_8B, **changes}, "mine")
    assert len(str(caught.value)) < 120


def test_a_token_passes_through_no_more_experts_than_there_are() -> None:
    with pytest.raises(IncompleteConfig, match="num_experts_per_tok: 9 of 8 experts"):
        model_from_config({**MIXTRAL_8X7B, "num_experts_per_tok": 9}, "mine")


def test_a_head_may_be_wider_than_its_share_of_the_hidden_size() -> None:
    assert model_from_config({**LLAMA_3_8B, "head_dim": 256}, "mine").head_dim == 256


@settings(max_examples=50, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(sorted(QWEN_3_30B)),
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.lists(st.integers()),
    )
)
def test_any_configuration_is_a_model_or_refused(changes: dict[str, Any]) -> None:
    try:
        found = model_from_config({**QWEN_3_30B, **changes}, "mine")
    except (IncompleteConfig, UnknownName):
        return
    assert found.parameters >= found.active_parameters > 0
    assert found.head_dim >= 1
    assert tensor_parallel_sizes(found, 8)[0] == 1
