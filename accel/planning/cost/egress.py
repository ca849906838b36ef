"""What data costs that leaves a region: to the internet or another cloud, and between regions of one cloud.

A GB on the clouds' price lists is 2^30 bytes: the tier that ends at 10 TB ends at 10,240 of them.
"""

from dataclasses import dataclass

from accel.catalog.egress import Tier, egress_tiers
from accel.catalog.services import UnitPrice, unit_price
from accel.planning.cost.items import Unpriceable

INTERNET = "internet"
_BY_CONTINENT = "azure"


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of the data that pays one price."""

    gib: float
    price: UnitPrice

    @property
    def usd(self) -> float:
        """What the part costs."""
        return self.gib * self.price.usd


def egress_usd(cloud: str, region: str, gib: float) -> float:
    """Return what it costs to send so many GiB in one month from a region to the internet, or to another cloud.

    Raises:
        Unpriceable: the catalogue has no price of it.
        ValueError: the amount is no number of 0 or more.
    """
    return sum(part.usd for part in egress_slices(cloud, region, gib))


def move_cost_usd(source: tuple[str, str], target: tuple[str, str], gib: float) -> float:
    """Return what it costs to copy so many GiB once from one (cloud, region) to another.

    It is what leaving costs; requests, and what both ends store, come on top.

    Raises:
        Unpriceable: the catalogue has no price of it.
        ValueError: the amount is no number of 0 or more, or both ends are one place.
    """
    return sum(part.usd for part in move_slices(source, target, gib))


def move_slices(source: tuple[str, str], target: tuple[str, str], gib: float) -> tuple[Slice, ...]:
    """Return the parts of `move_cost_usd`, with the price of each."""
    if source == target:
        raise ValueError(f"{':'.join(source)} is both ends: nothing moves")
    cloud, region = source
    if cloud != target[0]:
        return egress_slices(cloud, region, gib)
    to = "other region"
    if cloud == "gcp" and region.partition("-")[0] == target[1].partition("-")[0]:
        to = "same continent"
    return egress_slices(cloud, region, gib, to=to)


def egress_slices(cloud: str, region: str, gib: float, *, to: str = INTERNET) -> tuple[Slice, ...]:
    """Return the parts of `egress_usd`, with the price of each."""
    if not 0 <= gib < float("inf"):
        raise ValueError(f"{gib!r} GiB: a number of 0 or more")
    tiers = egress_tiers(cloud, to)
    if not tiers:
        raise Unpriceable(f"no price is known of data from {cloud} to {_words(to)}")
    parts: list[Slice] = []
    begin = 0.0
    for tier in tiers:
        amount = min(gib, tier.up_to_gib) - begin
        if amount > 0:
            parts.append(Slice(amount, _price(cloud, region, tier)))
        begin = tier.up_to_gib
    return tuple(parts)


def _price(cloud: str, region: str, tier: Tier) -> UnitPrice:
    found = unit_price(cloud, region, tier.service)
    # Azure's prices differ by continent: that of its reference region must not stand in for all of them.
    if found is None or (cloud == _BY_CONTINENT and not found.exact):
        raise Unpriceable(f"no price is known of {tier.service.replace('_', ' ')} in {region}")
    return found


def _words(to: str) -> str:
    return "another region" if to == "other region" else f"the {to}"
