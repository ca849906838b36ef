"""`pulumi stack export`: what a stack has."""

from collections.abc import Mapping
from typing import Any

from accel.planning.graph import Graph
from accel.planning.readers.values import graph_of


def graph(content: Mapping[str, Any]) -> Graph:
    """Return the resources of a stack's state.

    Raises:
        KeyError, TypeError: a state has no URN or no type.
    """
    states = content["deployment"].get("resources") or []
    # What is marked for deletion has a successor of the same URN.
    return graph_of(state for state in states if not state.get("delete"))
