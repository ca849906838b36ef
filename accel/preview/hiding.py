"""Keeps secrets out of reports: rules judge them opened, and a message may quote what it judges."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from typing import Any, TypeVar

from accel.planning.graph import Graph, Secret, plain

_SHORTEST = 4
"""A shorter secret stands in ordinary words too; hiding it there would spoil the report and hide nothing."""
_HIDDEN = "[secret]"

T = TypeVar("T")


def secret_texts(graph: Graph) -> tuple[str, ...]:
    """Return the texts inside every secret input and output of a graph, the longest first."""
    found: set[str] = set()
    for resource in graph:
        for value in (resource.inputs, resource.outputs):
            found.update(text for text in _texts(value, within=False) if len(text) >= _SHORTEST)
    return tuple(sorted(found, key=lambda text: (-len(text), text)))


def hidden(items: Iterable[T], secrets: tuple[str, ...]) -> tuple[T, ...]:
    """Return dataclass objects with every secret in their text fields replaced."""
    if not secrets:
        return tuple(items)
    return tuple(_hidden(item, secrets) for item in items)


def _hidden(item: Any, secrets: tuple[str, ...]) -> Any:
    changes: dict[str, str] = {}
    for field in fields(item):
        text = getattr(item, field.name)
        # An identity is no place for a secret, and reports look resources up by it.
        if isinstance(text, str) and field.name not in ("urn", "type", "rule", "level"):
            clean = text
            for secret in secrets:
                clean = clean.replace(secret, _HIDDEN)
            if clean != text:
                changes[field.name] = clean
    return replace(item, **changes) if changes else item


def _texts(value: Any, *, within: bool) -> Iterator[str]:
    if isinstance(value, Secret):
        yield from _texts(plain(value.value), within=True)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item, within=within)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item, within=within)
    elif within and isinstance(value, str):
        yield value
