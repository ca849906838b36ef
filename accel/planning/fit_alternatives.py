"""What would hold a model that does not fit: a shorter context, fewer bits, or another machine."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from accel.catalog.accelerators import accelerator
from accel.catalog.machines import Machine
from accel.catalog.models import Model
from accel.catalog.offers import Offer, offers
from accel.catalog.serving import has_memory_by_core, quantizations
from accel.planning.fit import Devices, Fit, Load, best_fit, devices, fit_of, tensor_parallel_sizes

_SERVED_BY_VLLM = frozenset({"nvidia", "amd"})
"""Vendors whose devices the published image of vLLM runs on; TPUs and Neuron devices need another build."""
_BY_THE_PUBLISHER_ALONE = frozenset({"mxfp4"})
"""Quantisations in which weights come or do not come: nobody makes them of others afterwards."""
_SHORTEST_CONTEXT = 512
"""Tokens below which a context is no help."""


@dataclass(frozen=True, slots=True)
class OtherMachine:
    """A machine that holds the model, where it is cheapest."""

    offer: Offer
    fit: Fit


@dataclass(frozen=True, slots=True)
class Alternatives:
    """What would help, the least change first."""

    context_tokens: int
    """Longest context that fits the same machine; 0: none that is of use."""
    quantizations: tuple[str, ...]
    """Those with which the same load fits the same machine, the one with most bits first."""
    machines: tuple[OtherMachine, ...]
    """By the hour, the cheapest first."""


def devices_of(machine: Machine, utilization: float | None = None) -> Devices:
    """Return the accelerators of a machine; of some each core is a device with its own part of the memory.

    Raises:
        ValueError: the machine has no accelerator.
    """
    if machine.accelerator is None:
        raise ValueError(f"{machine.name} has no accelerator")
    return _devices(machine.accelerator, machine.accelerator_count, machine.accelerator_memory_gib, utilization)


def alternatives(
    model: Model, load: Load, found: Devices, *, cloud: str | None = None, region: str | None = None, limit: int = 5
) -> Alternatives:
    """Return what would hold the model.

    Args:
        model: the architecture.
        load: what is asked of it.
        found: the devices that do not hold it.
        cloud: only machines of this provider; absent: of all.
        region: only machines with a price there.
        limit: most machines to name.

    Raises:
        UnknownName: there is no such provider.
    """
    fits = [fit_of(model, load, found, size) for size in tensor_parallel_sizes(model, found.count)]
    longest = max(fit.longest_context for fit in fits)
    smaller = sorted(quantizations().values(), key=lambda each: -each.bits)
    return Alternatives(
        context_tokens=longest if _SHORTEST_CONTEXT <= longest < load.context_tokens else 0,
        quantizations=tuple(
            each.name
            for each in smaller
            if each.name not in _BY_THE_PUBLISHER_ALONE
            and best_fit(model, replace(load, quantization=each), found).fits
        ),
        machines=tuple(islice(_machines(model, load, found, cloud, region), limit)),
    )


def _machines(model: Model, load: Load, like: Devices, cloud: str | None, region: str | None) -> Iterator[OtherMachine]:
    seen: set[tuple[str, str]] = set()
    verdicts: dict[tuple[str, float, float], Fit] = {}
    for offer in sorted(offers(cloud, region, "on_demand"), key=lambda each: (each.usd_per_hour, each.machine)):
        if (offer.provider, offer.machine) in seen or not _is_served(offer.accelerator):
            continue
        seen.add((offer.provider, offer.machine))
        contents = (offer.accelerator, offer.count, offer.memory_gib)
        if contents not in verdicts:
            verdicts[contents] = best_fit(model, load, _devices(*contents, like.utilization))
        if verdicts[contents].fits:
            yield OtherMachine(offer, verdicts[contents])


def _is_served(name: str) -> bool:
    """Say whether vLLM's own image runs there: GPUs that compute in BF16."""
    found = accelerator(name)
    return found.vendor in _SERVED_BY_VLLM and found.bf16_tflops is not None


def _devices(name: str, count: float, memory_gib: float, utilization: float | None) -> Devices:
    if count < 1:
        # A share of one device is a smaller device.
        whole = devices(name, 1, memory_gib, utilization)
        return replace(whole, memory_gib=whole.memory_gib * count)
    if has_memory_by_core(name):
        cores = accelerator(name).cores or 1
        return devices(name, int(count) * cores, memory_gib / cores, utilization)
    return devices(name, int(count), memory_gib, utilization)
