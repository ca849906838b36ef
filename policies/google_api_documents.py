"""OpenAPI documents that Google's API Gateway serves: read out of their configuration, and what they limit."""

import base64
import binascii
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import yaml

from accel.planning.graph import Resource, lookup
from policies.properties import absent, mapping, objects

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_METHODS = ("get", "put", "post", "delete", "patch", "head", "trace")
"""All but `options`, which a browser sends before it signs in."""


def documents(config: Resource) -> Iterator[str]:
    """Yield the texts of an API's documents; without those that are unknown, or no base64."""
    for item in objects(config.get("openapiDocuments")):
        contents = lookup(item, "document.contents")
        if not isinstance(contents, str):
            continue
        try:
            yield base64.b64decode(contents, validate=True).decode("utf-8", "replace")
        except (ValueError, binascii.Error):
            continue


@lru_cache(maxsize=256)
def unlimited_operations(text: str) -> tuple[str, ...]:
    """Return what of a document may be called without limit: `everything`, or operations such as `post /generate`.

    A limit counts a metric, and an operation has a cost in it. Empty where the text is no such document.
    """
    try:
        found = mapping(yaml.load(text, Loader=_LOADER))  # noqa: S506 - both loaders are safe
    except (ValueError, RecursionError, yaml.YAMLError):
        return ()
    if not mapping(found.get("paths")):
        return ()
    # Version 3 of OpenAPI says it under another name than version 2.
    limits = lookup(found, "x-google-management.quota.limits"), lookup(found, "x-google-api-management.quota")
    if all(map(absent, limits)):
        return ("everything",)
    return () if "openapi" in found else tuple(_without_cost(found))


def _without_cost(document: dict[str, Any]) -> Iterator[str]:
    for path, item in mapping(document.get("paths")).items():
        for method, operation in mapping(item).items():
            if method in _METHODS and absent(lookup(mapping(operation), "x-google-quota.metricCosts")):
                yield f"{method} {path}"
