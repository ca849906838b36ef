"""Numbers that depend on the job, for whoever does not know them yet."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Assumption:
    """A number that only a running job knows, and who measured it or wrote it down."""

    name: str
    value: float
    source: str
    source_date: str
    """ISO 8601."""
