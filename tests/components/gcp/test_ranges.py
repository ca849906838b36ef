from ipaddress import IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.contract import InvalidArgument
from components.gcp.ranges import private_range, require_size

ADDRESSES = st.integers(0, 2**32 - 1)
NETWORKS = st.builds(
    lambda address, prefix: IPv4Network((address, prefix), strict=False), ADDRESSES, st.integers(0, 32)
)


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
