"""The guide's example of buying one server with one A100 (FAQ 6), computed again beside what it prints."""

from dataclasses import dataclass

from accel.catalog.training import GuideOwnership, guide_ownership
from accel.planning.ownership import simple_break_even


@dataclass(frozen=True, slots=True)
class Case:
    """One end of the guide's ranges."""

    purchase_usd: float
    power_usd_per_month: float
    """0: running costs left out, as the guide does first."""
    rent_usd_per_month: float
    months: float | None


def guide_cases() -> tuple[GuideOwnership, tuple[Case, ...]]:
    """Return the guide's figures, and the break-even at both ends of its ranges, without and with electricity."""
    guide = guide_ownership()
    rent = guide.rent_usd_per_hour * guide.hours_per_month
    ends = [(usd, power) for powers in ((0.0, 0.0), guide.power_usd_per_month)
            for usd, power in zip(guide.purchase_usd, powers, strict=True)]  # fmt: skip
    return guide, tuple(Case(usd, power, rent, simple_break_even(usd, rent, power)) for usd, power in ends)
