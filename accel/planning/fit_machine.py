"""What a model is to be put on, under any of its names: a machine type, a TPU slice, or one GPU."""

from accel.catalog import tpu
from accel.catalog.accelerators import accelerator, accelerator_called
from accel.catalog.machines import Machine, machines
from accel.catalog.names import UnknownName
from accel.catalog.prices import items

_SLICE, _GPU, _SAGEMAKER = "tpu-", "gpu:", "ml."
_SLICE_CLOUD = "gcp"


def machine_or_part(name: str) -> Machine:
    """Return a machine type; a slice and a single GPU come as machines of which nothing but the accelerators is known.

    Raises:
        UnknownName: there is none of that name; carries the nearest one.
        ValueError: a slice of several machines; a server runs on one.
    """
    known = machines().get(name.removeprefix(_SAGEMAKER))
    if known is not None:
        return known
    if name.startswith(_SLICE):
        slice_ = tpu.slice_of_type(name.removeprefix(_SLICE))
        if slice_.hosts > 1:
            raise ValueError(f"{name} is a slice of {slice_.hosts} machines, and a server runs on one")
        return _of(_SLICE_CLOUD, name, slice_.generation.accelerator, slice_.chips)
    kind = accelerator_called(name.removeprefix(_GPU)) if name.startswith(_GPU) else None
    if kind is not None:
        return _of("", name, kind, 1)
    gpus = [item for item in items() if item.startswith(_GPU)]
    raise UnknownName("machine type", name, [*machines(), *gpus])


def _of(cloud: str, name: str, kind: str, count: int) -> Machine:
    found = accelerator(kind)
    if found.memory_gib is None:
        raise ValueError(f"{name}: no source states the memory of {kind}")
    return Machine(cloud, name, None, None, kind, count, found.memory_gib, None, 0, found.source, found.source_date)
