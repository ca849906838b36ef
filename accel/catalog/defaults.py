"""What a cloud does where a program does not say: sizes and numbers that prices depend on."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from accel.catalog.names import known
from accel.catalog.rows import rows


def default(of: str) -> Any:
    """Return what holds where nothing is said: of `GB of the boot disk of a GKE node`.

    Raises:
        UnknownName: nobody has written down such a default; carries the nearest one.
    """
    return known("default", of, _all())


@cache
def _all() -> Mapping[str, Any]:
    return {row["of"]: row["value"] for row in rows("defaults.yaml")}
