"""Issuers of OpenID Connect tokens that strangers share with us, and the claims that tell their tokens from ours."""

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import cache

from accel.catalog.rows import rows

_PROVIDER = "oidc-provider/"


def issuer_of(principal: str) -> str:
    """Return the issuer that a federated principal of a trust policy means: the end of its ARN, or its own name."""
    return principal.partition(_PROVIDER)[2] or principal


@cache
def narrowing_claims(issuer: str) -> Mapping[str, re.Pattern[str]]:
    """Return, by claim, the form of a value that only our tokens have; empty for an issuer that is not shared."""
    found = (row for row in rows("oidc_issuers.yaml") if fnmatchcase(issuer.lower(), row["issuer"]))
    row = next(found, None)
    return {claim: re.compile(form) for claim, form in row["narrows"].items()} if row else {}
