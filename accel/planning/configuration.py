"""The engine's configuration of a stack: full keys, lists and maps as JSON text."""

import json
from collections.abc import Mapping
from typing import Any

NAMESPACE = "accelerator-blueprints"
"""Our keys are `accelerator-blueprints:<name>`; the others belong to providers."""


def own_values(config: Mapping[str, str]) -> dict[str, Any]:
    """Return our own keys without their namespace, lists and maps read from their JSON text."""
    found: dict[str, Any] = {}
    for key, text in config.items():
        namespace, _, name = key.partition(":")
        if namespace == NAMESPACE:
            found[name] = _parsed(text)
    return found


def _parsed(text: str) -> Any:
    if text[:1] in ("[", "{"):
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text
