"""Machines stand where they are cheap among the regions that will do."""

from collections.abc import Iterable, Iterator

from pydantic import Field

from accel.catalog.prices import price, tpu_chip_price
from accel.catalog.regions import regions
from accel.planning.cost.hardware import ENDPOINT_CONFIGURATIONS, RENTERS, SPOKEN_FOR, TPU_VMS, rented, tpu_slice
from accel.planning.graph import Graph, Resource
from policies.frameworks import CAPACITY
from policies.rule import ADVISORY, Rule, RuleContext, RuleSettings, Violation, everywhere
from policies.standing import Standings

_PAID_BY_OTHERS = tuple(kind for kind in SPOKEN_FOR if kind not in ENDPOINT_CONFIGURATIONS)
_SAGEMAKER = "aws-sagemaker"


class RegionPremiumSettings(RuleSettings):
    """How much a region may cost more."""

    max_percent: float = Field(ge=0, description="Percent by which the price may exceed that of the cheapest region.")


def _check(graph: Graph, context: RuleContext[RegionPremiumSettings]) -> Iterable[Violation]:
    standings, limit = Standings(context.view), context.settings.max_percent
    elsewhere = context.facts.data_regions
    for resource in graph.of(*(kind for kind in RENTERS if kind not in _PAID_BY_OTHERS)):
        here = standings.of(resource)
        if here is None or here.region is None:
            continue
        others = [name for name in elsewhere if name in regions(here.cloud) and name != here.region]
        for item, purchase in _items(resource) if others else ():
            own = _usd(resource, here.cloud, here.region, item, purchase)
            priced = [(usd, name) for name in others if (usd := _usd(resource, here.cloud, name, item, purchase))]
            if own is None or not priced:
                continue
            cheapest, region = min(priced)
            more = (own / cheapest - 1) * 100
            if more > limit:
                yield Violation(resource.urn, f"{item} costs {more:.0f}% more in {here.region} than in {region}")


def _items(resource: Resource) -> Iterator[tuple[str, str]]:
    found = [(rent.machine, rent.purchase) for rent in rented(resource) if rent.machine and rent.purchase]
    yield from dict.fromkeys((str(machine), str(purchase)) for machine, purchase in found)


def _usd(resource: Resource, cloud: str, region: str, item: str, purchase: str) -> float | None:
    if resource.kind in TPU_VMS:
        found = tpu_slice(resource)
        chip = tpu_chip_price(found.generation.name, region, purchase, chips=found.chips) if found else None
        return chip.usd_per_hour if chip else None
    known = price(_SAGEMAKER if resource.kind in ENDPOINT_CONFIGURATIONS else cloud, region, item, purchase)
    return known.usd_per_hour if known else None


RULE = Rule(
    id="region-premium",
    title="Machines stand in a region that is not dearer than another that will do",
    group="cost",
    cloud="any",
    severity="low",
    levels=ADVISORY,
    why="The same machine costs up to twice as much in another region, and many jobs do not care where they run.",
    remediation="Move it to the region named, or leave that one out of dataRegions.",
    frameworks=(*CAPACITY,),
    # Less than that is soon lost again by moving the data.
    settings=everywhere(RegionPremiumSettings(max_percent=10)),
    check_stack=_check,
)
