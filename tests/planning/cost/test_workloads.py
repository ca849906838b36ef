import pytest

from accel.planning.cost.workloads import demand_on, workloads_of_pools
from accel.planning.graph import UNKNOWN, Graph, Resource
from tests.planning.cost.stacks import pod_autoscaler, pool, scale, server

ZERO_TO_TEN = {"autoscaling": {"totalMinNodeCount": 0, "totalMaxNodeCount": 10}}
POOL = pool(**ZERO_TO_TEN)


def nodes(pool_: Resource, *others: Resource, load: float = 0.0) -> float | None:
    """Return how many nodes the pods fill while they run; None where none is known to run there."""
    found = workloads_of_pools(Graph([pool_, *others]))
    return demand_on(pool_, found[pool_.urn], load).nodes if pool_.urn in found else None


@pytest.mark.parametrize(
    ("pods", "expected"),
    [
        ((server(3),), 3),
        ((server(None),), 1),
        ((server(None), pod_autoscaler(2, 10)), 2),
        ((server(3, gpus=2),), 6),
        ((server(0),), 0),
        ((server(0), scale(1, "0 8 * * 1-5"), scale(0, "0 19 * * 1-5")), 1),
    ],
)
def test_pods_fill_nodes(pods: tuple[Resource, ...], expected: float) -> None:
    assert nodes(POOL, *pods) == expected


def test_load_moves_the_pods_between_their_bounds() -> None:
    assert nodes(POOL, server(None), pod_autoscaler(2, 10), load=0.5) == 6


def test_pods_share_a_node_with_several_accelerators() -> None:
    big = pool("g2-standard-48", config={"guestAccelerators": [{"type": "nvidia-l4", "count": 4}]}, **ZERO_TO_TEN)
    assert nodes(big, server(8)) == 2
    assert nodes(big, server(1)) == 1


def test_pods_share_an_accelerator_in_time() -> None:
    shared = {"type": "nvidia-l4", "count": 1, "gpuSharingConfig": {"maxSharedClientsPerGpu": 4}}
    assert nodes(pool(config={"guestAccelerators": [shared]}, **ZERO_TO_TEN), server(8)) == 2


def test_pods_that_ask_for_spot_run_on_spot() -> None:
    spot = {"cloud.google.com/gke-accelerator": "nvidia-l4", "cloud.google.com/gke-spot": "true"}
    assert nodes(POOL, server(selector=spot)) is None
    assert nodes(pool(config={"spot": True}, **ZERO_TO_TEN), server(selector=spot)) == 1


@pytest.mark.parametrize(
    "pods",
    [server(UNKNOWN), server(gpus=0), server(selector={"cloud.google.com/gke-accelerator": "nvidia-h100-80gb"})],
    ids=["unknown replicas", "no accelerator", "another accelerator"],
)
def test_nothing_is_said_of_pods_that_may_run_elsewhere(pods: Resource) -> None:
    assert nodes(POOL, pods) is None
