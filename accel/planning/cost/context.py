"""What a pricer may look at beside its resource: where it stands, what the stack assumes, and the prices."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from accel.catalog.prices import Price, price, tpu_chip_price
from accel.catalog.regions import region_of, regions, stands_beside_its_region
from accel.catalog.services import UnitPrice, unit_price
from accel.planning.cost.items import Item, Unpriceable
from accel.planning.cost.purchases import OPTIONS, SOLD_AS
from accel.planning.graph import Graph, Resource, Unknown
from accel.planning.stack import StackFacts

_GLOBAL = "global"
_ZONE = "availabilityZone"
"""It says the region too, and need not be known where the provider says it."""
_AZURE = ("azure", "azure-native")
_PLACES = {
    "aws": ("region", _ZONE),
    "gcp": ("region", "location", "zone"),
    **dict.fromkeys(_AZURE, ("location",)),
}
_CLOUDS = {"azure-native": "azure"}
"""What the catalogue calls the cloud of a package, where that is another word."""

T = TypeVar("T")


@dataclass
class CostContext:
    """One estimate in the making. Everything derived from the whole graph is derived once, so costing stays linear."""

    graph: Graph
    facts: StackFacts
    today: datetime.date
    load: float
    """Share of its range at which an autoscaler stands on average; see `assumptions`."""
    purchase: str | None = None
    """How all machines are bought instead, where the catalogue has such a price; see `purchases`."""
    region: str | None = None
    """Where everything stands instead that stands in a region of the same cloud."""
    _prices: dict[tuple[str, ...], Price | None] = field(default_factory=dict[tuple[str, ...], Price | None])
    _unit_prices: dict[tuple[str, ...], UnitPrice | None] = field(
        default_factory=dict[tuple[str, ...], UnitPrice | None]
    )
    _derived: dict[Any, Any] = field(default_factory=dict[Any, Any])

    def derived(self, build: Callable[["CostContext"], T]) -> T:
        """Return what `build` makes of the whole graph; it is called once for an estimate."""
        if build not in self._derived:
            self._derived[build] = build(self)
        return self._derived[build]

    def region_of(self, resource: Resource) -> str:
        """Return the region that a resource stands in: its own location, else its provider's.

        Raises:
            Unpriceable: neither says it, or only the cloud knows it.
        """
        found = self._stated_region(resource)
        if found is None:
            raise Unpriceable("its region is not stated: neither it nor its provider has one", "unknown value")
        return found

    def _stated_region(self, resource: Resource) -> str | None:
        zone = resource.get(_ZONE)
        if isinstance(zone, str) and stands_beside_its_region(zone):
            raise Unpriceable(f"no price is known in {zone}: local zones have prices of their own")
        found = self._own_region(resource)
        cloud = cloud_of(resource)
        if self.region is not None and found in regions(cloud) and self.region in regions(cloud):
            return self.region
        return found

    def _own_region(self, resource: Resource) -> str | None:
        for holder in (resource, *self._neighbours(resource), self._provider_of(resource)):
            for name in _PLACES.get(resource.package, ()) if holder is not None else ():
                value = holder.get(name) if holder is not None else None
                if isinstance(value, Unknown) and name != _ZONE:
                    raise Unpriceable(f"{name} is known only to the cloud", "unknown value")
                if isinstance(value, str) and value and value.lower() != _GLOBAL:
                    return region_of(value)
        return None

    def service_region_of(self, resource: Resource) -> str:
        """Return the region that a service is billed in; empty where nothing says it, as for what is global.

        Raises:
            Unpriceable: only the cloud knows it.
        """
        return self._stated_region(resource) or ""

    def _neighbours(self, resource: Resource) -> Iterator[Resource]:
        """Yield what an Azure resource stands in where it has no place of its own: its cluster, its resource group."""
        if resource.package in _AZURE:
            for urn in resource.dependencies:
                found = self.graph.by_urn.get(urn)
                if found is not None and found.package in _AZURE:
                    yield found

    def _provider_of(self, resource: Resource) -> Resource | None:
        return self.graph.provider_of(resource) or self._only_provider.get(resource.package)

    @cached_property
    def _only_provider(self) -> Mapping[str, Resource]:
        """The one explicit provider of a package, for graphs that do not say who provides what."""
        found: dict[str, list[Resource]] = {}
        for resource in self.graph:
            if resource.type.startswith("pulumi:providers:"):
                found.setdefault(resource.kind.rpartition(":")[2], []).append(resource)
        return {package: providers[0] for package, providers in found.items() if len(providers) == 1}

    def price(self, cloud: str, region: str, item: str, purchase: str) -> Price:
        """Return the price of an hour of a machine, bought as asked for where it is sold that way.

        Raises:
            Unpriceable: the catalogue has none.
        """
        for option in self._options(purchase):
            key = (cloud, region, item, option)
            if key not in self._prices:
                self._prices[key] = price(cloud, region, item, option)
            if found := self._prices[key]:
                return found
        raise Unpriceable(f"no price is known of {item} ({purchase.replace('_', ' ')}) in {region}")

    def chip_price(self, generation: str, region: str, purchase: str, chips: int) -> Price | None:
        """Return the price of a chip-hour of a TPU slice, bought as asked for where it is sold that way."""
        for option in self._options(purchase):
            key = (generation, region, str(chips), option)
            if key not in self._prices:
                self._prices[key] = tpu_chip_price(generation, region, option, chips=chips)
            if found := self._prices[key]:
                return found
        return None

    def _options(self, purchase: str) -> tuple[str, ...]:
        asked = OPTIONS[self.purchase] if self.purchase is not None else ()
        return (*asked, SOLD_AS.get(purchase, purchase))

    def unit_price(self, cloud: str, region: str, service: str) -> UnitPrice:
        """Return the unit price of a service; it may be that of the cloud's reference region, and says so.

        Raises:
            Unpriceable: the catalogue has none.
        """
        key = (cloud, region, service)
        if key not in self._unit_prices:
            self._unit_prices[key] = unit_price(cloud, region, service)
        found = self._unit_prices[key]
        if found is None:
            raise Unpriceable(f"no price is known of {service.replace('_', ' ')}{f' in {region}' if region else ''}")
        return found


def cloud_of(resource: Resource) -> str:
    """Return what the catalogue calls the cloud of a resource."""
    return _CLOUDS.get(resource.package, resource.package)


def required(resource: Resource, path: str, default: Any = None) -> Any:
    """Return a property that the price depends on.

    Raises:
        Unpriceable: it is absent and has no default, or only the cloud knows it.
    """
    return known(resource.get(path, default), path)


def known(value: Any, name: str) -> Any:
    """Return a value that the price depends on.

    Raises:
        Unpriceable: it is absent, or only the cloud knows it.
    """
    if isinstance(value, Unknown):
        raise Unpriceable(f"{name} is known only to the cloud", "unknown value")
    if value is None:
        raise Unpriceable(f"{name} is not given", "unknown value")
    return value


def required_text(resource: Resource, path: str, default: str | None = None) -> str:
    """Return a text that the price depends on; see `required`."""
    value = required(resource, path, default)
    if not isinstance(value, str) or not value:
        raise Unpriceable(f"{path} is no name: {value!r}", "unknown value")
    return value


def count_of(value: Any, name: str) -> float:
    """Return a number of things, 0 or more.

    Raises:
        Unpriceable: it is no such number, or only the cloud knows it.
    """
    found = known(value, name)
    if isinstance(found, str):
        found = float(found) if found.isdecimal() else None
    if isinstance(found, bool) or not isinstance(found, int | float) or not 0 <= found < float("inf"):
        raise Unpriceable(f"{name} is no number of 0 or more: {value!r}", "unknown value")
    return float(found)


def required_count(resource: Resource, path: str, default: float | None = None) -> float:
    """Return a number of things that the price depends on; see `required`."""
    return count_of(required(resource, path, default), path)


def length_of(value: Any, name: str) -> float:
    """Return how many entries a list has; which they are may be unknown.

    Raises:
        Unpriceable: it is no list, or only the cloud knows it.
    """
    found = known(value, name)
    if not isinstance(found, list | tuple):
        raise Unpriceable(f"{name} is no list: {found!r}", "unknown value")
    return float(len(found))


def mappings(value: Any, name: str) -> list[Mapping[str, Any]]:
    """Return a list of objects; a lone object counts as a list of one, nothing as none.

    Raises:
        Unpriceable: only the cloud knows how many there are, or which.
    """
    if value is None:
        return []
    items = known(value, name)
    found = items if isinstance(items, list | tuple) else [items]
    if any(isinstance(item, Unknown) for item in found):
        raise Unpriceable(f"{name} is known only to the cloud", "unknown value")
    return [item for item in found if isinstance(item, Mapping)]


def parts(resource: Resource, *iterables: Iterable[Item]) -> Iterator[Item]:
    """Yield the items of each part of a resource; a part that cannot be priced leaves the others as they are."""
    for items in iterables:
        try:
            yield from items
        except Unpriceable as reason:
            yield reason.of(resource)
