"""Published language models: parameters, layers, heads and context, which decide what machine can hold them."""

from collections.abc import Mapping
from functools import cache

from accel.catalog.names import UnknownName
from accel.catalog.records import Record
from accel.catalog.tables import source_of, table


class Model(Record):
    """The architecture of one published model."""

    id: str
    names: tuple[str, ...]
    """Its ids on the Hugging Face hub: base and instruction-tuned weights have one architecture."""
    parameters: int
    active_parameters: int
    """Parameters that one token passes through; fewer than `parameters` in a mixture of experts."""
    layers: int
    attention_heads: int
    kv_heads: int
    head_dim: int
    hidden_size: int
    vocab: int
    max_context: int
    """Tokens."""
    kv_values_per_token: int
    """Numbers that the key-value cache holds for one token, over all layers. Sliding windows are not counted off: with
    them a long context needs less."""
    source: str
    source_date: str
    """ISO 8601."""


def model(name: str) -> Model:
    """Return a model by its id, `llama-3.1-8b`, or by its name on the hub, in any case.

    Raises:
        UnknownName: the catalogue does not hold it; carries the nearest one.
    """
    found = known_model(name)
    if found is None:
        raise UnknownName("model", name, [*models(), *(hub for row in models().values() for hub in row.names)])
    return found


def known_model(name: str) -> Model | None:
    """Return a model by its id or its name on the hub, or None where the catalogue does not hold it."""
    return _by_name().get(name.lower())


@cache
def models() -> Mapping[str, Model]:
    """Return every model by its id."""
    return {row[0]: _model(row) for row in table("models.csv")}


@cache
def _by_name() -> dict[str, Model]:
    return {name.lower(): row for row in models().values() for name in (row.id, *row.names)}


def _model(row: list[str]) -> Model:
    name, names, *figures, sources = row
    parameters, active, layers, heads, kv_heads, head_dim, hidden, vocab, context, kv_values = (
        int(figure or 0) for figure in figures
    )
    source = source_of(sources)
    return Model(
        id=name,
        names=tuple(names.split(";")) if names else (),
        parameters=parameters,
        # Empty where a token passes through all of them.
        active_parameters=active or parameters,
        layers=layers,
        attention_heads=heads,
        kv_heads=kv_heads,
        head_dim=head_dim,
        hidden_size=hidden,
        vocab=vocab,
        max_context=context,
        # One layer caches a key and a value for each head of them, but for DeepSeek V3, which caches one latent.
        kv_values_per_token=layers * (kv_values or 2 * kv_heads * head_dim),
        source=source.title,
        source_date=source.date,
    )
