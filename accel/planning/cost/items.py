"""What a resource costs: a line with a monthly figure, a price by use, nothing, or no figure at all."""

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from accel.planning.graph import Resource


class Span(NamedTuple):
    """A figure that an autoscaler moves: at least, on average, at most."""

    min: float
    expected: float
    max: float

    def times(self, factor: float) -> "Span":
        """Return the span with each figure multiplied."""
        return Span(self.min * factor, self.expected * factor, self.max * factor)


def always(amount: float) -> Span:
    """Return the span of what never changes."""
    return Span(amount, amount, amount)


@dataclass(frozen=True, slots=True)
class CostLine:
    """What one resource costs for one thing, in USD."""

    urn: str
    type: str
    item: str
    """What is paid for, with its unit where that is not an hour."""
    quantity: float
    """Expected number of units while they are on."""
    unit_usd: float
    """Price of one unit, for the hour or the month that it is sold by."""
    purchase: str
    """`on_demand`, `spot`, `reserved_1yr_no_upfront` and so on, as the catalogue names them."""
    hourly_usd: float
    """Expected price of an hour in which it is on."""
    monthly_usd: float
    """Expected price of a month: `hourly_usd` times the hours in which it is on."""
    min_monthly_usd: float
    max_monthly_usd: float
    peak_hourly_usd: float
    """Price of an hour at the autoscaler's maximum."""
    source: str
    source_date: str
    rented: bool = False
    """Whether it is machines or chips, which can be bought in several ways."""

    @property
    def monthly(self) -> Span:
        """The price of a month at least, on average, at most."""
        return Span(self.min_monthly_usd, self.monthly_usd, self.max_monthly_usd)

    def to_json(self) -> dict[str, Any]:
        """Return the line as the machine-readable report has it."""
        return {
            "urn": self.urn,
            "type": self.type,
            "item": self.item,
            "quantity": self.quantity,
            "unit_usd": self.unit_usd,
            "purchase": self.purchase,
            "hourly_usd": self.hourly_usd,
            "monthly_usd": self.monthly_usd,
            "source": self.source,
            "source_date": self.source_date,
        }


@dataclass(frozen=True, slots=True)
class UsageItem:
    """A price that only use turns into money; it is in no total."""

    urn: str
    type: str
    item: str
    unit: str
    unit_usd: float
    assumption: str
    """The unit price and what is assumed about the use, in words."""
    source: str
    source_date: str

    def to_json(self) -> dict[str, Any]:
        """Return the item as the machine-readable report has it."""
        return {
            "urn": self.urn,
            "type": self.type,
            "item": self.item,
            "unit": self.unit,
            "unit_usd": self.unit_usd,
            "assumption": self.assumption,
            "source": self.source,
            "source_date": self.source_date,
        }


@dataclass(frozen=True, slots=True)
class Free:
    """A resource that its cloud gives away."""

    urn: str
    type: str

    def to_json(self) -> dict[str, Any]:
        """Return the resource as the machine-readable report has it."""
        return {"urn": self.urn, "type": self.type}


Cause = Literal["unclassified", "no price", "unknown value"]
"""Why there is no figure: nobody wrote a pricer, the catalogue has no price, or only the cloud knows a property."""


@dataclass(frozen=True, slots=True)
class Unpriced:
    """A resource, or a part of it, whose price is not known. It is not zero."""

    urn: str
    type: str
    reason: str
    cause: Cause

    def to_json(self) -> dict[str, Any]:
        """Return the resource as the machine-readable report has it."""
        return {"urn": self.urn, "type": self.type, "reason": self.reason, "cause": self.cause}


Item = CostLine | UsageItem | Free | Unpriced


class Unpriceable(Exception):  # noqa: N818 - reads as what it is at the raise site
    """A part of a resource cannot be priced; becomes an `Unpriced` of the resource that was being judged."""

    def __init__(self, reason: str, cause: Cause = "no price") -> None:
        self.reason = reason
        self.cause: Cause = cause
        super().__init__(reason)

    def of(self, resource: Resource) -> Unpriced:
        """Return it as an item of a resource."""
        return Unpriced(resource.urn, resource.type, self.reason, self.cause)
