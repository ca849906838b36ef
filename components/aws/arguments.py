"""Arguments that the AWS components have in common, and how they are judged."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from accel.catalog.aws import pattern
from accel.catalog.aws_network import log_retention_days
from accel.catalog.names import UnknownName
from accel.catalog.regions import partition
from components.contract import InvalidArgument

_ACCOUNT = re.compile(r"\d{12}")
_CHINA = "aws-cn"


def require_account(account_id: str, field: str = "account_id") -> None:
    """Refuse what is no account number: ARNs in policies are made of it."""
    if not _ACCOUNT.fullmatch(account_id):
        raise InvalidArgument(field, account_id, "twelve digits", "quote it in YAML, where it is a number")


def require_pattern(field: str, value: str, kind: str) -> None:
    """Refuse a name that does not look like its kind in the catalogue."""
    wanted = pattern(kind)
    if not wanted.fits(value):
        raise InvalidArgument(field, value, wanted.means)


def require_names(field: str, names: Sequence[str], kind: str, prefix: str = "") -> None:
    """Refuse no names at all, names that AWS would refuse behind their prefix, and two that have one role."""
    if not names:
        raise InvalidArgument(field, [], "at least one name")
    seen: set[str] = set()
    for index, name in enumerate(names):
        require_pattern(f"{field}[{index}]", f"{prefix}{name}", kind)
        if role_of(name) in seen:
            raise InvalidArgument(f"{field}[{index}]", name, "each name once, / and - being alike")
        seen.add(role_of(name))


def role_of(name: str) -> str:
    """Return what the resource of a name with slashes is called after its component."""
    return name.replace("/", "-")


def require_region(region: str) -> None:
    """Refuse a name that is no region, and the regions whose service names differ from those used here."""
    try:
        found = partition(region)
    except UnknownName as error:
        hint = f"did you mean {error.nearest!r}?" if error.nearest else ""
        raise InvalidArgument("region", region, "a region of AWS", hint) from error
    if found == _CHINA:
        raise InvalidArgument("region", region, "a region outside China, where services have other names")


def require_log_retention(field: str, days: int) -> None:
    """Refuse days for which CloudWatch Logs does not keep logs."""
    choices = log_retention_days()
    if days not in choices:
        longer = next((choice for choice in choices if choice > days), None)
        allowed = ", ".join(str(choice) for choice in choices)
        hint = f"{longer} is the next longer one" if longer else f"{choices[-1]} is the longest"
        raise InvalidArgument(field, days, f"one of {allowed} days", hint)


def require_disposable(args: Mapping[str, Any]) -> None:
    """Refuse `force_destroy` beside `protect`: one empties the buckets that the other keeps."""
    if args.get("protect") and args.get("force_destroy"):
        raise InvalidArgument("force_destroy", True, "only without protect", "protected data is deleted by hand")
