"""Serving language models: the memory that a device really has, what a quantised weight takes, and what is assumed."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from accel.catalog.assumptions import Assumption
from accel.catalog.names import known
from accel.catalog.tables import table

_WINDOW = ("window", "whole_every")
BITS = 16
"""Of a weight that is not quantised: BF16 or FP16."""


@dataclass(frozen=True, slots=True)
class Quantization:
    """A way to store weights in fewer bits."""

    name: str
    bits: float
    """Of one weight, with its share of its group's scale and zero point: for AWQ 16 + 4 bits over 128 weights, for
    MXFP4 8 over 32. Embeddings and output layer are not quantised."""
    experts_alone: bool
    """Whether it is for the weights of experts only: attention stays as it is."""
    source: str
    source_date: str


class AttentionWindow(NamedTuple):
    """Layers that look no further back than a window: those beyond one in so many."""

    tokens: int
    whole_every: int
    """One in so many layers looks at everything."""


def quantization(name: str) -> Quantization:
    """Return a quantisation: int8, fp8, int4, awq, gptq, mxfp4.

    Raises:
        UnknownName: the catalogue has none of that name; carries the nearest one.
    """
    return known("quantization", name, quantizations())


@cache
def quantizations() -> Mapping[str, Quantization]:
    """Return every quantisation by name."""
    experts = {row.name for row in _of_kind("experts_alone")}
    return {
        row.name: Quantization(row.name, float(row.value), row.name in experts, row.source, row.source_date)
        for row in _of_kind("quantization")
    }


@cache
def quantization_of_method(method: str) -> Quantization | None:
    """Return what a name of vLLM's --quantization stores, or None where the name does not say it."""
    found = [row.name for row in _of_kind("quantization") if method in row.names]
    return quantization(found[0]) if found else None


@cache
def published_quantization(model_id: str) -> Quantization | None:
    """Return how a model's own published weights are quantised, or None where they are not."""
    found = [row.name for row in _of_kind("published") if model_id in row.names]
    return quantization(found[0]) if found else None


@cache
def attention_window(model_id: str) -> "AttentionWindow | None":
    """Return how far back most layers of a model look, or None where each looks at everything."""
    found = {row.kind: int(row.value) for row in _rows() if model_id in row.names and row.kind in _WINDOW}
    return AttentionWindow(*(found[kind] for kind in _WINDOW)) if found else None


@cache
def has_memory_by_core(accelerator: str) -> bool:
    """Say whether programs see each core of an accelerator as a device with a part of the memory."""
    return any(accelerator in row.names for row in _of_kind("memory_by_core"))


@cache
def visible_memory_gib(accelerator: str, sold_with_gib: float) -> float:
    """Return the memory of one device that a program sees: as measured, else what it is sold with."""
    found = [float(row.value) for row in _of_kind("visible_memory") if row.name == accelerator]
    return min(found[0], sold_with_gib) if found else sold_with_gib


@cache
def assumption(name: str) -> Assumption:
    """Return an assumption.

    - `memory utilization`: part of each device that the server takes.
    - `activations`: GiB of each device while the longest batch is computed; a server measures it at start.
    - `outside`: GiB of each device outside of PyTorch, for the CUDA context and NCCL.
    - `cache block`: tokens in the unit in which the cache is given out.

    Raises:
        UnknownName: nobody has written it down; carries the nearest one.
    """
    row = known("assumption about serving", name, {row.name: row for row in _of_kind("assumption")})
    return Assumption(name, float(row.value), row.source, row.source_date)


class _Row(NamedTuple):
    kind: str
    name: str
    value: str
    names: tuple[str, ...]
    """Of a quantisation the names of vLLM's --quantization for it, of a published one the models."""
    source: str
    source_date: str


@cache
def _rows() -> tuple[_Row, ...]:
    return tuple(
        _Row(kind, name, value, tuple(names.split()), source, date)
        for kind, name, value, names, source, date in table("serving.csv")
    )


def _of_kind(kind: str) -> list[_Row]:
    return [row for row in _rows() if row.kind == kind]
