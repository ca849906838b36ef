"""Resources stand only where the stack's data may be."""

from collections.abc import Iterable
from functools import lru_cache

from accel.catalog.jurisdictions import country_of, jurisdiction
from accel.catalog.regions import folded, region_of, stands_beside_its_region
from accel.planning.graph import Resource
from accel.planning.stack import StackFacts
from policies.frameworks import TRANSFERS
from policies.places import bound_to_europe, cloud_of, places
from policies.rule import EVERY_TYPE, MANDATORY, PlainContext, Rule


def _check(resource: Resource, context: PlainContext) -> Iterable[str]:
    facts = context.facts
    if not facts.data_regions and not bound_to_europe(facts):
        return
    # Absent means where the provider stands, which is judged as well.
    for name, place in places(resource):
        if facts.data_regions and not _may_be_in(place, facts.data_regions):
            yield f"{name} is {place}; the stack's data may be in {', '.join(facts.data_regions)}"
        elif bound_to_europe(facts) and (why_not := _beyond_europe(resource, place, facts)):
            yield f"{name} is {place}, {why_not}"


# Thousands of resources stand in a handful of places.
@lru_cache(maxsize=4096)
def _may_be_in(place: str, regions: tuple[str, ...]) -> bool:
    allowed = set(map(folded, regions))
    # A local zone may stand in another country than its region: us-east-1-qro-1a is in Mexico. It must be named itself.
    return folded(place) in allowed or (region_of(place) in allowed and not stands_beside_its_region(place))


def _beyond_europe(resource: Resource, place: str, facts: StackFacts) -> str:
    """Say why personal data may not be at a place without somebody's word; empty where they may, or nobody knows."""
    country = country_of(cloud_of(resource), place)
    # Where a region is unknown, region-country-known says so.
    found = jurisdiction(country, facts.today) if country else None
    if country is None or (found is not None and found.standing != "partial"):
        return ""
    decision = f"has an adequacy decision for {found.covers} alone" if found else "has no adequacy decision"
    return (
        f"in {country}, which {decision}: with gdpr, {facts.data_class} data stay in the EEA and where such a decision "
        "covers everybody, unless dataRegions names the region"
    )


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
