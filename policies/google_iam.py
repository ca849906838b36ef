"""Roles that resources of Google Cloud grant: by a member, a binding, or a whole policy as JSON text."""

import json
from collections.abc import Iterator
from typing import Any

from accel.planning.graph import Resource
from policies.properties import mapping, objects, texts

_PLACES = ("projects", "folder", "organizations")
PROJECT_GRANTS = tuple(
    f"gcp:{place}/iAM{kind}:IAM{kind}" for place in _PLACES for kind in ("Member", "Binding", "Policy")
)
"""Grants on projects, folders and organisations, and with them on everything inside."""


def granted_roles(grant: Resource) -> Iterator[str]:
    """Yield each known role that a resource grants to anybody; of an unknown policy none."""
    for binding in (grant.inputs, *bindings(grant.get("policyData"))):
        yield from texts(binding.get("role"))


def bindings(document: Any) -> list[dict[str, Any]]:
    """Return the bindings of a policy as JSON text; empty where it is unknown, or no policy."""
    try:
        return objects(mapping(json.loads(document)).get("bindings")) if isinstance(document, str) else []
    except (ValueError, RecursionError):
        return []
