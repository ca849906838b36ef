"""What a cloud does where a program does not say: sizes and numbers that prices depend on."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from accel.catalog.names import UnknownName
from accel.catalog.rows import rows


def default(of: str) -> Any:
    """Return what holds where nothing is said: of `GB of the boot disk of a GKE node`.

    Raises:
        UnknownName: nobody has written down such a default; carries the nearest one.
    """
    if of not in _all():
        raise UnknownName("default", of, _all())
    return _all()[of]


@cache
def _all() -> Mapping[str, Any]:
    return {row["of"]: row["value"] for row in rows("defaults.yaml")}
