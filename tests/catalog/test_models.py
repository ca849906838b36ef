import pytest

from accel.catalog.models import known_model, model, models
from accel.catalog.names import UnknownName


@pytest.mark.parametrize(
    ("name", "billions", "layers", "heads", "kv_heads", "context"),
    [
        ("meta-llama/Llama-2-7b-hf", 6.74, 32, 32, 32, 4096),
        ("meta-llama/Llama-2-70b-chat-hf", 68.98, 80, 64, 8, 4096),
        ("meta-llama/Meta-Llama-3-8B-Instruct", 8.03, 32, 32, 8, 8192),
        ("meta-llama/Llama-3.1-8B-Instruct", 8.03, 32, 32, 8, 131072),
        ("meta-llama/Llama-3.3-70B-Instruct", 70.55, 80, 64, 8, 131072),
        ("mistralai/Mixtral-8x7B-Instruct-v0.1", 46.70, 32, 32, 8, 32768),
        ("Qwen/Qwen2.5-7B-Instruct", 7.62, 28, 28, 4, 32768),
        ("Qwen/Qwen3-32B", 32.76, 64, 64, 8, 40960),
        ("google/gemma-2-27b-it", 27.23, 46, 32, 16, 8192),
        ("deepseek-ai/DeepSeek-V3", 671.0, 61, 128, 128, 131072),
        ("deepseek-ai/DeepSeek-R1-Distill-Llama-70B", 70.55, 80, 64, 8, 131072),
        ("openai/gpt-oss-120b", 117.0, 36, 64, 8, 131072),
    ],
)
def test_a_hub_id_leads_to_the_published_architecture(
    name: str, billions: float, layers: int, heads: int, kv_heads: int, context: int
) -> None:
    found = model(name)
    assert found.parameters / 1e9 == pytest.approx(billions, rel=1e-3)
    assert (found.layers, found.attention_heads, found.kv_heads, found.max_context) == (
        layers,
        heads,
        kv_heads,
        context,
    )


def test_llama_2_7b_has_exactly_its_published_number_of_parameters() -> None:
    assert model("llama-2-7b").parameters == 6_738_415_616


def test_names_on_the_hub_are_found_in_any_case() -> None:
    assert known_model("META-LLAMA/llama-2-7B-HF") is model("llama-2-7b")


def test_base_and_instruction_tuned_weights_share_one_architecture() -> None:
    assert model("google/gemma-2-9b") is model("google/gemma-2-9b-it")


def test_of_a_mixture_of_experts_a_token_sees_only_some_parameters() -> None:
    assert model("mixtral-8x7b").active_parameters / 1e9 == pytest.approx(12.88, rel=1e-3)
    assert model("qwen3-30b-a3b").active_parameters / 1e9 == pytest.approx(3.35, rel=1e-2)
    assert model("deepseek-v3").active_parameters == 37_000_000_000
    assert model("llama-3.1-8b").active_parameters == model("llama-3.1-8b").parameters


def test_the_cache_holds_a_key_and_a_value_for_each_kv_head() -> None:
    assert model("llama-2-7b").kv_values_per_token == 32 * 2 * 32 * 128
    assert model("llama-3.1-8b").kv_values_per_token == 32 * 2 * 8 * 128


def test_the_cache_of_latent_attention_is_much_smaller_than_its_heads() -> None:
    found = model("deepseek-v3")
    assert found.kv_values_per_token == 61 * (512 + 64)


def test_every_architecture_is_possible() -> None:
    for row in models().values():
        assert row.attention_heads % row.kv_heads == 0, row.id
        assert 0 < row.active_parameters <= row.parameters, row.id
        assert row.parameters > row.vocab * row.hidden_size, row.id
        assert row.names, row.id


def test_no_two_models_share_a_name() -> None:
    names = [name.lower() for row in models().values() for name in (row.id, *row.names)]
    assert len(names) == len(set(names))


def test_every_row_has_whole_numbers() -> None:
    for row in models().values():
        for field in ("parameters", "layers", "attention_heads", "kv_heads", "head_dim", "hidden_size", "vocab"):
            assert type(getattr(row, field)) is int, (row.id, field)


def test_an_unknown_model_is_none_or_refused_with_the_nearest_one() -> None:
    assert known_model("example/unheard-of") is None
    with pytest.raises(UnknownName, match=r"did you mean 'meta-llama/Llama-3\.1-8B-Instruct'"):
        model("meta-llama/Llama-3.1-8B-Instuct")
