"""Regions of each cloud, zones where a zone has the same name for everybody, and which region a place belongs to."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from accel.catalog.names import UnknownName
from accel.catalog.rows import rows

_AWS = r"[a-z]{2,4}(?:-[a-z]+)+-\d+"
_ZONE = re.compile(
    rf"(?P<aws>{_AWS})[a-z]"  # us-east-1a
    # us-west-2-lax-1a, us-east-1-wl1-bos-wlz-1
    rf"|(?P<beside>{_AWS})-(?:[a-z]{{3}}-\d+[a-z]?|wl\d+-[a-z]{{3}}-wlz-\d+)"
    r"|(?P<google>[a-z]+-[a-z]+\d+)-(?:[a-z]|ai\d+[a-z]?)"  # us-central1-a, us-south1-ai1b
    r"|(?P<azure>[a-z]+\d?)-\d"  # westeurope-1
)
_ZONE_ID = re.compile(r"(?P<code>[a-z]+\d)-(?:az\d+|(?P<beside>[a-z]{3}\d+-az\d+|wl\d+-[a-z]{3}-wlz\d+))")
"""Ids of zones of AWS: use1-az1, of a local zone use1-qro1-az1, of a Wavelength zone use1-wl1-bos-wlz1."""
_COMPASS = re.compile("north|south|east|west|central|gov")


def regions(cloud: str) -> Mapping[str, tuple[str, ...]]:
    """Return the zones of each region of a cloud; no zones where their names differ between accounts."""
    return _all().get(cloud, {})


def region(cloud: str, name: str) -> str:
    """Return `name` if the cloud has such a region.

    Raises:
        UnknownName: it has none; carries the nearest one.
    """
    known = regions(cloud)
    if name not in known:
        raise UnknownName(f"region of {cloud}", name, known)
    return name


def folded(place: str) -> str:
    """Return a place as it is compared: of a URL the last part, without capitals and Azure's blanks."""
    return place.rpartition("/")[2].lower().replace(" ", "")


@lru_cache(maxsize=4096)
def region_of(place: str) -> str:
    """Return the region of a region, a zone, a zone's id, or the URL of one, folded; anything else comes back folded.

    A local or Wavelength zone of AWS belongs to the region that governs it, and does not stand in it: see
    `stands_beside_its_region`. Multi-regions (US, EU, nam4) are no region's, and stay what they are.
    """
    name = folded(place)
    zone = _ZONE.fullmatch(name)
    if zone is not None:
        base = str(zone[str(zone.lastgroup)])
        # Azure's names have no shape of their own: only a region that Azure has makes a name with a digit a zone of it.
        return base if zone.lastgroup != "azure" or base in regions("azure") else name
    code = _ZONE_ID.fullmatch(name)
    return _by_code().get(code["code"], name) if code is not None else name


def stands_beside_its_region(place: str) -> bool:
    """Say whether a place is a local or Wavelength zone of AWS: in another town, even in another country.

    us-east-1-qro-1a stands in Mexico. Such zones have prices of their own.
    """
    name = folded(place)
    found = _ZONE.fullmatch(name) or _ZONE_ID.fullmatch(name)
    return found is not None and found["beside"] is not None


def partition(region_name: str) -> str:
    """Return the partition of an AWS region, the second part of every ARN in it: `aws`, `aws-cn`, `aws-us-gov`.

    Raises:
        UnknownName: AWS has no such region.
    """
    region("aws", region_name)
    return next(row["partition"] for row in rows("regions.yaml") if region_name in row["regions"].split())


@cache
def _all() -> dict[str, dict[str, tuple[str, ...]]]:
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for row in rows("regions.yaml"):
        for item in row["regions"].split():
            name, _, letters = item.partition(":")
            found.setdefault(row["cloud"], {})[name] = tuple(f"{name}-{letter}" for letter in letters)
    return found


@cache
def _by_code() -> Mapping[str, str]:
    """Return the AWS region of each code that ids of zones begin with: of ap-southeast-1 it is apse1."""
    found: dict[str, str] = {}
    for name in regions("aws"):
        area, *words, number = name.split("-")
        found[f"{area}{''.join(part[0] for word in words for part in _COMPASS.findall(word))}{number}"] = name
    return found
