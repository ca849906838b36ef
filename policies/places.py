"""Where a resource says that it stands, whichever cloud it is of."""

from collections.abc import Iterator

from accel.catalog.regions import folded
from accel.planning.cost import context
from accel.planning.graph import Resource
from accel.planning.stack import StackFacts
from policies.properties import texts

_NOWHERE = ("global", "")
_PROPERTIES = {
    "aws": ("region", "availabilityZone", "availabilityZones", "availabilityZoneId"),
    "azure": ("location",),
    "azure-native": ("location",),
    "gcp": ("location", "region", "zone", "nodeLocations", "distributionPolicyZones"),
}
_OF_PROVIDER = ("region", "location")
_PROVIDERS = {
    "pulumi:providers:aws": "aws",
    "pulumi:providers:azure": "azure",
    "pulumi:providers:azure-native": "azure",
    "pulumi:providers:gcp": "gcp",
}
_SENSITIVE = ("personal", "health")


def places(resource: Resource) -> Iterator[tuple[str, str]]:
    """Yield each property that names a region or a zone, with the known names in it."""
    properties = _OF_PROVIDER if resource.kind in _PROVIDERS else _PROPERTIES.get(resource.package, ())
    for name in properties:
        # Most resources say nothing of their place, and every rule of places asks every one.
        for place in texts(resource.get(name)) if name in resource.inputs else ():
            if folded(place) not in _NOWHERE:
                yield name, place


def cloud_of(resource: Resource) -> str:
    """Return the cloud of a resource or of a provider, as the catalogue calls it."""
    return _PROVIDERS.get(resource.kind) or context.cloud_of(resource)


def bound_to_europe(facts: StackFacts) -> bool:
    """Say whether data may be only where the GDPR lets them without further ado: nobody has said where they may be."""
    return "gdpr" in facts.compliance and facts.data_class in _SENSITIVE and not facts.data_regions_named
