"""Parts of the world that regions stand in, by which data may be bound to a place: `eu`, `europe`, `us`, `asia`, ...

`eu` is member states of the European Union alone (London, Zurich and Norway are not in it); `europe` is the rest of
Europe, and a request for it takes `eu` too. Regions called like AWS's belong to `aws` and `aws-sagemaker` both. Of
Nebius there are names alone: no source says in which country of Europe its region is, so it is not in `eu`.
"""

from collections.abc import Iterable

from accel.catalog.names import UnknownName
from accel.catalog.prices import ANYWHERE
from accel.catalog.tables import by_region

_FILE = "areas.csv"
_WITHIN = {"eu": "europe"}
_SAME_REGIONS = {"aws-sagemaker": "aws"}


def areas() -> tuple[str, ...]:
    """Return the names of all areas."""
    return tuple(dict.fromkeys(area for found in by_region(_FILE).values() for area in found.values()))


def area_of(cloud: str, region: str) -> str | None:
    """Return the area of a region; None where nobody wrote down where it is, or it has one price everywhere."""
    return by_region(_FILE).get(_SAME_REGIONS.get(cloud, cloud), {}).get(region)


def stands_in(cloud: str, region: str, wanted: str) -> bool:
    """Say whether a region is `wanted`, or stands in the area `wanted`; False where that is not known."""
    area = area_of(cloud, region)
    return wanted in (region, area) or (area is not None and _WITHIN.get(area) == wanted)


def area_or_region(name: str, known_regions: Iterable[str]) -> str:
    """Return `name` if it is an area or one of some regions.

    Raises:
        UnknownName: it is neither; carries the nearest one.
    """
    known = {*areas(), *known_regions} - {ANYWHERE}
    if name not in known:
        raise UnknownName("region or area", name, known)
    return name
