"""What training a language model takes: arithmetic, hours, dollars, and interruptions of spot machines."""

from dataclasses import dataclass

from accel.catalog.accelerators import accelerator
from accel.catalog.decisions import why_excluded
from accel.planning.rent import Rentable, rentable
from accel.planning.training_interruptions import Interruptions, daly_interval, expected_overhead, young_interval

_HOSTING = "ml."
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

    @property
    def rentable(self) -> Rentable:
        """What is paid for."""
        return Rentable(self.cloud, self.name, self.accelerator, self.count)


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
    """Return a machine type, a TPU slice (`tpu-v5litepod-8`) or one GPU (`gpu:H100`) as a node.

    Args:
        name: as price lists have it.
        cloud: its provider; needed only where several rent out the same.

    Raises:
        UnknownName: the catalogue does not hold it; carries the nearest one.
        ValueError: nobody trains on it, nobody states its BF16 peak, or several providers rent it out.
    """
    found = rentable(name, cloud)
    if name.startswith(_HOSTING):
        raise ValueError(f"{name}: SageMaker's training has prices of its own, which no source here states")
    if found.accelerator is None or found.count < 1:
        raise ValueError(f"{name} has no whole accelerator")
    kind = accelerator(found.accelerator)
    reason = why_excluded(kind.id, "training")
    if reason:
        raise ValueError(f"{name}: {kind.title} {reason}")
    if kind.bf16_tflops is None:
        raise ValueError(f"{name}: no source states the BF16 peak of {kind.id}")
    return Node(found.cloud, name, kind.id, int(found.count), kind.bf16_tflops)


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
