"""Whether the model of a `gke_vllm` fits into the GPUs of its nodes."""

import re
from collections.abc import Iterator

from accel.catalog import gke
from accel.catalog.machines import machine
from accel.catalog.models import Model, known_model
from accel.catalog.names import UnknownName
from accel.catalog.serving import quantization_of_method
from accel.planning.fit import Devices, Load, devices, fit_of, tensor_parallel_sizes
from accel.planning.fit_alternatives import alternatives
from blueprints.contract import Note, Place
from blueprints.gke_vllm_settings import Settings
from components.contract import InvalidArgument

_CHANGES_MEMORY = (
    "--cpu-offload-gb",
    "--enable-expert-parallel",
    "--kv-cache-dtype",
    "--kv-cache-memory-bytes",
    "--pipeline-parallel-size",
    "--quantization",
    "--speculative-config",
)
"""Arguments of the server that make another sum of it."""
_PARTITION_GB = re.compile(r"\.(\d+)gb$")
_MACHINES_NAMED = 3


def require_fitting_model(settings: Settings, place: Place) -> None:
    """Refuse a model that the server could not load, or that it could not divide over so many GPUs.

    What the catalogue does not know is not judged; `fit_notes` says so.

    Raises:
        InvalidArgument: with what would fit instead.
    """
    model = known_model(settings.model)
    if model is None:
        return
    size = settings.tensor_parallel_size
    if size not in tensor_parallel_sizes(model, size):
        sizes = ", ".join(map(str, tensor_parallel_sizes(model, 16)))
        heads = f"{model.attention_heads} attention heads and {model.kv_heads} key-value heads"
        raise InvalidArgument("tensor_parallel_size", size, sizes, f"{settings.model} has {heads}")
    load = _load(settings, model)
    if load is None:
        return
    found = _devices(settings)
    fit = fit_of(model, load, found, size)
    if not fit.fits:
        allowed = (
            f"a model that fits {settings.node_pool.machine_type}: this one needs {fit.needed_gib:.1f} GiB on each of "
            f"{size} x {found.accelerator} for {load.context_tokens} tokens, which allow {fit.limit_gib:.1f}"
        )
        raise InvalidArgument("model", settings.model, allowed, _instead(settings, model, load, found, place))


def fit_notes(settings: Settings) -> Iterator[Note]:
    """Tell how much of the GPUs' memory the model takes, or why nobody knows."""
    model = known_model(settings.model)
    load = _load(settings, model) if model else None
    if model is None or load is None:
        why = (
            f"the catalogue does not know {settings.model}"
            if model is None
            else "quantization or extraArguments change it"
        )
        yield Note("fit", settings.name, f"Whether the model fits the GPUs' memory is not checked: {why}.")
        return
    fit = fit_of(model, load, _devices(settings), settings.tensor_parallel_size)
    yield Note(
        "fit",
        settings.name,
        f"{model.id} takes {fit.needed_gib:.1f} of {fit.limit_gib:.1f} GiB of each GPU with one request of "
        f"{load.context_tokens} tokens; there is room for {fit.times} such requests at once, others wait.",
    )


def _load(settings: Settings, model: Model) -> Load | None:
    """Return what is asked of the model, or None where the settings do not say how much memory that is."""
    stored = quantization_of_method(settings.quantization) if settings.quantization else None
    if settings.quantization and stored is None:
        return None
    if any(argument.partition("=")[0] in _CHANGES_MEMORY for argument in settings.extra_arguments):
        return None
    return Load(settings.max_model_len or model.max_context, 1, stored)


def _devices(settings: Settings) -> Devices:
    whole = machine("gcp", settings.node_pool.machine_type)
    gpus = gke.gpu_machine(settings.node_pool.machine_type)
    size = settings.node_pool.partition_size
    part = _PARTITION_GB.search(size) if size else None
    memory = float(part[1]) if part else whole.accelerator_memory_gib
    return devices(gpus.accelerator, gpus.gpus, memory, settings.gpu_memory_utilization)


def _instead(settings: Settings, model: Model, load: Load, found: Devices, place: Place) -> str:
    """Return what would fit, the least change first."""
    parts: list[str] = []
    same = fit_of(model, load, found, settings.tensor_parallel_size)
    if same.longest_context:
        parts.append(f"maxModelLen {same.longest_context}")
    for size in tensor_parallel_sizes(model, found.count):
        if size > settings.tensor_parallel_size and fit_of(model, load, found, size).fits:
            parts.append(f"tensorParallelSize {size}")
            break
    others = alternatives(model, load, found, cloud="gcp", region=place.gcp_region, limit=100)
    if others.quantizations:
        parts.append(f"weights quantised by {' or '.join(others.quantizations)}")
    larger = [
        f"{other.offer.machine} with tensorParallelSize {other.fit.tensor_parallel} "
        f"(${other.offer.usd_per_hour:.2f}/h, {other.offer.region})"
        for other in others.machines
        if _is_node(other.offer.machine)
    ]
    parts.extend(larger[:_MACHINES_NAMED])
    return f"fits: {'; '.join(parts)}" if parts else f"no machine with a price in {place.gcp_region} holds it"


def _is_node(machine_type: str) -> bool:
    try:
        gke.gpu_machine(machine_type)
    except UnknownName:
        return False
    return True
