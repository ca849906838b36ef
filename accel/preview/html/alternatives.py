"""What the stack would cost if its machines were bought in another way."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accel.planning.cost.items import Span
from accel.planning.cost.purchases import OPTIONS

if TYPE_CHECKING:
    from accel.preview.preview import Preview

ASKED = ("on_demand", "spot", "reserved_1yr", "reserved_3yr", "savings_plan_1yr", "savings_plan_3yr")
"""Keys of `OPTIONS`; the others differ from these in how they are paid for, or are for a few days."""
PLANNED = "as planned"


@dataclass(frozen=True, slots=True)
class Alternative:
    """The stack's costs with all machines bought in one way, as far as the catalogue has prices for that."""

    name: str
    monthly: Span
    change: float
    """Of the expected month, in USD, against the plan."""
    kept: int
    """Machines, or groups of them, that have no such price and stay as planned."""


def alternatives(preview: "Preview") -> list[Alternative]:
    """Return the plan and each way to buy that changes it; empty where nothing is rented or nothing else is priced."""
    from accel.planning.cost.estimate import estimate

    planned = preview.estimate
    before = sorted((line.urn, line.purchase) for line in planned.lines if line.rented)
    if not before:
        return []
    expected = planned.monthly_usd.expected
    found: list[Alternative] = []
    for option in ASKED:
        other = estimate(preview.graph, preview.facts, today=planned.today, purchase=option)
        rented = [line for line in other.lines if line.rented]
        if sorted((line.urn, line.purchase) for line in rented) == before:
            continue
        kept = sum(line.purchase not in OPTIONS[option] for line in rented)
        monthly = other.monthly_usd
        found.append(Alternative(option.replace("_", " "), monthly, monthly.expected - expected, kept))
    if not found:
        return []
    return [Alternative(PLANNED, planned.monthly_usd, 0.0, 0), *found]
