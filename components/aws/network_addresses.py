"""Pure arithmetic of a VPC's ranges: where its subnets lie."""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass

from accel.catalog.aws_network import limit, reserved_vpc_range
from components.contract import InvalidArgument

_SPLIT_BITS = 3
"""A VPC is cut into eight equal blocks: one for each zone, and the last one, cut in eight again, for public subnets."""
MAX_ZONES = 2**_SPLIT_BITS - 1


@dataclass(frozen=True, slots=True)
class SubnetPlan:
    """Ranges of the subnets, in the order of the zones."""

    private: tuple[str, ...]
    public: tuple[str, ...]


def plan_subnets(cidr_block: str, zones: int) -> SubnetPlan:
    """Return the ranges of a private and a public subnet in each of `zones` zones.

    A subnet's range depends on its place among the zones alone: another zone, or NAT gateways later, move no subnet.
    """
    blocks = list(ipaddress.IPv4Network(cidr_block).subnets(prefixlen_diff=_SPLIT_BITS))
    narrow = list(blocks[-1].subnets(prefixlen_diff=_SPLIT_BITS))
    return SubnetPlan(
        private=tuple(str(block) for block in blocks[:zones]),
        public=tuple(str(block) for block in narrow[:zones]),
    )


def require_vpc_range(cidr_block: str) -> None:
    """Refuse a range that AWS refuses, that is too small for the plan, or that AWS's own machines use."""
    widest, _ = limit("vpc_prefix")
    narrowest = limit("subnet_prefix")[1] - 2 * _SPLIT_BITS
    allowed = f"an IPv4 range of /{widest} to /{narrowest} such as 10.0.0.0/16"
    network = _network("cidr_block", cidr_block, allowed)
    if not widest <= network.prefixlen <= narrowest:
        raise InvalidArgument("cidr_block", cidr_block, allowed, "eight blocks are cut from it, and eight of the last")
    if network.overlaps(ipaddress.IPv4Network(reserved_vpc_range())):
        hint = "SageMaker uses that range on its machines"
        raise InvalidArgument("cidr_block", cidr_block, f"a range outside {reserved_vpc_range()}", hint)


def require_ranges(field: str, ranges: Sequence[str]) -> None:
    """Refuse what is no IPv4 range, and a range given twice, which a security group would refuse."""
    seen: set[str] = set()
    for cidr_block in ranges:
        _network(field, cidr_block, "an IPv4 range such as 10.20.0.0/16")
        if cidr_block in seen:
            raise InvalidArgument(field, cidr_block, "each range once")
        seen.add(cidr_block)


def _network(field: str, cidr_block: str, allowed: str) -> ipaddress.IPv4Network:
    try:
        network = ipaddress.IPv4Network(cidr_block)
    except ValueError as error:
        raise InvalidArgument(field, cidr_block, allowed, str(error)) from error
    if str(network) != cidr_block:
        # A bare address, or a mask in dots: AWS wants the prefix, and would report a difference for ever.
        raise InvalidArgument(field, cidr_block, allowed, f"write {network}")
    return network
