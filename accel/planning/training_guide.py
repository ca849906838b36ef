"""The guide's comparison of training costs, computed again by its own formula, beside what it prints."""

from dataclasses import dataclass

from accel.catalog.training import GuideExample, guide_examples
from accel.planning.training import computing_hours, operations

_PARAMETERS = 7e9
_TOKENS = 2000e9
_MFU = 0.4


@dataclass(frozen=True, slots=True)
class Recomputed:
    """One line of the comparison."""

    example: GuideExample
    purchase: str
    hours: float
    usd: float
    """At the guide's own price."""

    @property
    def printed_hours(self) -> float | None:
        """Hours that the guide prints, or None."""
        return self.example.printed_hours

    @property
    def printed_usd(self) -> float | None:
        """Dollars that the guide prints, or None."""
        return self.example.printed_usd.get(self.purchase)


def guide_comparison() -> tuple[Recomputed, ...]:
    """Return every line, in the guide's order."""
    return tuple(
        Recomputed(example, purchase, hours, hours * usd)
        for example in guide_examples()
        for hours in [computing_hours(operations(_PARAMETERS, _TOKENS), example.tflops, example.accelerators, _MFU)]
        for purchase, usd in example.usd_per_hour.items()
    )
