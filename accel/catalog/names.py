"""The nearest valid name to a misspelt one."""

from collections.abc import Iterable, Mapping

from accel.catalog.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TypeVar

    T = TypeVar("T")


_MOST_SHOWN = 12
"""Names in one line."""


class UnknownName(LookupError):  # noqa: N818 - reads as what it is at the raise site
    """A name that the catalogue does not hold; carries the nearest one that it does."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        self.kind = kind
        self.name = name
        self.known = sorted(known)
        self.nearest = nearest(name, self.known)
        super().__init__(str(self))

    def __str__(self) -> str:
        """One line with the nearest valid name."""
        left = len(self.known) - _MOST_SHOWN
        rest = f" and {left} more" if left > 0 else ""
        listed = f"; known: {', '.join(self.known[:_MOST_SHOWN])}{rest}"
        hint = f"; did you mean {self.nearest!r}?" if self.nearest else listed
        return f"unknown {self.kind} {self.name!r}{hint}"


def known(kind: str, name: str, values: "Mapping[str, T]") -> "T":
    """Return the value of a name.

    Raises:
        UnknownName: it has none; carries the nearest one that has.
    """
    if name not in values:
        raise UnknownName(kind, name, values)
    return values[name]


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name most like `name`, or None when nothing is close."""
    import difflib

    choices = list(known)
    exact = [choice for choice in choices if choice.lower() == name.lower()]
    matches = exact or difflib.get_close_matches(name, choices, n=1, cutoff=0.5)
    return matches[0] if matches else None
