"""Azure's roles, private zones, log categories, names and limits, as components and rules need them."""

from dataclasses import dataclass
from typing import Any

from accel.catalog import cloud
from accel.catalog.cloud import Limit, Pattern
from accel.catalog.names import known
from accel.catalog.rows import tables

_FILE = "azure.yaml"


@dataclass(frozen=True, slots=True)
class PrivateZone:
    """Where the names of a service's private endpoints are answered."""

    group: str
    """What the endpoint is asked for: the service's sub-resource."""
    zone: str
    """Name of the zone; `{region}` stands for the region of the resource."""


def role(purpose: str) -> str:
    """Return the id of the narrowest built-in role for a purpose: `read-blobs`, `use-key`.

    Raises:
        UnknownName: there is no such purpose.
    """
    return known("purpose of a role", purpose, {row["purpose"]: row["id"] for row in _table("roles")})


def role_purposes() -> tuple[str, ...]:
    """Return all purposes that there is a role for."""
    return tuple(row["purpose"] for row in _table("roles"))


def privileged_roles() -> dict[str, str]:
    """Return the ids of the built-in roles that may change everything, or give themselves what they lack, by name."""
    return {row["name"]: row["id"] for row in _table("privileged_roles")}


def private_zone(service: str) -> PrivateZone:
    """Return group and zone of a service that private endpoints reach: `blob`, `vault`, `registry`.

    Raises:
        UnknownName: nobody has written down the zone of that service.
    """
    found = {row["service"]: PrivateZone(row["group"], row["zone"]) for row in _table("private_zones")}
    return known("service with private endpoints", service, found)


def private_zones() -> tuple[str, ...]:
    """Return all services whose private zone is known."""
    return tuple(row["service"] for row in _table("private_zones"))


def log_categories(of: str) -> tuple[str, ...]:
    """Return what the logs of a kind of resource are called: `activity log`, `blobs`, `registry`.

    Raises:
        UnknownName: nobody has written down the categories of that kind.
    """
    found = {row["of"]: tuple(row["categories"]) for row in _table("log_categories")}
    return known("kind of logs", of, found)


def resource_providers() -> tuple[str, ...]:
    """Return the namespaces that a subscription must have registered before the baseline can be made."""
    return tuple(name for row in _table("resource_providers") for name in row["namespaces"])


def address_ranges(kind: str) -> tuple[str, ...]:
    """Return the IPv4 ranges of a kind of address: `private`.

    Raises:
        UnknownName: there are no ranges of that kind.
    """
    found = {row["name"]: tuple(row["ranges"]) for row in _table("addresses")}
    return known("address ranges", kind, found)


def pattern(name: str) -> Pattern:
    """Return what a kind of name must look like: `storage account`, `vault`.

    Raises:
        UnknownName: there is no such kind.
    """
    return cloud.pattern(_FILE, name)


def limit(name: str) -> Limit:
    """Return the bounds of a setting: `soft delete days`.

    Raises:
        UnknownName: there is no such limit.
    """
    return cloud.limit(_FILE, name)


def _table(name: str) -> list[dict[str, Any]]:
    return tables(_FILE)[name]
