"""Arithmetic of address ranges: sizes, overlaps, and which of them are private."""

from collections.abc import Mapping
from ipaddress import AddressValueError, IPv4Network, NetmaskValueError
from itertools import combinations

from accel.catalog.gcp import address_ranges, limit
from components.contract import InvalidArgument


def ipv4_range(field: str, text: str) -> IPv4Network:
    """Read an IPv4 range such as `10.0.0.0/20`.

    Raises:
        InvalidArgument: it is no range, or has bits set right of its mask.
    """
    if "/" not in text:
        raise InvalidArgument(field, text, "an IPv4 range such as 10.0.0.0/20")
    try:
        return IPv4Network(text)
    except (AddressValueError, NetmaskValueError):
        raise InvalidArgument(field, text, "an IPv4 range such as 10.0.0.0/20") from None
    except ValueError:
        whole = IPv4Network(text, strict=False)
        raise InvalidArgument(
            field, text, "a range that begins where its mask does", f"did you mean {whole}?"
        ) from None


def private_range(field: str, text: str) -> IPv4Network:
    """Read an IPv4 range inside those that no one on the internet has.

    Raises:
        InvalidArgument: it is no range, or reaches outside the private ones.
    """
    network = ipv4_range(field, text)
    private = [IPv4Network(whole) for kind in ("private", "shared") for whole in address_ranges(kind)]
    if not any(network.subnet_of(whole) for whole in private):
        raise InvalidArgument(field, text, f"a range inside {', '.join(str(whole) for whole in private)}")
    return network


def require_size(field: str, network: IPv4Network, kind: str) -> None:
    """Refuse a range larger or smaller than what GKE takes: `subnet`, `pods`, `services` or `control plane`."""
    bounds = limit(f"{kind} range prefix")
    if not bounds.lowest <= network.prefixlen <= bounds.highest:
        allowed = f"/{bounds.lowest} to /{bounds.highest}" if bounds.lowest != bounds.highest else f"a /{bounds.lowest}"
        raise InvalidArgument(field, str(network), allowed)


def require_disjoint(networks: Mapping[str, IPv4Network]) -> None:
    """Refuse ranges of which two share an address; the later one of the first such pair is named."""
    for (first, one), (second, other) in combinations(networks.items(), 2):
        if one.overlaps(other):
            raise InvalidArgument(second, str(other), f"a range that does not overlap {first} ({one})")
