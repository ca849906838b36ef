"""Where a machine type or slice is known to be sold: regions with a price for it, zones in which it was seen.

Both are incomplete, and neither is a promise of stock.
"""

from collections.abc import Mapping
from functools import cache

from accel.catalog import gke, tpu
from accel.catalog.names import UnknownName
from accel.catalog.offers import offers

_CLOUD_WITH_ZONES = "gcp"
_SLICE = "tpu-"


def places(cloud: str, machine: str) -> Mapping[str, tuple[str, ...]]:
    """Return the regions known for something to rent, with its zones where their names are the same for everybody.

    Args:
        cloud: a provider, `aws`, `gcp`, `lambda`, ...
        machine: as in `accel.catalog.offers.Offer`: `p5.48xlarge`, `tpu-v5litepod-8`, `gpu:H100`.

    Raises:
        UnknownName: there is no such provider; carries the nearest one.
    """
    found: dict[str, list[str]] = {region: [] for region in _priced(cloud).get(machine, ())}
    for zone in _zones(machine) if cloud == _CLOUD_WITH_ZONES else ():
        found.setdefault(zone.rpartition("-")[0], []).append(zone)
    return {region: tuple(sorted(found[region])) for region in sorted(found)}


def _zones(machine: str) -> tuple[str, ...]:
    if not machine.startswith(_SLICE):
        return gke.zones(machine)
    try:
        return tpu.zones(tpu.slice_of_type(machine.removeprefix(_SLICE)))
    except UnknownName:
        return ()


@cache
def _priced(cloud: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for offer in offers(cloud):
        regions = found.setdefault(offer.machine, [])
        if offer.region not in regions:
            regions.append(offer.region)
    return found
