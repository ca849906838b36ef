"""Property values as the engine writes them in JSON: unknowns and secrets keep their meaning."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from accel.planning.graph import UNKNOWN, Graph, Resource, Secret

# The engine's own marks, the same in every language (sdk/go/common/resource: plugin/rpc.go, sig/sig.go).
_UNKNOWNS = frozenset(
    {
        "04da6b54-80e4-46f7-96ec-b56ff0331ba9",  # a value
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",  # an array
        "030794c1-ac77-496b-92df-f27374a8bd58",  # an asset
        "e48ece36-62e2-4504-bad9-02848725956a",  # an archive
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",  # an object
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",  # a number
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",  # a boolean
    }
)
_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a mark, not a secret
_REDACTED = "[secret]"
_STACK = "pulumi:pulumi:Stack"
_STACK_URN = f"::{_STACK}::"


def decode(value: Any) -> Any:
    """Return a property value with `UNKNOWN` and `Secret` for the engine's marks."""
    if isinstance(value, str):
        if value in _UNKNOWNS:
            return UNKNOWN
        # What a preview blacks out is a secret whose content nobody here knows.
        return Secret(UNKNOWN) if value == _REDACTED else value
    if isinstance(value, list):
        return [decode(item) for item in value]  # pyright: ignore[reportUnknownVariableType] - JSON
    if isinstance(value, Mapping):
        fields: Mapping[str, Any] = value
        if fields.get(_SIGNATURE) == _SECRET:
            # Encrypted, unless the stack was exported with its secrets in the clear.
            return Secret(decode(_clear(fields["plaintext"])) if "plaintext" in fields else UNKNOWN)
        return {key: decode(item) for key, item in fields.items()}
    return value


def graph_of(states: Iterable[Mapping[str, Any]]) -> Graph:
    """Return the resources of states, without the stack itself, and without what a program only reads.

    What is only read belongs to somebody else, who pays for it.

    Raises:
        KeyError: one of them is no state: a URN or a type is missing.
    """
    kept = [state for state in states if not state.get("external")]
    return Graph(resource_of(state) for state in kept if state["type"] != _STACK)


def sealed(graph: Graph) -> Graph:
    """Return a graph whose secrets nobody can know any more, for reports that name what they read."""
    return Graph(replace(item, inputs=_sealed(item.inputs), outputs=_sealed(item.outputs)) for item in graph)


def resource_of(state: Mapping[str, Any]) -> Resource:
    """Return a resource of its state, as previews and exports write it.

    Raises:
        KeyError: it is no state: a URN or a type is missing.
    """
    urn, kind = str(state["urn"]), str(state["type"])
    parent = str(state.get("parent") or "")
    linked: Mapping[str, Any] = state.get("propertyDependencies") or {}
    return Resource(
        urn=urn,
        type=kind,
        name=urn.rpartition("::")[2],
        inputs=decode(state.get("inputs") or {}),
        outputs=decode(state.get("outputs") or {}),
        parent=None if _STACK_URN in parent else parent or None,
        dependencies=tuple(state.get("dependencies") or ()),
        property_dependencies={key: tuple(urns) for key, urns in linked.items() if urns},
        provider=str(state.get("provider") or ""),
        protect=bool(state.get("protect")),
        retain_on_delete=bool(state.get("retainOnDelete")),
        custom=bool(state.get("custom")),
    )


def _sealed(value: Any) -> Any:
    if isinstance(value, Secret):
        return UNKNOWN
    if isinstance(value, dict):
        return {key: _sealed(item) for key, item in value.items()}  # pyright: ignore[reportUnknownVariableType] - JSON
    if isinstance(value, list):
        return [_sealed(item) for item in value]  # pyright: ignore[reportUnknownVariableType] - JSON
    return value


def _clear(text: Any) -> Any:
    try:
        return json.loads(text)
    except (TypeError, ValueError):
        return text
