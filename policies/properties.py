"""Reading property trees in which anything may be missing, unknown, or of the wrong type."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from accel.planning.graph import UNKNOWN, Graph, Resource, Unknown, plain

_BOOKKEEPING = "__defaults"
"""The engine's bridge to Terraform providers notes in each object which properties it filled in."""
_OWN_NAMES = ("bucket", "name", "accountName", "vaultName", "registryName", "workspaceName", "bucketId")
"""Properties by which a resource says what it is called."""


def absent(value: Any) -> bool:
    """Say whether nothing was given; an unknown value is something."""
    return value is None or (value is not UNKNOWN and value in ("", [], {}))


def differs(value: Any, *allowed: Any) -> bool:
    """Say whether a value is certainly none of these; an unknown one may yet be."""
    return value is not UNKNOWN and value not in allowed


def entries(value: Any) -> list[Any]:
    """Return the known elements of a list; a lone object counts as a list of one, anything else as empty."""
    if isinstance(value, Mapping):
        return [value]
    if isinstance(value, list | tuple):
        return [item for item in value if item is not UNKNOWN]
    return []


def objects(value: Any) -> list[dict[str, Any]]:
    """Return the known elements of a list that are objects; a lone object counts as a list of one."""
    return [mapping(item) for item in entries(value) if isinstance(item, Mapping)]


def texts(value: Any) -> list[str]:
    """Return the known texts of a list, or a lone text as a list of one."""
    if isinstance(value, str):
        return [value]
    return [item for item in entries(value) if isinstance(item, str)]


def mapping(value: Any) -> dict[str, Any]:
    """Return the items of an object, without the engine's bookkeeping; empty for anything else."""
    if not isinstance(value, Mapping):
        return {}
    return {str(key): item for key, item in value.items() if key != _BOOKKEEPING}


def complete(value: Any) -> bool:
    """Say whether a list is known with all its elements, so that what is not in it is certainly missing."""
    return value is not UNKNOWN and not (isinstance(value, list | tuple) and UNKNOWN in value)


def number(value: Any) -> float | None:
    """Return a number, or None where it is unknown, absent or no number."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return float(value)
    except ValueError:
        return None


def attached(
    graph: Graph, targets: Iterable[Resource], types: Iterable[str], *properties: str
) -> dict[str, list[Resource]]:
    """Return, by URN of each target, the resources of these types that name it in one of their properties.

    A reference is seen by its dependency, or by a plain name or id equal to the target's. One pass over each list.
    """
    found: dict[str, list[Resource]] = {target.urn: [] for target in targets}
    names: dict[str, str] = {}
    for urn in found:
        names.update(dict.fromkeys(_names(graph.by_urn[urn]), urn))
    for resource in graph.of(*types):
        linked: set[str] = set()
        for name in properties:
            linked.update(resource.property_dependencies.get(name, ()))
            value = resource.get(name)
            linked.update(names[part] for part in _parts(value) if part in names)
        if not resource.property_dependencies:
            linked.update(resource.dependencies)
        for urn in linked:
            if urn in found:
                found[urn].append(resource)
    return found


def _parts(value: Any) -> tuple[str, ...]:
    """A reference in full, and the name at its end: `arn:aws:s3:::weights`, `storage.googleapis.com/weights`."""
    if not isinstance(value, str):
        return ()
    return value, value.rpartition("/")[2], value.rpartition(":")[2]


def _names(target: Resource) -> list[str]:
    values = [target.outputs.get("id"), target.outputs.get("name"), *(target.get(name) for name in _OWN_NAMES)]
    return [value for value in values if isinstance(value, str) and value]


def put(inputs: Mapping[str, Any], path: str, value: Any) -> dict[str, Any] | None:
    """Return a copy of inputs with one value at a dotted path; None where the way there is unknown, or no object."""
    key, _, rest = path.partition(".")
    if not rest:
        return {**inputs, key: value}
    below = inputs.get(key)
    if below is not None and not isinstance(below, Mapping):
        return None
    inner = put(below or {}, rest, value)
    return None if inner is None else {**inputs, key: inner}


def opened(graph: Graph) -> Graph:
    """Return the graph with secrets opened, as rules read it; resources without secrets are not copied."""
    return Graph(map(without_secrets, graph))


def without_secrets(resource: Resource) -> Resource:
    """Return a resource with its secrets opened."""
    inputs = plain(resource.inputs)
    return resource if inputs is resource.inputs else replace(resource, inputs=inputs)


def is_unknown(value: Any) -> bool:
    """Say whether only the cloud knows the value."""
    return isinstance(value, Unknown)
