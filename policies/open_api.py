"""OpenAPI documents that a gateway makes an API of: their operations, and which of them ask nobody who they are."""

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import yaml

from accel.planning.graph import lookup
from policies.properties import mapping, objects

_METHODS = ("get", "put", "post", "delete", "patch", "head", "trace", "x-amazon-apigateway-any-method")
"""All but `options`, which a browser sends before it signs in."""
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 200


@lru_cache(maxsize=256)
def parsed(text: str) -> Mapping[str, Any]:
    """Return a document given as JSON or YAML, read once for all rules; empty where the text is none."""
    try:
        found = json.loads(text) if text.lstrip().startswith("{") else _from_yaml(text)
    except json.JSONDecodeError:
        # YAML knows braces, too.
        found = _from_yaml(text)
    except (ValueError, RecursionError):
        return {}
    return mapping(found)


def _from_yaml(text: str) -> Any:
    try:
        return None if _is_too_deep(text) else yaml.load(text, Loader=_LOADER)  # noqa: S506 - both loaders are safe
    except (ValueError, RecursionError, yaml.YAMLError):
        return None


def _is_too_deep(text: str) -> bool:
    """Say whether a text nests deeper than any API: at some depth the C loader ends the whole process."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            return True
    return False


def operations(document: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the operations of a document by what they are called in a message: `post /generate`."""
    for path, item in mapping(document.get("paths")).items():
        for method, operation in mapping(item).items():
            if method.casefold() in _METHODS:
                yield f"{method} {path}", mapping(operation)


def keyless_operations(document: Any) -> list[str]:
    """Return the operations for which API Gateway wants no API key; none where the document is unknown, or none."""
    given = _given(document)
    schemes = {**mapping(given.get("securityDefinitions")), **mapping(lookup(given, "components.securitySchemes"))}
    keys = {name for name, scheme in schemes.items() if _is_api_key(mapping(scheme))}
    return [
        name
        for name, operation in operations(given)
        if not any(keys & wanted.keys() for wanted in objects(operation.get("security", given.get("security"))))
    ]


def _is_api_key(scheme: Mapping[str, Any]) -> bool:
    """An authorizer stands among the keys, too: it says of which kind it is."""
    return str(scheme.get("name")).casefold() == "x-api-key" and "x-amazon-apigateway-authtype" not in scheme


def _given(document: Any) -> Mapping[str, Any]:
    return parsed(document) if isinstance(document, str) else mapping(document)


def open_operations(document: Any) -> list[str]:
    """Return the operations of a document without authorization; none where it is unknown, or no document."""
    given = _given(document)
    return [name for name, operation in operations(given) if not _asks(operation, given.get("security"))]


def _asks(operation: Mapping[str, Any], default: Any) -> bool:
    authorization = mapping(operation.get("x-amazon-apigateway-auth")).get("type")
    if isinstance(authorization, str):
        return authorization.upper() != "NONE"
    # An empty requirement beside others makes signing in a choice.
    wanted = objects(operation.get("security", default))
    return bool(wanted) and all(wanted)
