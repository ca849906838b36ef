"""IAM policies that AWS keeps and that grant more than anybody needs."""

import re
from functools import cache

from accel.catalog.rows import rows

_MANAGED = re.compile(r"arn:aws[a-z-]*:iam::aws:policy/(?:[\w+=,.@-]+/)*([\w+=,.@-]+)")


def administrator_policy(arn: str) -> str | None:
    """Return the name of a policy of AWS that makes an administrator; None for any other."""
    name = _name(arn)
    return name if name in _administrators() else None


def wide_policy(arn: str) -> str | None:
    """Return the name of a policy of AWS that grants all of a service, or more; None for any other."""
    name = _name(arn)
    return name if name in _administrators() or (name or "").endswith("FullAccess") else None


def _name(arn: str) -> str | None:
    found = _MANAGED.fullmatch(arn)
    return found[1] if found else None


@cache
def _administrators() -> frozenset[str]:
    return frozenset(name for row in rows("aws_managed_policies.yaml") for name in row["names"])
