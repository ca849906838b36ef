"""Address ranges: which of them mean the whole internet, or so much of it that it makes no difference."""

import ipaddress
from functools import lru_cache
from typing import Any

_WIDEST_PRIVATE_V4 = 8
"""10.0.0.0/8 is the widest range of private addresses (RFC 1918): a wider one holds public ones."""
_WIDEST_PRIVATE_V6 = 7
"""fc00::/7 holds all unique local addresses (RFC 4193)."""


_WORLD = ("*", "any", "internet")
"""What Azure calls every address."""


def is_world(value: Any) -> bool:
    """Say whether a range is certainly open to the internet at large: 0.0.0.0/0, ::/0, or halves of them."""
    return isinstance(value, str) and _is_world(value)


@lru_cache(maxsize=4096)
def _is_world(text: str) -> bool:
    try:
        network = ipaddress.ip_network(text.strip(), strict=False)
    except ValueError:
        return text.strip().casefold() in _WORLD
    widest = _WIDEST_PRIVATE_V4 if network.version == 4 else _WIDEST_PRIVATE_V6  # noqa: PLR2004 - the version of IP
    return network.prefixlen < widest
