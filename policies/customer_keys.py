"""Whose key of AWS KMS a resource names."""

import re
from typing import Any

from policies.properties import absent

_OF_AWS = re.compile(r"(?:^|:)alias/aws/")
"""An alias by its name or its ARN. Only AWS makes those; nobody can withdraw or restrict the keys behind them."""


def customer_key_missing(value: Any) -> str:
    """Return what stands in place of a key of one's own, as the rest of a sentence; empty where one may be named."""
    if absent(value):
        return "is not set"
    return "is an alias of a key of AWS" if isinstance(value, str) and _OF_AWS.search(value) else ""
