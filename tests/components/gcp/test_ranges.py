from ipaddress import IPv4Address, IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.contract import InvalidArgument
from components.gcp.ranges import ipv4_range, private_range, require_disjoint, require_size

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


@given(NETWORKS)
def test_a_private_range_has_no_address_that_the_internet_has(network: IPv4Network) -> None:
    try:
        private_range("field", str(network))
    except InvalidArgument:
        assert not any(network.subnet_of(IPv4Network(whole)) for whole in ("10.0.0.0/8", "192.168.0.0/16"))
    else:
        assert not network.is_global
        assert not any(end.is_global for end in (network.network_address, network.broadcast_address))


@pytest.mark.parametrize("text", ["10.0.0.0/8", "172.16.0.0/12", "192.168.4.0/22", "100.64.0.0/10"])
def test_private_and_shared_addresses_are_private(text: str) -> None:
    assert private_range("field", text) == IPv4Network(text)


@pytest.mark.parametrize("text", ["0.0.0.0/0", "8.8.8.0/24", "172.0.0.0/11", "169.254.0.0/16", "127.0.0.0/8"])
def test_what_others_have_is_not_private(text: str) -> None:
    with pytest.raises(InvalidArgument, match="a range inside"):
        private_range("field", text)


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


@given(st.integers(0, 32))
@pytest.mark.parametrize(
    ("kind", "largest", "smallest"),
    [("subnet", 8, 29), ("pods", 11, 21), ("services", 16, 27), ("control plane", 28, 28)],
)
def test_sizes_are_those_that_gke_takes(kind: str, largest: int, smallest: int, prefix: int) -> None:
    network = IPv4Network(("10.0.0.0", prefix), strict=False)
    if largest <= prefix <= smallest:
        require_size("field", network, kind)
    else:
        with pytest.raises(InvalidArgument, match="field"):
            require_size("field", network, kind)
