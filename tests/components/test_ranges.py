from ipaddress import IPv4Address, IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.contract import InvalidArgument
from components.ranges import ipv4_range, range_inside, require_disjoint

ADDRESSES = st.integers(0, 2**32 - 1)
NETWORKS = st.builds(
    lambda address, prefix: IPv4Network((address, prefix), strict=False), ADDRESSES, st.integers(0, 32)
)
SMALL_NETWORKS = st.builds(
    lambda last, prefix: IPv4Network((f"10.0.0.{last}", prefix), strict=False), st.integers(0, 255), st.integers(26, 32)
)


@given(NETWORKS)
def test_a_range_is_read_as_it_is_written(network: IPv4Network) -> None:
    assert ipv4_range("field", str(network)) == network


@given(st.text() | st.from_regex(r"[0-9.]{1,15}(/[0-9]{1,3})?", fullmatch=True))
def test_any_text_is_a_range_or_a_refusal_that_names_the_field(text: str) -> None:
    try:
        assert str(ipv4_range("pods_cidr", text).network_address) == text.partition("/")[0]
    except InvalidArgument as refusal:
        assert refusal.field == "pods_cidr"
        assert refusal.value == text


@given(ADDRESSES, st.integers(1, 31))
def test_bits_right_of_the_mask_are_refused_with_the_range_that_was_meant(address: int, prefix: int) -> None:
    network = IPv4Network((address, prefix), strict=False)
    if IPv4Address(address) == network.network_address:
        return
    with pytest.raises(InvalidArgument) as refusal:
        ipv4_range("field", f"{IPv4Address(address)}/{prefix}")
    assert str(network) in refusal.value.hint


@given(st.lists(SMALL_NETWORKS, min_size=2, max_size=5))
def test_ranges_are_disjoint_exactly_when_they_share_no_address(networks: list[IPv4Network]) -> None:
    addresses = [address for network in networks for address in network]
    disjoint = len(addresses) == len(set(addresses))
    try:
        require_disjoint({f"range{index}": network for index, network in enumerate(networks)})
    except InvalidArgument as refusal:
        assert not disjoint
        assert refusal.field != "range0"
    else:
        assert disjoint


@pytest.mark.parametrize("text", ["10.0.0.0/8", "10.70.0.0/16", "192.168.4.0/22"])
def test_a_range_inside_others_is_taken(text: str) -> None:
    assert range_inside("field", text, ["10.0.0.0/8", "192.168.0.0/16"]) == IPv4Network(text)


@pytest.mark.parametrize("text", ["0.0.0.0/0", "8.8.8.0/24", "192.168.0.0/15"])
def test_a_range_that_reaches_outside_is_refused(text: str) -> None:
    with pytest.raises(InvalidArgument, match=r"a range inside 10\.0\.0\.0/8"):
        range_inside("field", text, ["10.0.0.0/8", "192.168.0.0/16"])
