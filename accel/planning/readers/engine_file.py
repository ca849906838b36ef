"""Tells the engine's files apart by what is in them, and reads them."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from accel.planning.graph import Graph, lookup
from accel.planning.readers import events_file, export_file, preview_file
from accel.planning.stack import Environment

Kind = Literal["preview", "export"]
_ENVIRONMENTS = frozenset(get_args(Environment))
_STACK = re.compile(r"urn:pulumi:([^:]+)::")


class NotAnEngineFile(ValueError):  # noqa: N818 - reads as what it is at the raise site
    """A text that is neither a preview nor an export; says in one line why."""


@dataclass(frozen=True)
class EngineFile:
    """What a preview or an export says of a stack."""

    kind: Kind
    stack: str
    """Name of the stack; empty where the file has no resources."""
    graph: Graph
    """The resources there are, or will be after the change."""
    before: Graph | None
    """The resources before the change; None for an export, which knows of no change."""
    left_out: int
    """Unchanged resources that a preview does not list: it was not made with `--show-sames`."""
    environment: Environment | None
    """What the stack's own configuration or its tags say."""
    linked: bool = True
    """Whether the file says what depends on what; an event log does not."""


def read(text: str) -> EngineFile:
    """Return what the text of a file says.

    Raises:
        NotAnEngineFile: it is neither `pulumi preview --json` nor `pulumi stack export`, nor the log of a preview.
    """
    # Everything before the object is what a shell's redirection caught of the engine's warnings.
    text = text[max(text.find("{"), 0) :].lstrip()
    try:
        content, end = json.JSONDecoder().raw_decode(text)
        if isinstance(content, dict) and events_file.is_event(content):  # pyright: ignore[reportUnknownArgumentType] - JSON
            return _events(text)
        if text[end:].strip():
            raise ValueError("there is more behind the object")
    except NotAnEngineFile:
        raise
    except ValueError as error:
        raise NotAnEngineFile(f"no JSON: {error}") from error
    except RecursionError as error:
        raise NotAnEngineFile("JSON that is nested too deeply") from error
    if not isinstance(content, dict):
        raise NotAnEngineFile("JSON, but no object")
    try:
        return _read(content)
    except (KeyError, TypeError, AttributeError) as error:
        raise NotAnEngineFile(f"a damaged file of the engine: {type(error).__name__} {error}") from error


def _events(text: str) -> EngineFile:
    try:
        return replace(_read(events_file.preview_of(text.splitlines())), linked=False)
    except (KeyError, TypeError, AttributeError) as error:
        raise NotAnEngineFile(f"a damaged event log: {type(error).__name__} {error}") from error
    except json.JSONDecodeError as error:
        raise NotAnEngineFile(f"a damaged event log: {error}") from error
    except ValueError as error:
        raise NotAnEngineFile(str(error)) from error


def _read(content: Mapping[str, Any]) -> EngineFile:
    if isinstance(content.get("steps"), list):
        before, graph = preview_file.graphs(content)
        found = _environment_of(content.get("config") or {}) or _environment_of_tags(graph)
        named = graph if len(graph) else before
        return EngineFile("preview", _stack(named), graph, before, preview_file.left_out(content), found)
    if isinstance(content.get("deployment"), dict):
        graph = export_file.graph(content)
        return EngineFile("export", _stack(graph), graph, None, 0, _environment_of_tags(graph))
    raise NotAnEngineFile(
        "neither `pulumi preview --json` (it has steps) nor `pulumi stack export` (it has a deployment)"
    )


def _stack(graph: Graph) -> str:
    found = next((_STACK.match(resource.urn) for resource in graph), None)
    return found[1] if found else ""


def _environment_of(config: Mapping[str, Any]) -> Environment | None:
    values = (value for key, value in config.items() if key.rpartition(":")[2] == "environment")
    return _known(values)


def _environment_of_tags(graph: Graph) -> Environment | None:
    paths = ("tags.environment", "labels.environment")
    return _known(lookup(resource.inputs, path) for resource in graph for path in paths)


def _known(values: Iterable[Any]) -> Environment | None:
    return next((value for value in values if isinstance(value, str) and value in _ENVIRONMENTS), None)  # type: ignore[return-value] - one of the names
