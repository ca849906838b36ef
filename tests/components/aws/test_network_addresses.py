import ipaddress
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from accel.catalog.aws_network import limit, reserved_vpc_range
from components.aws.network_addresses import MAX_ZONES, SubnetPlan, plan_subnets, require_vpc_range
from components.contract import InvalidArgument

_ANY_RANGE = st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 32)).map(
    lambda drawn: ipaddress.IPv4Network(drawn, strict=False)
)


def accepted(network: ipaddress.IPv4Network) -> bool:
    try:
        require_vpc_range(str(network))
    except InvalidArgument:
        return False
    return True


VPC_RANGES = (
    st.tuples(st.integers(0, 2**32 - 1), st.integers(16, 22))
    .map(lambda drawn: ipaddress.IPv4Network(drawn, strict=False))
    .filter(accepted)
    .map(str)
)
ZONES = st.integers(2, MAX_ZONES)


def subnets(plan: SubnetPlan) -> list[ipaddress.IPv4Network]:
    return [ipaddress.IPv4Network(cidr_block) for cidr_block in (*plan.private, *plan.public)]


@given(VPC_RANGES, ZONES)
def test_subnets_lie_inside_the_vpc_and_do_not_overlap(cidr_block: str, zones: int) -> None:
    vpc, found = ipaddress.IPv4Network(cidr_block), subnets(plan_subnets(cidr_block, zones))
    assert len(found) == 2 * zones
    assert all(subnet.subnet_of(vpc) for subnet in found)
    assert all(not left.overlaps(right) for left, right in pairwise(sorted(found)))


@given(VPC_RANGES, ZONES)
def test_subnets_have_a_size_that_aws_allows_and_most_addresses_are_private(cidr_block: str, zones: int) -> None:
    widest, narrowest = limit("subnet_prefix")
    plan = plan_subnets(cidr_block, zones)
    assert all(widest <= subnet.prefixlen <= narrowest for subnet in subnets(plan))
    private = ipaddress.IPv4Network(plan.private[0])
    assert all(private.num_addresses == 8 * ipaddress.IPv4Network(item).num_addresses for item in plan.public)


@given(VPC_RANGES, st.integers(2, MAX_ZONES - 1))
def test_another_zone_moves_no_subnet(cidr_block: str, zones: int) -> None:
    before, after = plan_subnets(cidr_block, zones), plan_subnets(cidr_block, zones + 1)
    assert after.private[:-1] == before.private
    assert after.public[:-1] == before.public


@given(_ANY_RANGE)
def test_a_range_is_accepted_exactly_when_the_plan_fits_and_aws_leaves_it_free(network: ipaddress.IPv4Network) -> None:
    free = not network.overlaps(ipaddress.IPv4Network(reserved_vpc_range()))
    assert accepted(network) == (16 <= network.prefixlen <= 22 and free)


@given(st.text(max_size=20))
def test_any_text_is_accepted_or_refused_with_the_argument_named(text: str) -> None:
    try:
        require_vpc_range(text)
    except InvalidArgument as refused:
        assert refused.field == "cidr_block"
    else:
        assert str(ipaddress.IPv4Network(text)) == text


def test_a_plan_in_numbers() -> None:
    assert plan_subnets("10.0.0.0/16", 3) == SubnetPlan(
        private=("10.0.0.0/19", "10.0.32.0/19", "10.0.64.0/19"),
        public=("10.0.224.0/22", "10.0.228.0/22", "10.0.232.0/22"),
    )
