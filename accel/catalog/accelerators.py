"""Accelerators: what a GPU, TPU or Neuron device can hold and compute, under one id whatever each cloud calls it."""

from collections.abc import Mapping
from functools import cache

from accel.catalog.names import known
from accel.catalog.records import Record
from accel.catalog.tables import Source, source_of, table


class Figure(Record):
    """One number about an accelerator, and who says so."""

    accelerator: str
    figure: str
    """Name of the field of `Accelerator`."""
    value: float
    source: Source


class Accelerator(Record):
    """One GPU, one TPU chip or one Neuron device. A figure that no source states is None."""

    id: str
    vendor: str
    title: str
    tier: str
    """What it is sold for: `inference`, `training`, `general` (both) or `graphics`."""
    memory_gib: float | None
    bf16_tflops: float | None
    """Peak of dense BF16 arithmetic; None too where the hardware has none."""
    memory_bandwidth_gbps: float | None
    """Gigabytes (10^9) a second."""
    cores: int | None
    """NeuronCores of a Neuron device, TensorCores of a TPU chip; None for GPUs."""
    interconnect: str | None
    """What joins it to the others of its machine or slice, `NVLink 4`; None where no source states it."""
    interconnect_gbps: float | None
    """Gigabytes (10^9) a second to the others, both directions together; data sheets count so, some pages halve it."""
    rentable: bool
    """Whether anybody can rent it: a cloud may keep a chip to itself."""
    source: str
    source_date: str
    """ISO 8601; of the oldest of the figures."""


def accelerator(name: str) -> Accelerator:
    """Return an accelerator by its id, `nvidia-l4`.

    Raises:
        UnknownName: the catalogue does not hold it; carries the nearest one.
    """
    return known("accelerator", name, accelerators())


def accelerator_called(name: str) -> str | None:
    """Return the id of what a machine or price table calls `name` (`Tesla T4`), or None where nobody is called so."""
    return _ids().get(name)


def figures(name: str) -> tuple[Figure, ...]:
    """Return every figure of an accelerator, the losers too: the one that counts comes first."""
    accelerator(name)
    return _figures().get(name, ())


@cache
def accelerators() -> Mapping[str, Accelerator]:
    """Return every accelerator by its id."""
    return {row[0]: _accelerator(row) for row in table(_FILE)}


_FILE = "accelerators.csv"


def _accelerator(row: list[str]) -> Accelerator:
    name, vendor, title, tier, interconnect, rentable, _, own_source = row
    best: dict[str, Figure] = {}
    for found in _figures().get(name, ()):
        best.setdefault(found.figure, found)
    values = {figure: found.value for figure, found in best.items()}
    sources = sorted(
        {found.source for found in best.values()} or {source_of(own_source)}, key=lambda source: source.date
    )
    return Accelerator(
        id=name,
        vendor=vendor,
        title=title,
        tier=tier,
        memory_gib=values.get("memory_gib"),
        bf16_tflops=values.get("bf16_tflops"),
        memory_bandwidth_gbps=values.get("memory_bandwidth_gbps"),
        cores=int(values["cores"]) if "cores" in values else None,
        interconnect=interconnect or None,
        interconnect_gbps=values.get("interconnect_gbps"),
        rentable=rentable == "yes",
        source="; ".join(source.title for source in sources),
        source_date=sources[0].date,
    )


@cache
def _figures() -> dict[str, tuple[Figure, ...]]:
    found: dict[str, list[Figure]] = {}
    for name, figure, value, sources in table("accelerator_figures.csv"):
        found.setdefault(name, []).append(Figure(name, figure, float(value), source_of(sources)))
    # Sorting twice keeps the newest first within those that count.
    return {
        name: tuple(sorted(group, key=lambda row: (not row.source.indicative, row.source.date), reverse=True))
        for name, group in found.items()
    }


@cache
def _ids() -> dict[str, str]:
    return {name: row[0] for row in table(_FILE) for name in (row[0], *filter(None, row[6].split(";")))}
