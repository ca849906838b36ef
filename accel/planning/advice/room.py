"""Whether accelerators have the memory for a job: served models by the server's rule, trained ones by their states."""

import math
from dataclasses import replace
from typing import NamedTuple

from accel.catalog.decisions import training_bytes_per_parameter
from accel.catalog.machines import Machine
from accel.catalog.serving import BITS, published_quantization, quantization
from accel.planning.advice.request import Request
from accel.planning.fit import Load, best_fit
from accel.planning.fit_alternatives import devices_of

_GIB = 2**30
_SLICE = "tpu-"
_USABLE = 0.9
"""Part of the memory that weights, gradients and optimizer may take; the rest is for activations, at least."""
_JOINED_ACCELERATORS = 8
"""Machines with fewer are not joined to train one model."""
MOST_MACHINES = 64


class Room(NamedTuple):
    """What a job needs of the memory of an offer."""

    fits: bool
    machines: int
    """How many of the offer the job needs; more than 1 only for training."""
    tensor_parallel: int
    """Devices (for Neuron, cores) that share one copy of a served model; 1 for training."""
    needed_gib: float
    """Of one device for inference; of all together for training."""
    available_gib: float
    """As `needed_gib` counts it."""

    @property
    def reason(self) -> str:
        """Why it does not fit, in words; empty where it does."""
        if self.fits:
            return ""
        each = f"each of {self.tensor_parallel}" if self.tensor_parallel > 1 else "the accelerators"
        return f"{each} must hold {self.needed_gib:.1f} GiB and can hold {self.available_gib:.1f}"


def room_of(request: Request, accelerator: str, count: float, memory_gib: float) -> Room:
    """Return what a request needs of `count` accelerators with `memory_gib` each; a share of one is a small one."""
    if request.serves:
        return _serving(request, accelerator, count, memory_gib)
    # Slices come in every size, and one is never joined with another.
    return _training(request, count, memory_gib, joined=not accelerator.startswith(_SLICE))


def weight_bits(request: Request) -> float:
    """Return the bits of one weight as it is served: as asked, else as it is published."""
    stored = quantization(request.quantization) if request.quantization else published_quantization(request.model.id)
    return stored.bits if stored else BITS


def _serving(request: Request, accelerator: str, count: float, memory_gib: float) -> Room:
    found = devices_of(Machine("", "", None, None, accelerator, count, memory_gib, None, 0, "", ""))
    # More accelerators than heads cannot share a model: there is no need to try them.
    found = replace(found, count=min(found.count, request.model.attention_heads))
    load = Load(
        context_tokens=request.context,
        concurrency=request.concurrency,
        quantization=quantization(request.quantization) if request.quantization else None,
    )
    fit = best_fit(request.model, load, found)
    return Room(fit.fits, 1, fit.tensor_parallel, fit.needed_gib, fit.limit_gib)


def _training(request: Request, count: float, memory_gib: float, *, joined: bool) -> Room:
    method = request.method if request.workload == "fine-tuning" else "full"
    needed = request.model.parameters * training_bytes_per_parameter(method) / _GIB
    available = count * memory_gib * _USABLE
    machines = math.ceil(needed / available)
    several = joined and request.workload == "training" and count >= _JOINED_ACCELERATORS
    fits = machines <= (MOST_MACHINES if several else 1)
    return Room(fits, machines if fits else 1, 1, needed, available)
