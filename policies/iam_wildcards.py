"""Wildcards of AWS policies: which actions and ARNs name nothing."""

import re
from typing import NamedTuple

from accel.catalog.iam import starts_with_name

_WILD = re.compile(r"[*?]+")
_PARTS_OF_AN_ARN = 6
_BETWEEN_NAMES = re.compile("[/:]")


def is_wild(text: str) -> bool:
    """Say whether a text is wildcards and nothing else."""
    return _WILD.fullmatch(text) is not None


def has_wildcard(text: str) -> bool:
    """Say whether there is a wildcard in a text."""
    return _WILD.search(text) is not None


def is_everything(action: str) -> bool:
    """Say whether an action stands for every action of every service."""
    return all(map(is_wild, action.split(":")))


def is_whole_service(action: str) -> bool:
    """Say whether an action stands for all of a service, `s3:*`, or of every service."""
    return is_wild(action.rpartition(":")[2])


class Width(NamedTuple):
    """What an ARN takes in that names no single resource."""

    type: str = ""
    """The type of resource, `role`, all of which it takes in; empty where it is everything of a service, or of AWS."""


def width(arn: str) -> Width | None:
    """Return what an ARN takes in; None where it names resources, if only by the beginning of their names.

    AWS fills up an ARN with too few parts with wildcards.
    """
    parts = arn.split(":", _PARTS_OF_AN_ARN - 1)
    if parts[0] != "arn" and not has_wildcard(parts[0]):
        return None
    parts += ["*"] * (_PARTS_OF_AN_ARN - len(parts))
    service, account = parts[2], parts[4]
    names = [name for name in _BETWEEN_NAMES.split(parts[5]) if name]
    if not names:
        return None
    if all(map(is_wild, names)):
        return Width()
    if starts_with_name(service) and not (service == "s3" and account):
        return Width() if is_wild(names[0]) else None
    return _width_of_type(*names)


def _width_of_type(type_: str, *rest: str) -> Width | None:
    if not rest:
        return Width(type_.rstrip("*?")) if has_wildcard(type_) else None
    # Types and names take turns: `log-group:weights:log-stream:first`.
    return Width(type_) if all(map(is_wild, rest[::2])) else None
