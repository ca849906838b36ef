"""Buy or rent: what a machine of one's own costs over its life, and after how many months it has paid for itself."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from accel.planning.month import HOURS_PER_MONTH

_MONTHS_PER_YEAR = 12
UTILIZATIONS = (0.1, 0.25, 0.5, 0.75, 1.0)
"""Of the sensitivity table."""
FACTORS = (0.5, 0.75, 1.0, 1.5, 2.0)
"""By which the sensitivity table changes the price of electricity and the rent."""


@dataclass(frozen=True, slots=True)
class Owned:
    """A machine to buy, and what it takes to run it."""

    purchase_usd: float
    power_kw: float
    """Average draw of the machine itself. It is on all the time, whatever is computed."""
    usd_per_kwh: float
    pue: float
    """Power usage effectiveness: energy of the room, cooling above all, for each unit of the machine's; at least 1."""
    maintenance_share_per_year: float
    """Of the purchase price: parts, support contract."""
    salvage_share: float
    """Of the purchase price that it is still worth at the end of its life."""
    life_years: float
    staff_usd_per_month: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what no machine is.

        Raises:
            ValueError: names the figure.
        """
        for name in ("power_kw", "usd_per_kwh", "maintenance_share_per_year", "staff_usd_per_month"):
            if not (math.isfinite(getattr(self, name)) and getattr(self, name) >= 0):
                raise ValueError(f"{name} {getattr(self, name)}: a number of at least 0")
        for name in ("purchase_usd", "life_years"):
            if not (math.isfinite(getattr(self, name)) and getattr(self, name) > 0):
                raise ValueError(f"{name} {getattr(self, name)}: a number above 0")
        if not (math.isfinite(self.pue) and self.pue >= 1):
            raise ValueError(f"pue {self.pue}: a number of at least 1")
        if not 0 <= self.salvage_share <= 1:
            raise ValueError(f"salvage_share {self.salvage_share}: a share between 0 and 1")

    @property
    def life_months(self) -> float:
        """Months until it is sold or scrapped."""
        return self.life_years * _MONTHS_PER_YEAR

    @property
    def power_usd_per_month(self) -> float:
        """Electricity of the machine and its cooling."""
        return self.power_kw * self.pue * HOURS_PER_MONTH * self.usd_per_kwh

    @property
    def maintenance_usd_per_month(self) -> float:
        """Parts and support."""
        return self.purchase_usd * self.maintenance_share_per_year / _MONTHS_PER_YEAR

    @property
    def running_usd_per_month(self) -> float:
        """Everything that is paid while it stands there."""
        return self.power_usd_per_month + self.maintenance_usd_per_month + self.staff_usd_per_month

    @property
    def depreciation_usd_per_month(self) -> float:
        """Loss of value, in equal parts over its life."""
        return self.purchase_usd * (1 - self.salvage_share) / self.life_months

    @property
    def life_usd(self) -> float:
        """What it costs from purchase to sale."""
        return self.purchase_usd * (1 - self.salvage_share) + self.running_usd_per_month * self.life_months


@dataclass(frozen=True, slots=True)
class Rented:
    """The same work on a machine that is paid by the hour."""

    usd_per_hour: float
    utilization: float
    """Share of all hours in which it works."""
    committed: bool = False
    """Whether it is paid for in every hour, used or not, as reservations and commitments are."""

    def __post_init__(self) -> None:
        """Refuse what no rent is.

        Raises:
            ValueError: names the figure.
        """
        if not (math.isfinite(self.usd_per_hour) and self.usd_per_hour > 0):
            raise ValueError(f"usd_per_hour {self.usd_per_hour}: a number above 0")
        if not 0 < self.utilization <= 1:
            raise ValueError(f"utilization {self.utilization}: a share above 0, at most 1")

    @property
    def hours_per_month(self) -> float:
        """Hours that are paid for."""
        return HOURS_PER_MONTH * (1 if self.committed else self.utilization)

    @property
    def usd_per_month(self) -> float:
        """Rent of a month."""
        return self.usd_per_hour * self.hours_per_month


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """How the break-even moves when one figure changes and the others stay."""

    figure: str
    value: float
    months: float | None


def months_to_break_even(owned: Owned, rented: Rented) -> float | None:
    """Return the months after which the rent that was saved has paid for the machine; None: it never does.

    What it could be sold for is left out: it counts in `life_usd`. The machine may be at its end before that.
    """
    return simple_break_even(owned.purchase_usd, rented.usd_per_month, owned.running_usd_per_month)


def simple_break_even(purchase_usd: float, rent_usd_per_month: float, running_usd_per_month: float) -> float | None:
    """Return the months after which the difference between rent and running costs has paid the purchase, or None."""
    saved = rent_usd_per_month - running_usd_per_month
    return purchase_usd / saved if saved > 0 else None


def usd_per_used_hour(owned: Owned, utilization: float) -> float:
    """Return what an hour of work costs on the owned machine over its life: the rent at which both cost the same."""
    return owned.life_usd / (owned.life_months * HOURS_PER_MONTH * utilization)


def break_even_utilization(owned: Owned, rented: Rented) -> float | None:
    """Return the share of all hours from which buying costs less over its life; None: not even at all hours.

    A commitment costs the same at every utilisation: it is 0, or None.
    """
    share = owned.life_usd / (owned.life_months * HOURS_PER_MONTH * rented.usd_per_hour)
    if share > 1:
        return None
    return 0.0 if rented.committed else share


def sensitivity(owned: Owned, rented: Rented) -> tuple[Sensitivity, ...]:
    """Return the break-even for other utilisations, electricity prices and rents."""

    def line(figure: str, value: float, change: Callable[[], tuple[Owned, Rented]]) -> Sensitivity:
        return Sensitivity(figure, value, months_to_break_even(*change()))

    return (
        *(
            line("utilization", share, lambda share=share: (owned, replace(rented, utilization=share)))
            for share in sorted({*UTILIZATIONS, rented.utilization})
        ),
        *(
            line("usd_per_kwh", usd, lambda usd=usd: (replace(owned, usd_per_kwh=usd), rented))
            for usd in (owned.usd_per_kwh * factor for factor in FACTORS)
        ),
        *(
            line("rent_usd_per_hour", usd, lambda usd=usd: (owned, replace(rented, usd_per_hour=usd)))
            for usd in (rented.usd_per_hour * factor for factor in FACTORS)
        ),
    )
