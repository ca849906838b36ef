import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accel.catalog import tpu
from accel.catalog.names import UnknownName
from accel.catalog.rows import rows
from accel.catalog.tables import table

ALL_SLICES = [tpu.slice_of_topology(name, topology) for name in tpu.generations() for topology in tpu.topologies(name)]
slices = st.sampled_from(ALL_SLICES)
purchases = st.sampled_from(tpu.PURCHASES)


def sides(slice_: tpu.Slice) -> list[int]:
    return [int(side) for side in slice_.topology.split("x")]


def test_every_generation_of_the_guide_is_there() -> None:
    assert list(tpu.generations()) == ["v2", "v3", "v4", "v5e", "v5p", "v6e"]


@pytest.mark.parametrize(
    ("accelerator_type", "topology", "chips", "hosts"),
    [
        ("v2-8", "2x2", 4, 1),
        ("v3-2048", "32x32", 1024, 256),
        ("v4-8", "2x2x1", 4, 1),
        ("v4-32", "2x2x4", 16, 4),
        ("v5litepod-1", "1x1", 1, 1),
        ("v5litepod-4", "2x2", 4, 1),
        ("v5litepod-8", "2x4", 8, 1),
        ("v5litepod-16", "4x4", 16, 4),
        ("v5litepod-256", "16x16", 256, 64),
        ("v6e-8", "2x4", 8, 1),
        ("v6e-128", "8x16", 128, 32),
        # The table of docs.cloud.google.com/tpu/docs/v5p.
        ("v5p-8", "2x2x1", 4, 1),
        ("v5p-16", "2x2x2", 8, 2),
        ("v5p-64", "2x4x4", 32, 8),
        ("v5p-128", "4x4x4", 64, 16),
        ("v5p-256", "4x4x8", 128, 32),
        ("v5p-512", "4x8x8", 256, 64),
        ("v5p-1024", "8x8x8", 512, 128),
        ("v5p-2048", "8x8x16", 1024, 256),
        ("v5p-4096", "8x16x16", 2048, 512),
        ("v5p-8192", "16x16x16", 4096, 1024),
        ("v5p-12288", "16x16x24", 6144, 1536),
        # Defaults that XPK lists and that are not the first factorisation one would think of.
        ("v5p-1280", "4x8x20", 640, 160),
        ("v5p-4608", "12x12x16", 2304, 576),
        ("v5p-11520", "12x20x24", 5760, 1440),
    ],
)
def test_an_accelerator_type_gives_shape_chips_and_machines(
    accelerator_type: str, topology: str, chips: int, hosts: int
) -> None:
    found = tpu.slice_of_type(accelerator_type)
    assert (found.topology, found.chips, found.hosts) == (topology, chips, hosts)


@pytest.mark.parametrize("name", ["v2", "v3", "v5e", "v6e"])
@pytest.mark.parametrize("topology", ["1x2", "4x2", "8x4", "2x2x1", "32x64", "x", "", "2X4"])
def test_a_2d_shape_that_is_not_sold_is_refused(name: str, topology: str) -> None:
    with pytest.raises(UnknownName):
        tpu.slice_of_topology(name, topology)


@pytest.mark.parametrize("topology", ["1x1x1", "1x2x2", "4x4x2", "8x4x4", "4x4x6", "2x2x8", "4x4", "4x4x260"])
@pytest.mark.parametrize("name", ["v4", "v5p"])
def test_a_3d_shape_that_is_not_sold_is_refused(name: str, topology: str) -> None:
    with pytest.raises(UnknownName):
        tpu.slice_of_topology(name, topology)


def test_the_largest_shapes_are_those_of_the_documentation() -> None:
    assert max(item.chips for item in ALL_SLICES if item.generation.name == "v4") == 64 * 64
    assert max(item.chips for item in ALL_SLICES if item.generation.name == "v5p") == 96 * 64
    with pytest.raises(UnknownName):
        tpu.slice_of_topology("v5p", "16x20x28")


@given(slices)
def test_chips_are_the_product_of_the_sides(slice_: tpu.Slice) -> None:
    assert slice_.chips == math.prod(sides(slice_))


@given(slices)
def test_machines_hold_all_chips_and_no_more(slice_: tpu.Slice) -> None:
    each, rest = divmod(slice_.chips, slice_.hosts)
    assert rest == 0
    assert each in (1, 4, 8)
    assert slice_.hosts == 1 or each == slice_.generation.chips_per_host


@given(slices)
def test_a_slice_and_its_accelerator_type_are_of_one_size(slice_: tpu.Slice) -> None:
    again = tpu.slice_of_type(slice_.accelerator_type)
    assert again.generation == slice_.generation
    assert again.chips == slice_.chips
    assert sum(sides(again)) <= sum(sides(slice_))


@given(slices)
def test_an_accelerator_type_comes_back_from_the_shape_that_it_gives(slice_: tpu.Slice) -> None:
    default = tpu.slice_of_type(slice_.accelerator_type)
    assert tpu.slice_of_topology(default.generation.name, default.topology) == default
    assert tpu.slice_of_type(default.accelerator_type) == default


@given(slices)
def test_a_3d_slice_above_one_cube_is_made_of_whole_cubes_with_sorted_sides(slice_: tpu.Slice) -> None:
    lengths = sides(slice_)
    if len(lengths) == 2 or slice_.chips < 64:
        return
    assert lengths == sorted(lengths)
    assert all(length % 4 == 0 for length in lengths)
    assert slice_.chips // 64 <= slice_.generation.max_cubes


@given(slices)
def test_a_2d_slice_is_as_square_as_powers_of_two_allow(slice_: tpu.Slice) -> None:
    lengths = sides(slice_)
    if len(lengths) == 3:
        return
    first, second = lengths
    assert second in (first, 2 * first)
    assert first & (first - 1) == 0


