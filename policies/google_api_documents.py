"""OpenAPI documents that Google's API Gateway serves: read out of their configuration, and what they limit."""

import base64
import binascii
from collections.abc import Iterator

from accel.planning.graph import Resource, lookup
from policies.open_api import operations, parsed
from policies.properties import absent, mapping, objects


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


def unlimited_operations(text: str) -> list[str]:
    """Return what of a document may be called without limit: `everything`, or operations such as `post /generate`.

    A limit counts a metric, and an operation has a cost in it. Empty where the text is no such document.
    """
    found = parsed(text)
    if not mapping(found.get("paths")):
        return []
    # Version 3 of OpenAPI says it under another name than version 2.
    limits = lookup(found, "x-google-management.quota.limits"), lookup(found, "x-google-api-management.quota")
    if all(map(absent, limits)):
        return ["everything"]
    if "openapi" in found:
        return []
    return [name for name, given in operations(found) if absent(lookup(given, "x-google-quota.metricCosts"))]
