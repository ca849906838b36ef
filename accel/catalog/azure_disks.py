"""Sizes in which Azure sells managed disks."""

from collections.abc import Mapping
from functools import cache

from accel.catalog.rows import rows


def disk_size(family: str, gib: float) -> str | None:
    """Return the size, such as `p10`, that a disk of so many GiB is paid as; None where there is none.

    Args:
        family: `Premium`, `StandardSSD` or `Standard`.
        gib: what was asked for.
    """
    fitting = [(most, name) for name, most in _all().get(family, {}).items() if gib <= most]
    return min(fitting)[1] if gib > 0 and fitting else None


@cache
def _all() -> Mapping[str, Mapping[str, int]]:
    return {family: sizes for row in rows("azure_disks.yaml") for family, sizes in row["sizes_gib"].items()}
