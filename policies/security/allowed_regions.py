"""Resources stand only where the stack's data may be."""

from collections.abc import Iterable

from accel.catalog.regions import folded, region_of, stands_beside_its_region
from accel.planning.graph import Resource
from policies.frameworks import TRANSFERS
from policies.properties import texts
from policies.rule import EVERY_TYPE, MANDATORY, PlainContext, Rule

_NOWHERE = ("global", "")
_PROPERTIES = {
    "aws": ("region", "availabilityZone", "availabilityZones", "availabilityZoneId"),
    "azure": ("location",),
    "azure-native": ("location",),
    "gcp": ("location", "region", "zone", "nodeLocations", "distributionPolicyZones"),
    "pulumi": ("region", "location"),
}
_PROVIDERS = ("pulumi:providers:aws", "pulumi:providers:azure-native", "pulumi:providers:gcp")


def _check(resource: Resource, context: PlainContext) -> Iterable[str]:
    properties = _PROPERTIES.get(resource.package, ())
    if not context.facts.data_regions or (resource.package == "pulumi" and resource.type not in _PROVIDERS):
        return
    allowed = {folded(region) for region in context.facts.data_regions}
    # Absent means where the provider stands, which is judged as well.
    for name in properties:
        for place in texts(resource.get(name)):
            if folded(place) not in _NOWHERE and not _may_be_in(place, allowed):
                yield f"{name} is {place}; the stack's data may be in {', '.join(context.facts.data_regions)}"


def _may_be_in(place: str, allowed: set[str]) -> bool:
    # A local zone may stand in another country than its region: us-east-1-qro-1a is in Mexico. It must be named itself.
    return folded(place) in allowed or (region_of(place) in allowed and not stands_beside_its_region(place))


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