@given(st.text(max_size=12))
def test_no_text_is_taken_for_an_accelerator_type_unless_it_is_one(text: str) -> None:
    try:
        assert tpu.slice_of_type(text).accelerator_type == text
    except UnknownName as error:
        assert error.known


def test_a_misspelt_type_is_told_the_nearest_one() -> None:
    with pytest.raises(UnknownName, match="did you mean 'v5litepod-8'"):
        tpu.slice_of_type("v5e-8")
    with pytest.raises(UnknownName, match="did you mean 'v5e'"):
        tpu.generation("V5E")


@given(slices)
def test_a_recorded_node_says_its_slice_either_way(slice_: tpu.Slice) -> None:
    config = {"type": slice_.generation.config_type, "topology": slice_.topology}
    assert tpu.slice_of_node(None, config) == slice_
    assert tpu.slice_of_node(slice_.accelerator_type, None) == tpu.slice_of_type(slice_.accelerator_type)


def test_a_recorded_node_without_a_size_is_what_the_api_makes_of_it() -> None:
    found = tpu.slice_of_node(None, None)
    assert found is not None
    assert found.accelerator_type == "v2-8"


@pytest.mark.parametrize(
    ("accelerator_type", "config"),
    [
        (object(), None),
        ("v9-8", None),
        (None, object()),
        (None, {"type": "V9", "topology": "2x2"}),
        (None, {"type": "V4", "topology": object()}),
        (None, {}),
    ],
)
def test_a_recorded_node_with_unknown_or_wrong_size_gives_none(accelerator_type: object, config: object) -> None:
    assert tpu.slice_of_node(accelerator_type, config) is None


def test_the_names_of_the_api_are_those_of_its_enumeration() -> None:
    # AcceleratorConfig.Type of docs.cloud.google.com/tpu/docs/reference/rest/v2alpha1/AcceleratorConfig.
    assert [found.config_type for found in tpu.generations().values()] == ["V2", "V3", "V4", "V5LITE_POD", "V5P", "V6E"]


@given(slices, purchases)
def test_only_single_machines_that_are_not_interruptible_can_be_stopped(slice_: tpu.Slice, purchase: str) -> None:
    expected = slice_.hosts == 1 and purchase not in ("spot", "preemptible")
    assert tpu.can_stop(slice_, purchase) is expected
    assert bool(tpu.why_it_stays_on(slice_, purchase)) is not expected


@pytest.mark.parametrize(
    ("accelerator_type", "purchase", "zonal"),
    [
        ("v5litepod-8", "on-demand", "TPUV5sLitepodServingPerProjectPerZoneForTPUAPI"),
        ("v5litepod-8", "spot", "TPUV5sPreemptibleLitepodServingPerProjectPerZoneForTPUAPI"),
        ("v5litepod-16", "spot", "TPUV5sPreemptibleLitepodPerProjectPerZoneForTPUAPI"),
        ("v5litepod-16", "preemptible", "TPUV5sPreemptibleLitepodPerProjectPerZoneForTPUAPI"),
        ("v5p-8", "on-demand", "TPUV5PPerProjectPerZoneForTPUAPI"),
        ("v6e-256", "spot", "TPUV6EPreemptiblePerProjectPerZoneForTPUAPI"),
        ("v4-8", "on-demand", None),
        ("v6e-8", "reserved", None),
    ],
)
def test_a_slice_draws_on_the_quota_of_its_generation_size_and_purchase(
    accelerator_type: str, purchase: str, zonal: str | None
) -> None:
    asked = tpu.quota(tpu.slice_of_type(accelerator_type), purchase)
    assert asked.zonal == zonal
    assert asked.amount == int(accelerator_type.rpartition("-")[2])
    assert asked.regional == (zonal and zonal.replace("PerZone", "PerRegion"))


@given(slices, purchases)
def test_interruptible_slices_never_draw_on_the_quota_of_others(slice_: tpu.Slice, purchase: str) -> None:
    asked = tpu.quota(slice_, purchase)
    if asked.zonal is not None:
        assert ("Preemptible" in asked.zonal) is (purchase in ("spot", "preemptible"))


def test_zones_depend_on_the_size_where_the_source_says_so() -> None:
    assert tpu.zones(tpu.slice_of_type("v2-8")) == ("us-central1-b", "us-central1-c")
    assert tpu.zones(tpu.slice_of_type("v2-512")) == ("us-central1-a",)
    assert "us-west4-a" in tpu.zones(tpu.slice_of_type("v5litepod-8"))
    assert tpu.zones(tpu.slice_of_type("v3-64")) == ()


def test_a_runtime_of_another_generation_is_noticed_and_an_own_image_is_not() -> None:
    v5e = tpu.slice_of_type("v5litepod-8")
    assert tpu.other_generations_runtime(v5e, "tpu-ubuntu2204-base") == "v2, v3, v4"
    assert tpu.other_generations_runtime(v5e, "v2-alpha-tpuv5-lite") is None
    assert tpu.other_generations_runtime(v5e, "tpu-vm-tf-2.17.1-pjrt") is None


def test_every_row_of_zones_and_quotas_names_a_generation() -> None:
    named = {*(row[0] for row in table("tpu_zones.csv")), *(row["generation"] for row in rows("tpu_quotas.yaml"))}
    assert named
    assert named <= set(tpu.generations())


def test_types_in_the_table_of_zones_exist() -> None:
    for generation, _, types, _, _ in table("tpu_zones.csv"):
        for name in types.split():
            assert tpu.slice_of_type(name).generation.name == generation
