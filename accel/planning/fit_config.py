"""The architecture of a model from its config.json, as the Hugging Face hub keeps it."""

import math
from collections.abc import Mapping
from typing import Any

from accel.catalog.models import Model
from accel.catalog.names import UnknownName
from accel.catalog.serving import Quantization, quantization, quantization_of_method

_BIASED = frozenset({"qwen2"})
"""Families with a bias on queries, keys and values."""
_NORMED_HEADS = frozenset({"qwen3", "qwen3_moe"})
"""Families that normalise queries and keys, each with one weight a dimension of a head."""
_INT8 = 8
_LARGEST = 10**9
"""No model has more of anything that its configuration counts."""
_QUOTED = 60
_FAMILIES = frozenset({"llama", "mistral", "mixtral", "qwen2", "qwen3", "qwen3_moe"})


class IncompleteConfig(ValueError):  # noqa: N818 - reads as what it is at the raise site
    """A config.json without a value that decides the size of the model."""


def model_from_config(config: Mapping[str, Any], name: str) -> Model:
    """Return the architecture that a config.json describes; parameters are counted from it.

    Args:
        config: the parsed file.
        name: what to call the model.

    Raises:
        IncompleteConfig: a value is missing or no positive whole number.
        UnknownName: the family is none whose parameters this can count; carries the nearest one.
    """
    family = str(config.get("model_type"))
    if family not in _FAMILIES:
        raise UnknownName("model_type", family, _FAMILIES)
    layers, hidden = _number(config, "num_hidden_layers"), _number(config, "hidden_size")
    heads, vocab = _number(config, "num_attention_heads"), _number(config, "vocab_size")
    kv_heads = _number(config, "num_key_value_heads", heads)
    if heads % kv_heads:
        raise IncompleteConfig(f"num_key_value_heads: {kv_heads} do not divide {heads} attention heads")
    if config.get("head_dim") is None and hidden % heads:
        raise IncompleteConfig(
            f"num_attention_heads: {heads} do not divide hidden_size {hidden}, and head_dim is absent"
        )
    head_dim = _number(config, "head_dim", hidden // heads)
    experts, chosen = _experts(config)
    attention = 2 * hidden * heads * head_dim + 2 * hidden * kv_heads * head_dim
    if family in _BIASED:
        attention += (heads + 2 * kv_heads) * head_dim
    if family in _NORMED_HEADS:
        attention += 2 * head_dim
    norms = 2 * hidden
    expert = 3 * hidden * _number(config, "moe_intermediate_size" if family == "qwen3_moe" else "intermediate_size")
    router = hidden * experts if experts > 1 else 0
    embeddings = vocab * hidden * (1 if config.get("tie_word_embeddings", False) else 2)
    beside = embeddings + hidden + layers * (attention + norms + router)
    return Model(
        id=name,
        names=(),
        parameters=beside + layers * experts * expert,
        active_parameters=beside + layers * chosen * expert,
        layers=layers,
        attention_heads=heads,
        kv_heads=kv_heads,
        head_dim=head_dim,
        hidden_size=hidden,
        vocab=vocab,
        max_context=_number(config, "max_position_embeddings"),
        kv_values_per_token=2 * layers * kv_heads * head_dim,
        source="config.json",
        source_date="",
    )


def quantization_from_config(config: Mapping[str, Any]) -> Quantization | None:
    """Return how the weights that a config.json belongs to are stored, or None where they are not quantised.

    Raises:
        IncompleteConfig: they are, and the catalogue does not know in how many bits.
    """
    given = config.get("quantization_config")
    if not given:
        return None
    method = given.get("quant_method") if isinstance(given, Mapping) else None
    found = quantization_of_method(method) if isinstance(method, str) else None
    bits = given.get("bits") if isinstance(given, Mapping) else None
    if found is not None and bits is not None and bits != math.floor(found.bits):
        found = quantization("int8") if bits == _INT8 else None
    if found is None:
        raise IncompleteConfig(
            f"quantization_config of {method!r} does not say the bits of a weight: --quantization does"
        )
    return found


def _experts(config: Mapping[str, Any]) -> tuple[int, int]:
    """Return how many experts a layer has and through how many a token passes."""
    for key in ("num_local_experts", "num_experts"):
        if config.get(key) is not None:
            experts, chosen = _number(config, key), _number(config, "num_experts_per_tok")
            if chosen > experts:
                raise IncompleteConfig(f"num_experts_per_tok: {chosen} of {experts} experts")
            return experts, chosen
    return 1, 1


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _QUOTED else f"{text[:_QUOTED]}..."


def _number(config: Mapping[str, Any], key: str, usual: int | None = None) -> int:
    value = config.get(key)
    if value is None and usual is not None:
        return usual
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= _LARGEST:
        raise IncompleteConfig(f"{key}: {_short(value)} is not a whole number from 1 to {_LARGEST}")
    return value
