"""Security policies of AWS's load balancers: which protocols a listener speaks."""

from functools import cache

from accel.catalog.rows import tables

_FILE = "aws_tls.yaml"


def refuses_old_tls(policy: str) -> bool:
    """Say whether a security policy speaks TLS 1.2 and newer only; False for one that the catalogue does not know."""
    return policy.startswith(_prefixes())


def recommended_policy() -> str:
    """Return the security policy that AWS recommends."""
    return tables(_FILE)["recommended"][0]["name"]


@cache
def _prefixes() -> tuple[str, ...]:
    return tuple(prefix for row in tables(_FILE)["since_tls_1_2"] for prefix in row["prefixes"])
