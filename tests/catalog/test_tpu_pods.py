import pytest

from accel.catalog import tpu
from accel.catalog.accelerators import accelerator
from accel.catalog.names import UnknownName
from accel.catalog.tpu_pods import pod, pods


@pytest.mark.parametrize(
    ("name", "chips"),
    # cloud.google.com/tpu/docs, "TPU Pod size" of each generation.
    [("v2", 256), ("v3", 1024), ("v4", 4096), ("v5e", 256), ("v5p", 8960), ("v6e", 256), ("tpu-7x", 9216)],
)
def test_a_pod_has_the_chips_that_its_sides_give(name: str, chips: int) -> None:
    assert pod(name).chips == chips


@pytest.mark.parametrize(
    ("name", "exaflops"),
    # The guide's section 2 for v5p; Google's pages for v3 (126 PFLOPS), v5e (50.63) and v6e (234.9).
    [("v5p", 4.1), ("v3", 0.126), ("v5e", 0.05063), ("v6e", 0.2349)],
)
def test_a_pod_computes_what_its_chips_do(name: str, exaflops: float) -> None:
    computed = pod(name).bf16_exaflops
    assert computed == pytest.approx(exaflops, rel=0.01)
    assert computed == pytest.approx(pod(name).chips * (accelerator(f"tpu-{name}").bf16_tflops or 0) * 1e12 / 1e18)


def test_boards_have_four_chips() -> None:
    assert {entry.board_chips for entry in pods().values()} == {4}
    assert pod("v5p").boards == 2240


def test_memory_of_a_pod_is_that_of_its_chips() -> None:
    assert pod("v5p").memory_gib == 8960 * 95


@pytest.mark.parametrize("name", list(tpu.generations()))
def test_no_slice_is_larger_than_its_pod(name: str) -> None:
    largest = max(tpu.slice_of_topology(name, topology).chips for topology in tpu.topologies(name))
    assert largest <= pod(name).chips


def test_an_unknown_generation_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(UnknownName, match="did you mean 'tpu-v5p'"):
        pod("v5pp")
