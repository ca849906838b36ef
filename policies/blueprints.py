"""Which blueprint of a stack a resource belongs to, and how else it is tagged."""

from typing import Any

from accel.planning.graph import UNKNOWN, Graph, Resource
from policies.properties import entries, is_unknown, mapping

_PLACES = ("tags", "labels", "nodeConfig.resourceLabels", "resourceLabels", "metadata.labels")
BLUEPRINT = "blueprint"


def tag_of(resource: Resource, name: str) -> Any:
    """Return the value of a tag or label of a resource itself: UNKNOWN where it may have it, None where it has not."""
    doubtful = False
    for place in _PLACES:
        given = resource.get(place)
        doubtful = doubtful or is_unknown(given)
        # Groups of AWS list their tags as pairs of key and value.
        pairs = [item.get("value") for item in map(mapping, entries(given)) if item.get("key") == name]
        found = pairs[0] if pairs else mapping(given).get(name)
        if found not in (None, ""):
            return found
    return UNKNOWN if doubtful else None


def blueprint_of(resource: Resource, graph: Graph) -> str:
    """Return the blueprint that a resource was made for: its own tag, or the component that it is part of."""
    top = resource
    for holder in (resource, *graph.ancestors(resource)):
        found = tag_of(holder, BLUEPRINT)
        if isinstance(found, str):
            return found
        top = holder
    return top.name
