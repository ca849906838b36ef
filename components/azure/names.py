"""Subscriptions, places, tags and names as Azure takes them; each is judged once, for every component."""

import re
import uuid
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import pulumi

from accel.catalog.azure import limit, pattern
from accel.catalog.regions import regions
from components.contract import InvalidArgument, require_one_of

_DIGEST_CHARACTERS = 10
_SUFFIX = "00000000"
"""Auto-naming adds so many hex characters."""
_PREFIXES = {"storage account": "st", "vault": "kv", "registry": "cr"}
"""Names of these are unique in the world; with a prefix they begin with a letter."""


def require_pattern(field: str, value: str, kind: str) -> None:
    """Refuse a name that does not look like its kind in the catalogue."""
    wanted = pattern(kind)
    if not wanted.fits(value):
        raise InvalidArgument(field, value, wanted.means)


def require_place(args: Mapping[str, Any]) -> None:
    """Refuse a subscription, tenant, location or tags, of those that are given, that cannot be right."""
    for field in ("subscription_id", "tenant_id"):
        if field in args:
            require_pattern(field, args[field], "guid")
    if "location" in args:
        require_one_of("location", args["location"], regions("azure"))
    tags: Mapping[str, str] = args.get("tags") or {}
    most = limit("resource tags").highest
    if len(tags) > most:
        raise InvalidArgument("tags", len(tags), f"at most {most} tags")
    for key, value in tags.items():
        require_pattern("tags", key, "tag key")
        require_pattern(f"tags.{key}", value, "tag value")


def require_component_name(name: str, role: str, kind: str) -> None:
    """Refuse a component's name of which `<name>-<role><8 characters>` would be no name to the cloud."""
    wanted = pattern(kind)
    if not wanted.fits(f"{name}-{role}{_SUFFIX}"):
        raise InvalidArgument("name", name, f"{wanted.means}; {role} and a suffix are added to it")


def require_given_name(args: Mapping[str, Any], field: str, kind: str) -> None:
    """Refuse a name, where one is given, that the cloud would refuse."""
    if args.get(field) is not None:
        require_pattern(field, args[field], kind)


def unique_name(kind: str, subscription_id: str, component: str, *, generation: int = 0) -> str:
    """Return a name that no other component of any stack in any subscription has.

    Args:
        kind: `storage account`, `vault` or `registry`.
        subscription_id: where it stands.
        component: name of the component.
        generation: raised where a name that once was is not free again yet.
    """
    stack = pulumi.get_stack()
    whole = "/".join((subscription_id, stack, component, *([str(generation)] if generation else ()))).lower()
    digest = sha256(whole.encode()).hexdigest()[:_DIGEST_CHARACTERS]
    prefix, dash = _PREFIXES[kind], "-" if kind == "vault" else ""
    room = limit(f"{kind} characters").highest - len(prefix) - len(digest) - 2 * len(dash)
    words = re.sub(r"[^a-z0-9]", "", stack.lower())[:room]
    return dash.join(part for part in (prefix, words, digest) if part)


def assignment_name(subscription_id: str, child: str) -> str:
    """Return the GUID of a role assignment, always the same one.

    A second assignment of the same role to the same identity is refused; with one name it is the first one again.
    """
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"/subscriptions/{subscription_id}/stacks/{pulumi.get_stack()}/{child}"))
