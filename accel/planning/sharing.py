"""GPUs that one model server does not fill: how many such servers would fit on one, and into which parts it is cut."""

import math
from dataclasses import dataclass

from accel.catalog import gke
from accel.catalog.accelerators import accelerators
from accel.catalog.models import Model
from accel.planning.cost.hardware import rented
from accel.planning.cost.workloads import Workload
from accel.planning.fit import Fit, devices, fit_of
from accel.planning.graph import Resource, lookup
from accel.planning.served import argument, load_of, model_of

SHARED_BY = 2
"""A GPU is worth sharing where at least so many servers fit on it."""


@dataclass(frozen=True, slots=True)
class Sharing:
    """One server on a whole GPU that could have a part of it."""

    model: Model
    context_tokens: int
    """Tokens of the longest request that it takes."""
    accelerator: str
    fit: Fit
    servers: int
    """How many of it fit on one GPU, with one request of that length each."""
    share: float
    """Part of the GPU's memory for each of them."""
    partition: str | None
    """The smallest MIG size that holds it, `1g.10gb`; None where the GPU cannot be cut so."""
    partitions: int
    """How many of that size one GPU makes."""


def sharing_of(pool: Resource, workload: Workload) -> Sharing | None:
    """Return what a server leaves of its GPU; None where it fills it, shares it already, or nobody knows its size."""
    model = model_of(workload.resource)
    guest = pool.get("nodeConfig.guestAccelerators.0", {})
    cut = lookup(guest, "gpuPartitionSize") or lookup(guest, "gpuSharingConfig")
    if model is None or cut or workload.accelerators != 1:
        return None
    for rent in rented(pool):
        found = accelerators().get(rent.accelerator or "")
        if found is not None and found.memory_gib and not found.id.startswith("tpu-"):
            return _sharing(workload.resource, model, found.id, found.memory_gib)
    return None


def _sharing(deployment: Resource, model: Model, accelerator: str, memory_gib: float) -> Sharing | None:
    given = argument(deployment, "--max-model-len")
    context = int(given) if given and given.isdecimal() else model.max_context
    load = load_of(deployment, context)
    if load is None:
        return None
    fit = fit_of(model, load, devices(accelerator, 1, memory_gib), 1)
    servers = math.floor(fit.limit_gib / fit.needed_gib)
    if servers < SHARED_BY:
        return None
    parts = {
        size: count
        for size, count in gke.partitions(accelerator).items()
        if count >= SHARED_BY and fit_of(model, load, devices(accelerator, 1, _gib(size)), 1).fits
    }
    smallest = max(parts, key=lambda name: parts[name]) if parts else None
    each = fit.limit_gib / memory_gib / servers
    return Sharing(model, context, accelerator, fit, servers, each, smallest, parts.get(smallest or "", 0))


def _gib(partition_size: str) -> float:
    """Return the memory of a MIG partition as its name has it: `2g.10gb`."""
    return float(partition_size.rpartition(".")[2].removesuffix("gb"))
