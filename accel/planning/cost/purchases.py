"""Ways to buy a machine, as people ask for them and as the catalogue names them on each cloud."""

from collections.abc import Mapping

ON_DEMAND = "on_demand"
SOLD_AS: Mapping[str, str] = {"preemptible": "spot"}
"""Preemptible machines are the predecessors of spot ones and sold at their price."""

_YEARS = ("1yr", "3yr")
OPTIONS: Mapping[str, tuple[str, ...]] = {
    ON_DEMAND: (ON_DEMAND,),
    "spot": ("spot",),
    **{
        f"reserved_{years}": (f"reserved_{years}_no_upfront", f"reserved_{years}_all_upfront", f"cud_{years}")
        for years in _YEARS
    },
    **{f"savings_plan_{years}": (f"savings_plan_{years}",) for years in _YEARS},
    **{f"cud_{years}": (f"cud_{years}",) for years in _YEARS},
    **{
        f"{kind}_{years}_{how}": (f"{kind}_{years}_{how}",)
        for kind, years, how in (
            *(("reserved", years, how) for years in _YEARS for how in ("no_upfront", "all_upfront")),
            ("reserved", "1yr", "convertible_no_upfront"),
        )
    },
    "capacity_block": ("capacity_block",),
}
"""What may be asked for, and the catalogue's names for it: the first that has a price wins.

`reserved_1yr` is the one commitment that all clouds have: a reservation on AWS and Azure, committed use on Google.
"""


def is_commitment(purchase: str) -> bool:
    """Say whether it is paid for in every hour of its term, used or not."""
    return purchase.startswith(("reserved_", "cud_", "savings_plan_"))
