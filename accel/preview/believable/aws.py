"""Believable outputs."""

from collections.abc import Callable
from typing import Any

from accel.preview.believable.identity import Identity

OUTPUTS: dict[str, Callable[[Identity], dict[str, Any]]] = {}
