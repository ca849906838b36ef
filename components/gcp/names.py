"""Projects, regions, labels and names as Google Cloud takes them; each is judged once, for every component."""

import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

import pulumi

from accel.catalog.gcp import limit, pattern
from accel.catalog.regions import regions
from components.contract import InvalidArgument, require_one_of

_DIGEST_CHARACTERS = 6


def require_pattern(field: str, value: str, kind: str) -> None:
    """Refuse a name that does not look like its kind in the catalogue."""
    wanted = pattern(kind)
    if not wanted.fits(value):
        raise InvalidArgument(field, value, wanted.means)


def require_project(args: Mapping[str, str]) -> None:
    """Refuse a project id, and a project number where there is one, that cannot be right."""
    require_pattern("project", args["project"], "project")
    if "project_number" in args:
        require_pattern("project_number", args["project_number"], "project number")


def require_region(field: str, value: str) -> None:
    """Refuse a place that is no region; multi-regions are refused too, since keys and machines stand in one region."""
    require_one_of(field, value, regions("gcp"))


def require_labels(labels: Mapping[str, str]) -> None:
    """Refuse labels that the cloud would refuse."""
    for key, value in labels.items():
        require_pattern("labels", key, "label key")
        require_pattern(f"labels.{key}", value, "label value")


def require_bucket_name(args: Mapping[str, str]) -> None:
    """Refuse a bucket name, where one is given, that the cloud would refuse."""
    if (name := args.get("bucket_name")) is not None:
        require_pattern("bucket_name", name, "bucket")


def bucket_name(args: Mapping[str, str], name: str) -> str:
    """Return the bucket name that was asked for, or one of project, stack and component.

    Bucket names are shared by the whole world, and two stacks may share a project.

    Raises:
        InvalidArgument: the composed name holds what bucket names may not.
    """
    if (given := args.get("bucket_name")) is not None:
        return given
    composed = name_of(args["project"], pulumi.get_stack(), name, longest=limit("bucket characters").highest)
    wanted = pattern("bucket")
    if not wanted.fits(composed):
        raise InvalidArgument("bucket_name", composed, wanted.means, "set bucket_name")
    return composed


def prefixed(name: str, args: Mapping[str, Any]) -> str:
    """Return a name behind the prefix that a component was given, where it was given one."""
    prefix = args.get("name_prefix")
    return f"{prefix}-{name}" if prefix else name


def require_names(field: str, args: Mapping[str, Any], kind: str) -> None:
    """Refuse no names at all, names that the cloud would refuse behind their prefix, and a name given twice."""
    names: Sequence[str] = args[field]
    if not names:
        raise InvalidArgument(field, [], "at least one name")
    for index, name in enumerate(names):
        require_pattern(f"{field}[{index}]", prefixed(name, args), kind)
        if name in names[:index]:
            raise InvalidArgument(f"{field}[{index}]", name, "each name once")


def require_members(field: str, members: Sequence[pulumi.Input[str]]) -> None:
    """Refuse members that IAM would not know, of those that are known already."""
    for index, member in enumerate(members):
        if isinstance(member, str):
            require_pattern(f"{field}[{index}]", member, "member")


def name_of(*parts: str, longest: int) -> str:
    """Return a name of lower-case letters, digits and dashes that begins with a letter, made of its parts.

    One that is too long ends in a digest of all of it: cut alone, the names of two stacks could become one.
    """
    whole = re.sub(r"[^a-z0-9]+", "-", "-".join(parts).lower()).strip("-")
    name = whole if whole[:1].isalpha() else f"s-{whole}"
    if len(name) <= longest:
        return name
    digest = sha256(name.encode()).hexdigest()[:_DIGEST_CHARACTERS]
    return f"{name[: longest - _DIGEST_CHARACTERS - 1].rstrip('-')}-{digest}"


def require_component_name(name: str, longest_role: str) -> None:
    """Refuse a component's name of which `<name>-<role>-<7 characters>` would be no name to the cloud."""
    wanted = pattern("resource")
    if not wanted.fits(f"{name}-{longest_role}-0000000"):
        raise InvalidArgument("name", name, f"{wanted.means}; {longest_role} and a suffix are added to it")
