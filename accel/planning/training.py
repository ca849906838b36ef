"""What training a language model takes: arithmetic, hours, dollars, and interruptions of spot machines."""

from dataclasses import dataclass

from accel.catalog.accelerators import accelerator
from accel.catalog.machines import machines
from accel.catalog.names import UnknownName
from accel.catalog.prices import Price, items, price, prices_of, tpu_chip_price
from accel.catalog.tpu import slice_of_type
from accel.planning.training_interruptions import Interruptions, daly_interval, expected_overhead, young_interval

_SLICE = "tpu-"
_SLICE_CLOUD = "gcp"
_OPERATIONS_PER_PARAMETER_AND_TOKEN = 6
"""Forward pass 2, backward pass 4: Kaplan et al. 2020, arXiv:2001.08361; Hoffmann et al. 2022, arXiv:2203.15556."""
_SECONDS_PER_HOUR = 3600
INTERRUPTIBLE = "spot"


@dataclass(frozen=True, slots=True)
class Node:
    """What one node of a training job computes with."""

    cloud: str
    name: str
    accelerator: str
    """Id in the catalogue."""
    count: int
    tflops: float
    """Peak of dense BF16 of ONE accelerator."""


@dataclass(frozen=True, slots=True)
class Checkpoints:
    """How an interruptible job is checkpointed, and what that costs it."""

    interruptions: Interruptions
    young_hours: float
    daly_hours: float
    interval_hours: float
    """The one that is used: Daly's, or one that was asked for."""
    overhead: float
    """Share by which the run is longer."""
    expected_interruptions: float


@dataclass(frozen=True, slots=True)
class Training:
    """What one training run takes."""

    operations: float
    """Floating-point operations."""
    computing_hours: float
    """On all nodes together, without any interruption."""
    hours: float
    """Wall clock, checkpoints and interruptions included."""
    node_hours: float
    checkpoints: Checkpoints | None


def operations(parameters: float, tokens: float) -> float:
    """Return the floating-point operations of training: 6 N D."""
    return _OPERATIONS_PER_PARAMETER_AND_TOKEN * parameters * tokens


def computing_hours(operations: float, tflops: float, accelerators: float, mfu: float) -> float:
    """Return the hours that a number of accelerators take.

    Args:
        operations: floating-point operations.
        tflops: peak of one accelerator, in 10^12 a second.
        accelerators: how many there are.
        mfu: share of the peak that is reached.
    """
    return operations / (tflops * 1e12 * accelerators * mfu) / _SECONDS_PER_HOUR


def training(
    parameters: float,
    tokens: float,
    node: Node,
    nodes: int,
    mfu: float,
    interruptions: Interruptions | None = None,
    interval_hours: float | None = None,
) -> Training:
    """Return what a run takes.

    Args:
        parameters: of the model; of a mixture of experts those that a token passes through.
        tokens: that it is trained on.
        node: one machine or slice.
        nodes: how many of them train together.
        mfu: share of the peak that is reached.
        interruptions: of the whole job, or None where nothing is taken back.
        interval_hours: between two checkpoints; None: Daly's.
    """
    work = operations(parameters, tokens)
    undisturbed = computing_hours(work, node.tflops, node.count * nodes, mfu)
    checkpoints = _checkpoints(interruptions, interval_hours, undisturbed) if interruptions else None
    hours = undisturbed * (1 + (checkpoints.overhead if checkpoints else 0))
    return Training(work, undisturbed, hours, hours * nodes, checkpoints)


def node(name: str, cloud: str | None = None) -> Node:
    """Return a machine type or a TPU slice (`tpu-v5litepod-8`) as a node.

    Raises:
        UnknownName: the catalogue does not hold it; carries the nearest one.
        ValueError: it has no accelerator, a share of one, or one whose BF16 peak nobody states.
    """
    if name.startswith(_SLICE):
        found = slice_of_type(name.removeprefix(_SLICE))
        return _node(_SLICE_CLOUD, name, found.generation.accelerator, found.chips)
    known = machines(cloud)
    machine = known.get(name.removeprefix("ml."))
    if machine is None:
        slices = [item for item in items(_SLICE_CLOUD) if item.startswith(_SLICE) and not item.endswith(":chip")]
        raise UnknownName("machine type", name, [*known, *slices])
    if machine.accelerator is None or machine.accelerator_count < 1:
        raise ValueError(f"{name} has no whole accelerator")
    return _node(machine.cloud, name, machine.accelerator, int(machine.accelerator_count))


def node_price(found: Node, region: str | None, purchase: str) -> Price | None:
    """Return the price of one node by the hour: in a region, or where it is cheapest; None where nobody has one."""
    if found.name.startswith(_SLICE):
        return _slice_price(found, region, purchase)
    if region is not None:
        return price(found.cloud, region, found.name, purchase)
    if found.name not in items(found.cloud):
        return None
    regions = {row.region for row in prices_of(found.name, found.cloud) if row.purchase == purchase}
    rows = [row for each in regions if (row := price(found.cloud, each, found.name, purchase))]
    return min(rows, key=lambda row: (row.usd_per_hour, row.region)) if rows else None


def _slice_price(found: Node, region: str | None, purchase: str) -> Price | None:
    generation = slice_of_type(found.name.removeprefix(_SLICE)).generation.name
    regions = [region] if region else sorted(_slice_regions(purchase))
    rows = [row for each in regions if (row := tpu_chip_price(generation, each, purchase, chips=found.count))]
    return min(rows, key=lambda row: (row.usd_per_hour, row.region)) if rows else None


def _slice_regions(purchase: str) -> set[str]:
    return {
        row.region
        for item in items(_SLICE_CLOUD)
        if item.startswith(_SLICE)
        for row in prices_of(item, _SLICE_CLOUD)
        if row.purchase == purchase
    }


def usd_per_node_hour(found: Node, row: Price) -> float:
    """Return what one node costs by the hour; a slice is paid for by its chips."""
    return row.usd_per_hour * found.count if row.unit == "chip" else row.usd_per_hour


def _node(cloud: str, name: str, kind: str, count: int) -> Node:
    tflops = accelerator(kind).bf16_tflops
    if tflops is None:
        raise ValueError(f"{name}: no source states the BF16 peak of {kind}")
    return Node(cloud, name, kind, count, tflops)


def _checkpoints(job: Interruptions, asked: float | None, undisturbed: float) -> Checkpoints:
    # A run shorter than the interval writes one checkpoint, at its end.
    interval = min(asked if asked is not None else daly_interval(job), undisturbed)
    overhead = expected_overhead(job, interval)
    return Checkpoints(
        interruptions=job,
        young_hours=young_interval(job),
        daly_hours=daly_interval(job),
        interval_hours=interval,
        overhead=overhead,
        expected_interruptions=undisturbed * (1 + overhead) / job.mean_hours_between,
    )
