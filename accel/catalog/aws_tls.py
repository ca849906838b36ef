"""Security policies of AWS's load balancers: which protocols a listener speaks."""

from functools import cache

from accel.catalog.rows import rows

_FILE = "aws_tls.yaml"


def refuses_old_tls(policy: str) -> bool:
    """Say whether a security policy speaks TLS 1.2 and newer only; False for one that the catalogue does not know."""
    return policy.startswith(_prefixes())


@cache
def recommended_policy() -> str:
    """Return the security policy that AWS recommends."""
    return next(row["name"] for row in rows(_FILE) if row["table"] == "recommended")


@cache
def _prefixes() -> tuple[str, ...]:
    return tuple(prefix for row in rows(_FILE) if row["table"] == "since_tls_1_2" for prefix in row["prefixes"])
