"""Reads the small tables of the catalogue: YAML rows, each with its source and date."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

# Not importlib.resources: importing that takes longer than reading most tables.
_DATA = Path(__file__).with_name("data")
# The C parser is ten times as fast; PyYAML is also built without it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def rows(file: str) -> list[dict[str, Any]]:
    """Return the rows of `accel/catalog/data/<file>`, read once for all callers; nobody may change them."""
    text = (_DATA / file).read_text(encoding="utf-8")
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 - both loaders are safe


@cache
def tables(file: str) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of a file that holds several tables, by the `table` that each row names."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows(file):
        found.setdefault(row["table"], []).append(row)
    return found
