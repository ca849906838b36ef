"""Which unit price data pays that leaves a cloud, by how much of it left before in the same month."""

from dataclasses import dataclass
from functools import cache

from accel.catalog.rows import rows


@dataclass(frozen=True, slots=True)
class Tier:
    """A stretch of a month's egress with one price."""

    service: str
    """Name of the unit price in `services.csv`."""
    up_to_gib: float
    """Where it ends, counted from the beginning of the month; infinite for the last one."""


def egress_tiers(cloud: str, to: str) -> tuple[Tier, ...]:
    """Return the tiers of a cloud, the first one first; none where nothing is known.

    Args:
        cloud: `aws`, `gcp` or `azure`.
        to: `internet`, `other region` or `same continent`.
    """
    return _all().get((cloud, to), ())


@cache
def _all() -> dict[tuple[str, str], tuple[Tier, ...]]:
    return {
        (row["cloud"], row["to"]): tuple(Tier(tier["service"], float(tier["up_to_gib"])) for tier in row["tiers"])
        for row in rows("egress.yaml")
    }
