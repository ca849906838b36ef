"""Resources stand only where the stack's data may be."""

import re
from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import TRANSFERS
from policies.properties import texts
from policies.rule import EVERY_TYPE, MANDATORY, PlainContext, Rule

_AWS_ZONE = re.compile(r"([a-z]{2}(?:-[a-z]+)+-\d)[a-z]")
_GCP_ZONE = re.compile(r"([a-z]+-[a-z]+\d+)-[a-z]")
_NOWHERE = ("global", "")
_PROPERTIES = {
    "aws": ("region", "availabilityZone"),
    "gcp": ("location", "region", "zone", "nodeLocations"),
    "pulumi": ("region",),
}
_PROVIDERS = ("pulumi:providers:aws", "pulumi:providers:gcp")


def _check(resource: Resource, context: PlainContext) -> Iterable[str]:
    properties = _PROPERTIES.get(resource.package, ())
    if not context.facts.data_regions or (resource.package == "pulumi" and resource.type not in _PROVIDERS):
        return
    allowed = {region.lower() for region in context.facts.data_regions}
    # Absent means where the provider stands, which is judged as well.
    for name in properties:
        for place in texts(resource.get(name)):
            if region_of(place) not in allowed and place.lower() not in _NOWHERE:
                yield f"{name} is {place}; the stack's data may be in {', '.join(context.facts.data_regions)}"


def region_of(place: str) -> str:
    """Return the region of a region, a zone, or a URL of one, in lower case."""
    name = place.lower().rpartition("/")[2]
    zone = _AWS_ZONE.fullmatch(name) or _GCP_ZONE.fullmatch(name)
    return zone.group(1) if zone else name


RULE = Rule(
    id="allowed-regions",
    title="Data stays in the allowed regions",
    group="security",
    cloud="any",
    severity="critical",
    levels=MANDATORY,
    why="Where data lies decides which law holds for it, and data that crosses regions is paid for.",
    remediation="Move the resource, or add the region to dataRegions after asking who answers for data protection.",
    frameworks=(*TRANSFERS,),
    types=EVERY_TYPE,
    check_resource=_check,
)
