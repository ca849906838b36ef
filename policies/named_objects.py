"""Objects of Kubernetes that others name, where a first preview may know neither the name nor the namespace."""

from typing import Any

_ANY = "*"
"""Stands for a name that only the cloud knows; no object of Kubernetes is called that."""
_ERASED = ""


class NamedObjects:
    """Objects by kind, namespace and name; looking one up does not pass over all of them."""

    def __init__(self) -> None:
        self._found: set[tuple[str, str, str]] = set()

    def add(self, kind: str, namespace: Any, name: Any) -> None:
        """Add an object; what is unknown or absent may be anything."""
        space, called = known_name(namespace), known_name(name)
        self._found.update(
            {(kind, space, called), (kind, _ERASED, called), (kind, space, _ERASED), (kind, _ERASED, _ERASED)}
        )

    def holds(self, kind: str, namespace: Any, name: Any) -> bool:
        """Say whether an object is among them, or may be."""
        spaces, names = _readings(known_name(namespace)), _readings(known_name(name))
        return any((kind, space, called) in self._found for space in spaces for called in names)


def known_name(value: Any) -> str:
    """Return a name, or what stands for one that nobody knows yet."""
    return value if isinstance(value, str) and value else _ANY


def _readings(value: str) -> tuple[str, ...]:
    return (_ERASED,) if value == _ANY else (value, _ANY)
