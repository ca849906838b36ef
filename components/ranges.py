"""Arithmetic of IPv4 ranges that every cloud shares: reading them, and which of them overlap."""

from collections.abc import Iterable, Mapping
from ipaddress import AddressValueError, IPv4Network, NetmaskValueError
from itertools import combinations

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


def range_inside(field: str, text: str, wholes: Iterable[str]) -> IPv4Network:
    """Read an IPv4 range that lies inside one of `wholes`.

    Raises:
        InvalidArgument: it is no range, or reaches outside them.
    """
    network = ipv4_range(field, text)
    around = [IPv4Network(whole) for whole in wholes]
    if not any(network.subnet_of(whole) for whole in around):
        raise InvalidArgument(field, text, f"a range inside {', '.join(str(whole) for whole in around)}")
    return network


def require_disjoint(networks: Mapping[str, IPv4Network]) -> None:
    """Refuse ranges of which two share an address; the later one of the first such pair is named."""
    for (first, one), (second, other) in combinations(networks.items(), 2):
        if one.overlaps(other):
            raise InvalidArgument(second, str(other), f"a range that does not overlap {first} ({one})")
