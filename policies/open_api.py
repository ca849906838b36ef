"""OpenAPI documents that API Gateway makes an API of: which of its operations ask nobody who they are."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import yaml

from policies.properties import mapping, objects

_METHODS = ("get", "put", "post", "delete", "patch", "head", "trace", "x-amazon-apigateway-any-method")
"""All but `options`, which a browser sends before it signs in."""
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def open_operations(document: Any) -> tuple[str, ...]:
    """Return the operations of a document without authorization, such as `post /generate`.

    Empty where the document is unknown, or none.
    """
    return _of_text(document) if isinstance(document, str) else _of_object(document)


@lru_cache(maxsize=256)
def _of_text(text: str) -> tuple[str, ...]:
    try:
        found = json.loads(text) if text.lstrip().startswith("{") else yaml.load(text, Loader=_LOADER)  # noqa: S506 - both loaders are safe
        return _of_object(found)
    except (ValueError, RecursionError, yaml.YAMLError):
        return ()


def _of_object(document: Any) -> tuple[str, ...]:
    given = mapping(document)
    return tuple(
        f"{method} {path}"
        for path, item in mapping(given.get("paths")).items()
        for method, operation in mapping(item).items()
        if method in _METHODS and not _asks(mapping(operation), given.get("security"))
    )


def _asks(operation: Mapping[str, Any], default: Any) -> bool:
    authorization = mapping(operation.get("x-amazon-apigateway-auth")).get("type")
    if isinstance(authorization, str):
        return authorization.upper() != "NONE"
    # An empty requirement beside others makes signing in a choice.
    wanted = objects(operation.get("security", default))
    return bool(wanted) and all(wanted)
