"""Checkpoints on machines that are taken back: how often to write one, and how much longer the run takes for it.

All times are in hours. Interruptions are a Poisson process. Young 1974 gives the first-order optimum, Daly 2006
(doi:10.1016/j.future.2004.11.016) the cost of a whole run and a closer optimum.
"""

import math
from dataclasses import dataclass

_LONGEST = 700.0
"""Argument beyond which exp() leaves a float."""
_NEVER = 1000.0
"""Overhead beyond which a run in effect never ends: a thousandth of its time is progress."""


@dataclass(frozen=True, slots=True)
class Interruptions:
    """What happens to a job, in hours."""

    mean_hours_between: float
    """Of the job as a whole: with n nodes, the n-th part of one node's."""
    checkpoint_hours: float
    """To write one checkpoint, while which nothing is trained."""
    restart_hours: float
    """From an interruption until training goes on: a new node, the program, the last checkpoint."""


def young_interval(job: Interruptions) -> float:
    """Return the hours of training between two checkpoints that minimise `first_order_overhead`."""
    return math.sqrt(2 * job.checkpoint_hours * job.mean_hours_between)


def daly_interval(job: Interruptions) -> float:
    """Return the hours of training between two checkpoints by Daly's higher-order estimate (his equation 37)."""
    half = job.checkpoint_hours / (2 * job.mean_hours_between)
    if half >= 1:
        return job.mean_hours_between
    return young_interval(job) * (1 + math.sqrt(half) / 3 + half / 9) - job.checkpoint_hours


def first_order_overhead(job: Interruptions, interval_hours: float) -> float:
    """Return Young's cost: checkpoints, and on average half an interval lost for each interruption, as a share."""
    return job.checkpoint_hours / interval_hours + interval_hours / (2 * job.mean_hours_between)


def expected_overhead(job: Interruptions, interval_hours: float) -> float:
    """Return how much longer a run takes than without any of it, as a share: 0.1 is a tenth longer.

    Daly's complete model: checkpoints and restarts may be interrupted too. Infinite where the run would in effect never
    end, taking more than a thousand times as long.
    """
    mean = job.mean_hours_between
    exponent = (interval_hours + job.checkpoint_hours) / mean
    if exponent + job.restart_hours / mean > _LONGEST:
        return math.inf
    overhead = mean * math.exp(job.restart_hours / mean) * math.expm1(exponent) / interval_hours - 1
    return overhead if overhead <= _NEVER else math.inf
