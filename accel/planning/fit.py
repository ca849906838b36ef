"""Whether a language model fits into the memory of a machine: weights, key-value cache, and what the server takes.

The rule is vLLM's own: it starts when weights, activations and the cache of one request of full length fit into its
share of every device. Requests beyond that wait.
"""

import math
from dataclasses import dataclass

from accel.catalog.models import Model
from accel.catalog.serving import BITS, Quantization, assumption, published_quantization, visible_memory_gib

_GIB = 2**30
_BYTE = 8


@dataclass(frozen=True, slots=True)
class Load:
    """What is asked of a model: how it is stored, and how long and how many its requests are."""

    context_tokens: int
    """Prompt and answer together."""
    concurrency: int = 1
    """Requests of that length whose caches are in memory at once."""
    quantization: Quantization | None = None
    """Of the weights; None: as they are published."""
    bits: int = BITS
    """Of what is not quantised: embeddings, cache, and all weights where nothing else is said."""


@dataclass(frozen=True, slots=True)
class Devices:
    """The accelerators of one machine."""

    accelerator: str
    """Id in the catalogue."""
    count: int
    memory_gib: float
    """Memory of ONE device that a program sees."""
    utilization: float
    """Part of it that the server takes."""
    overhead_gib: float
    """Memory of ONE device for activations, context and communication."""

    @property
    def budget_gib(self) -> float:
        """Memory of one device that is left for weights and cache."""
        return self.memory_gib * self.utilization - self.overhead_gib


@dataclass(frozen=True, slots=True)
class Fit:
    """What a number of devices that share a model must hold, each of them."""

    tensor_parallel: int
    weights_gib: float
    cache_gib: float
    overhead_gib: float
    limit_gib: float
    """Memory of one device that the server may take."""
    longest_context: int
    """Tokens of the longest request, at the asked concurrency, for which there is a cache; 0: not even one."""

    @property
    def needed_gib(self) -> float:
        """Memory of one device that all of it takes."""
        return self.weights_gib + self.cache_gib + self.overhead_gib

    @property
    def fits(self) -> bool:
        """Whether each device holds its part."""
        return self.needed_gib <= self.limit_gib

    @property
    def times(self) -> int:
        """How often the asked load has a cache: requests of full length at once, where it was asked for one."""
        return max(0, math.floor((self.limit_gib - self.overhead_gib - self.weights_gib) / self.cache_gib))


def devices(accelerator: str, count: int, sold_with_gib: float, utilization: float | None = None) -> Devices:
    """Return the devices of a machine as a vLLM server finds them."""
    return Devices(
        accelerator=accelerator,
        count=count,
        memory_gib=visible_memory_gib(accelerator, sold_with_gib),
        utilization=assumption("memory utilization").value if utilization is None else utilization,
        overhead_gib=assumption("activations").value + assumption("outside").value,
    )


def weights_bytes(model: Model, load: Load) -> float:
    """Return the size of the weights; embeddings and output layer are not quantised, nor what is for experts alone."""
    stored = load.quantization or published_quantization(model.id)
    if stored is None:
        return model.parameters * load.bits / _BYTE
    whole = 2 * model.vocab * model.hidden_size
    if stored.experts_alone:
        whole += _attention(model)
    whole = min(whole, model.parameters)
    return (whole * load.bits + (model.parameters - whole) * stored.bits) / _BYTE


def _attention(model: Model) -> int:
    """Return the weights of attention: queries and output for each head, keys and values for each of theirs."""
    heads = 2 * (model.attention_heads + model.kv_heads)
    return model.layers * model.hidden_size * heads * model.head_dim


def cache_bytes_per_token(model: Model, bits: int = BITS) -> int:
    """Return what the key-value cache of all layers takes for one token."""
    return model.kv_values_per_token * bits // _BYTE


def cache_share(model: Model, tensor_parallel: int) -> float:
    """Return the part of a request's cache that each of the devices keeps.

    Key-value heads are divided as far as there are any; beyond that they are copied. A latent that stands for all heads
    (DeepSeek) is on each device whole.
    """
    if model.kv_values_per_token != 2 * model.layers * model.kv_heads * model.head_dim:
        return 1.0
    return max(1 / tensor_parallel, 1 / model.kv_heads)


def tensor_parallel_sizes(model: Model, count: int) -> tuple[int, ...]:
    """Return into how many devices a model can be divided, the smallest first.

    vLLM's rule: attention heads are divided evenly; key-value heads too, or each is copied to as many devices.
    """
    return tuple(
        size
        for size in range(1, count + 1)
        if model.attention_heads % size == 0 and (model.kv_heads % size == 0 or size % model.kv_heads == 0)
    )


def fit_of(model: Model, load: Load, found: Devices, tensor_parallel: int, *, whole_blocks: bool = True) -> Fit:
    """Return what each of `tensor_parallel` devices must hold.

    Args:
        model: the architecture.
        load: what is asked of it.
        found: the devices.
        tensor_parallel: how many of them share the model; not judged here.
        whole_blocks: whether the cache is given out in blocks, as vLLM does.
    """
    block = int(assumption("cache block").value) if whole_blocks else 1
    per_token = cache_bytes_per_token(model, load.bits) * cache_share(model, tensor_parallel) / _GIB
    weights = weights_bytes(model, load) / tensor_parallel / _GIB
    blocks = math.ceil(load.context_tokens / block)
    left = found.budget_gib - weights
    longest = max(0, math.floor(left / (per_token * load.concurrency * block))) * block
    return Fit(
        tensor_parallel=tensor_parallel,
        weights_gib=weights,
        cache_gib=blocks * block * per_token * load.concurrency,
        overhead_gib=found.overhead_gib,
        limit_gib=found.memory_gib * found.utilization,
        longest_context=min(longest, model.max_context),
    )


def best_fit(model: Model, load: Load, found: Devices) -> Fit:
    """Return the fit with the fewest devices that hold it; where none do, the one with the most.

    Raises:
        ValueError: there is no device to put it on.
    """
    sizes = tensor_parallel_sizes(model, found.count)
    if not sizes:
        raise ValueError(f"{found.count} devices: a model needs one at least")
    fits = [fit_of(model, load, found, size) for size in sizes]
    return next((fit for fit in fits if fit.fits), fits[-1])
