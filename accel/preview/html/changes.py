"""What changed since an earlier report, as the section of the report that shows it needs it."""

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from accel.preview.comparison import Base, Comparison, compare

if TYPE_CHECKING:
    from accel.preview.preview import Preview


@dataclass(frozen=True, slots=True)
class Changes:
    """A comparison, and as much of it as a reader wants to see."""

    found: Comparison
    listed_changed: tuple[tuple[str, tuple[str, ...]], ...]
    """URN and names of the properties that differ."""


def changes(preview: "Preview", base: Base | None, most: int) -> Changes | None:
    """Return what differs from an earlier report, or None where there is none."""
    if base is None:
        return None
    found = compare(preview, base)
    return Changes(found, tuple(islice(found.changed.items(), most)))
