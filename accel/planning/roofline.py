"""The roofline of serving a language model: what an accelerator's memory and arithmetic allow at the very best.

Every figure here is a BOUND: no server is faster, and all are slower. A step of decoding makes one token for each
sequence, and must at least read the weights that a token passes through and the key-value cache of every sequence;
prefill must at least multiply each token of the prompt with those weights, but for the output layer, which only the
last token needs. Communication, attention's own arithmetic, sampling and scheduling come on top and are left out: the
true figure lies on the slow side.
"""

from typing import NamedTuple

from accel.catalog.accelerators import Accelerator
from accel.catalog.models import Model
from accel.catalog.serving import BITS, attention_window

_CACHE_BYTES = 2
_BITS_OF_A_BYTE = 8
_FLOPS_PER_PARAMETER = 2
"""A multiplication and an addition for each weight and token."""
_GIGA, _TERA, _MILLION = 1e9, 1e12, 1e6
_SECONDS_PER_HOUR = 3600

FORMULAS = (
    "decode step >= max((weights + cache) / bandwidth, 2 x weights' count x sequences / peak)",
    "prefill >= max(weights / bandwidth, 2 x weights' count without the output layer x prompt tokens / peak)",
    "tokens/s <= sequences / decode step; USD/M tokens >= USD/hour / 3600 / tokens/s x 1e6",
)
"""How the figures come about, for a report."""
ASSUMPTIONS = (
    "weights: those that one token passes through, once a step, without the table of input embeddings",
    "cache: keys and values of every token that the sequences hold, in 16 bits; of a layer with a window, those in it",
    "peak: dense BF16 of all accelerators, and 2 or 4 times that for weights of 8 or 4 bits, which some multiply so",
    "left out: communication, arithmetic of attention, sampling, scheduling, idle time: all make it slower",
)


class Bounds(NamedTuple):
    """The best that can be. None where the catalogue does not know what limits it."""

    decode_step_seconds: float
    """At least so long lies between two tokens of one answer."""
    decode_limit: str
    """`bandwidth` or `compute`: which of the two is slower; `bandwidth` too where only that is known."""
    prefill_seconds: float
    """At least so long a prompt waits for its first token."""
    prefill_limit: str
    tokens_per_second: float
    """At most so many tokens come out, over all sequences."""
    arithmetic_known: bool
    """False where no source states the peak: then only the memory bounds it, and the truth is further off."""

    def usd_per_million_tokens(self, usd_per_hour: float) -> float:
        """Return what a million generated tokens cost at the very least."""
        return usd_per_hour / _SECONDS_PER_HOUR / self.tokens_per_second * _MILLION


def bounds(
    model: Model,
    accelerator: Accelerator,
    count: float,
    *,
    weight_bits: float = BITS,
    sequences: int = 1,
    context: int = 1,
    prompt: int = 1,
) -> Bounds | None:
    """Return the best that `count` accelerators can do for a model, or None where their bandwidth is not known.

    Args:
        model: whose weights and cache are read.
        accelerator: what reads them.
        count: how many share the work; a fraction where it is a share of one.
        weight_bits: bits of one weight.
        sequences: requests that are answered together.
        context: tokens that each of them holds in the cache.
        prompt: tokens of one prompt.

    Raises:
        ValueError: a number that must be positive is not.
    """
    given = {"count": count, "weight_bits": weight_bits, "sequences": sequences, "context": context, "prompt": prompt}
    for name, value in given.items():
        if value <= 0:
            raise ValueError(f"{name} is {value}, and must be more than 0")
    if accelerator.memory_bandwidth_gbps is None:
        return None
    bandwidth = accelerator.memory_bandwidth_gbps * _GIGA * count
    # No hardware here multiplies narrow numbers faster than their width says; much of it first widens them.
    faster = max(1, BITS / round(weight_bits))
    peak = accelerator.bf16_tflops * _TERA * count * faster if accelerator.bf16_tflops else None
    parameters = weights_of_a_token(model)
    weights = parameters * weight_bits / _BITS_OF_A_BYTE
    cache = sequences * _cached_values(model, context) * _CACHE_BYTES
    flops = _FLOPS_PER_PARAMETER * parameters
    step, step_limit = _slower((weights + cache) / bandwidth, flops * sequences / peak if peak else 0.0)
    of_prompt = _FLOPS_PER_PARAMETER * max(0, parameters - model.vocab * model.hidden_size)
    prefill, prefill_limit = _slower(weights / bandwidth, of_prompt * prompt / peak if peak else 0.0)
    return Bounds(step, step_limit, prefill, prefill_limit, sequences / step, peak is not None)


def weights_of_a_token(model: Model) -> int:
    """Return how many weights are read for a token at least: looking one up in the input embeddings reads a row."""
    return model.active_parameters - model.vocab * model.hidden_size


def _cached_values(model: Model, context: int) -> float:
    """Return how many numbers of the cache one sequence reads for one token."""
    window = attention_window(model.id)
    if window is None:
        return model.kv_values_per_token * context
    whole = model.layers // window.whole_every
    seen = whole * context + (model.layers - whole) * min(context, window.tokens)
    return model.kv_values_per_token / model.layers * seen


def _slower(by_bandwidth: float, by_compute: float) -> tuple[float, str]:
    return (by_compute, "compute") if by_compute > by_bandwidth else (by_bandwidth, "bandwidth")
