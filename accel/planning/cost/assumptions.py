"""What nobody can know before a month is over, assumed in one place and overridable by whoever asks for an estimate."""

from collections.abc import Mapping

from accel.planning.cost.items import Span

EXPECTED_LOAD: Mapping[str, float] = {"dev": 0.1, "staging": 0.2, "prod": 0.3}
"""Share of the way from an autoscaler's minimum to its maximum that it stands on average, by environment.

0 is always at the minimum, 1 always at the maximum. These are assumptions of this project and no measurement: an
estimate for a service with known traffic passes its own `expected_load`.
"""


def expected_load(environment: str, override: float | None = None) -> float:
    """Return the share of its range at which an autoscaler stands on average.

    Raises:
        ValueError: the override is not between 0 and 1.
    """
    if override is None:
        return EXPECTED_LOAD.get(environment, EXPECTED_LOAD["prod"])
    if not 0 <= override <= 1:
        raise ValueError(f"expected load {override!r}: a share between 0 and 1")
    return override


def autoscaled(lowest: float, highest: float, load: float) -> Span:
    """Return how many units an autoscaler keeps: its bounds, and on average the minimum plus a share of the range."""
    top = max(lowest, highest)
    return Span(lowest, min(lowest + load * (top - lowest), top), top)
