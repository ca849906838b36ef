"""Of every region with personal data it is known in which country it stands."""

from collections.abc import Iterable

from accel.catalog.jurisdictions import country_of
from accel.planning.graph import Resource
from policies.frameworks import TRANSFERS
from policies.places import bound_to_europe, cloud_of, places
from policies.rule import ADVISORY, EVERY_TYPE, PlainContext, Rule


def _check(resource: Resource, context: PlainContext) -> Iterable[str]:
    if not bound_to_europe(context.facts):
        return
    for name, place in places(resource):
        if country_of(cloud_of(resource), place) is None:
            yield f"{name} is {place}, and no source here says in which country that is"


RULE = Rule(
    id="region-country-known",
    title="It is known in which country personal data are",
    group="security",
    cloud="any",
    severity="medium",
    levels=ADVISORY,
    why=(
        "Whether personal data may be in a region depends on its country. Of a new region, a local zone or a pair of "
        "regions nobody may have written it down."
    ),
    remediation="Look up where the region is, and name it in dataRegions if personal data may be there.",
    frameworks=(*TRANSFERS,),
    types=EVERY_TYPE,
    check_resource=_check,
)
