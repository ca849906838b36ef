"""`pulumi preview --json`: what a program changes, step by step."""

from collections.abc import Mapping
from typing import Any

from accel.planning.graph import Graph
from accel.planning.readers.values import graph_of

_SAME = "same"
_LEAVES_NOTHING = frozenset(
    {"delete", "delete-replaced", "discard", "discard-replaced", "read-discard", "remove-pending-replace"}
)


def graphs(content: Mapping[str, Any]) -> tuple[Graph, Graph]:
    """Return what there is before the change and what there is after it, as far as the file tells.

    Raises:
        KeyError, TypeError: a step has no operation, or a state no URN.
    """
    before: dict[str, Mapping[str, Any]] = {}
    after: dict[str, Mapping[str, Any]] = {}
    for step in content["steps"]:
        old, new = step.get("oldState"), step.get("newState")
        if old:
            before[old["urn"]] = old
        if new and step["op"] not in _LEAVES_NOTHING:
            after[new["urn"]] = new
    return graph_of(before.values()), graph_of(after.values())


def left_out(content: Mapping[str, Any]) -> int:
    """Return how many unchanged resources the engine counted but did not write down."""
    counted = (content.get("changeSummary") or {}).get(_SAME, 0)
    return max(0, counted - sum(step.get("op") == _SAME for step in content["steps"]))
