"""Address ranges as Google Cloud takes them: which are private, and how large each may be."""

from ipaddress import IPv4Network

from accel.catalog.gcp import address_ranges, limit
from components.contract import InvalidArgument
from components.ranges import range_inside


def private_range(field: str, text: str) -> IPv4Network:
    """Read an IPv4 range inside those that no one on the internet has.

    Raises:
        InvalidArgument: it is no range, or reaches outside the private ones.
    """
    return range_inside(field, text, [whole for kind in ("private", "shared") for whole in address_ranges(kind)])


def require_size(field: str, network: IPv4Network, kind: str) -> None:
    """Refuse a range larger or smaller than what GKE takes: `subnet`, `pods`, `services` or `control plane`."""
    bounds = limit(f"{kind} range prefix")
    if not bounds.lowest <= network.prefixlen <= bounds.highest:
        allowed = f"/{bounds.lowest} to /{bounds.highest}" if bounds.lowest != bounds.highest else f"a /{bounds.lowest}"
        raise InvalidArgument(field, str(network), allowed)
