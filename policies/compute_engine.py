"""Compute Engine machines as rules judge them, and the metadata that they and their project carry."""

from typing import Any

from accel.planning.graph import UNKNOWN, Resource
from policies.properties import is_unknown, mapping

_MADE_FROM_ANOTHER = (
    "gcp:compute/instanceFromTemplate:InstanceFromTemplate",
    "gcp:compute/instanceFromMachineImage:InstanceFromMachineImage",
)
_PROJECT_ITEM = "gcp:compute/projectMetadataItem:ProjectMetadataItem"
_WORKBENCH = "gcp:workbench/instance:Instance"
_DEFAULT_ACCOUNT = "-compute@developer.gserviceaccount.com"
_ON = ("true", "y", "yes", "1")
"""What Compute Engine reads as true in metadata, in any case of letters."""


def is_made_from_another(machine: Resource) -> bool:
    """Say whether a template or an image says what the machine itself leaves out."""
    return machine.kind in _MADE_FROM_ANOTHER


def is_default_account(email: object) -> bool:
    """Say whether this is the service account that Compute Engine makes by itself, an editor of the whole project."""
    return isinstance(email, str) and (email == "default" or email.endswith(_DEFAULT_ACCOUNT))


def metadata_of(resource: Resource) -> Any:
    """Return the metadata of a machine, a workbench or a project: an object, UNKNOWN, or None."""
    if resource.kind == _PROJECT_ITEM:
        key = resource.get("key")
        return {key: resource.get("value")} if isinstance(key, str) else UNKNOWN
    return resource.get("gceSetup.metadata" if resource.kind == _WORKBENCH else "metadata")


def metadata_flag(resource: Resource, key: str) -> Any:
    """Return a switch in the metadata: True, False, UNKNOWN, or None where it is not given."""
    metadata = metadata_of(resource)
    value = UNKNOWN if is_unknown(metadata) else mapping(metadata).get(key)
    return value if value is None or is_unknown(value) else str(value).strip().lower() in _ON
