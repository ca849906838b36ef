"""The picture of components and their links."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accel.planning.graph import Graph
from accel.preview.html import resources
from accel.preview.html.architecture import LOOSE, MOST_NODES, Architecture, Node, architecture
from accel.preview.html.layout import BOX_HEIGHT, BOX_WIDTH, depths, layout
from accel.preview.html.page import link_colours
from accel.preview.preview import judge_graph
from tests.policies.building import facts, resource
from tests.previews import preview_of


def test_the_picture_joins_components_to_what_they_take_from_across_clouds() -> None:
    picture = architecture(preview_of("prod"))
    links = {(picture.nodes[giver].name, picture.nodes[taker].name) for giver, taker in picture.links}
    assert ("aws-baseline-keys", "inf2") in links
    assert ("vllm-cluster", "vllm-gpus") in links
    assert ("vllm-cluster", "vllm") in links, "through the provider that was given the cluster's address"
    assert ("vllm-cluster", "inf2") not in links
    names = {node.name: node for node in picture.nodes.values()}
    assert (names["inf2"].cloud, names["train"].cloud, names["vllm"].cloud) == ("AWS", "Google Cloud", "Kubernetes")
    assert sum(node.resources for node in names.values()) == len(resources.rows(preview_of("prod")))
    assert sum(node.monthly_usd for node in names.values()) == pytest.approx(
        preview_of("prod").estimate.monthly_usd.expected
    )


def test_a_program_without_components_has_one_box_a_cloud() -> None:
    bucket, disk = resource("aws:s3/bucket:Bucket", "b"), resource("gcp:compute/disk:Disk", "d")
    picture = architecture(judge_graph(Graph([bucket, disk]), facts("dev")))
    assert [(node.name, node.cloud) for node in picture.nodes.values()] == [(LOOSE, "AWS"), (LOOSE, "Google Cloud")]


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from(["AWS", "Google Cloud", "Kubernetes"]), max_size=14),
    st.sets(st.tuples(st.integers(0, 13), st.integers(0, 13)), max_size=40),
)
def test_boxes_of_any_picture_stand_apart_within_their_band(clouds: list[str], pairs: set[tuple[int, int]]) -> None:
    nodes = {str(n): Node(f"n{n}", "Kind", cloud) for n, cloud in enumerate(clouds)}
    links = tuple((str(a), str(b)) for a, b in sorted(pairs) if a != b and max(a, b) < len(clouds))
    drawing = layout(Architecture(nodes, links, 0))
    assert len(drawing.boxes) == len(nodes)
    assert [(curve.giver, curve.taker) for curve in drawing.curves] == list(links)
    bands = {band.cloud: band for band in drawing.bands}
    for index, box in enumerate(drawing.boxes):
        band = bands[nodes[box.key].cloud]
        assert band.y <= box.y
        assert box.y + BOX_HEIGHT <= band.y + band.height
        assert 0 <= box.x <= drawing.width - BOX_WIDTH
        for other in drawing.boxes[index + 1 :]:
            assert abs(box.x - other.x) >= BOX_WIDTH or abs(box.y - other.y) >= BOX_HEIGHT


def test_who_gives_stands_left_of_who_takes_and_circles_end() -> None:
    assert depths("abc", [("a", "b"), ("b", "c"), ("a", "c")]) == {"a": 0, "b": 1, "c": 2}
    circle = depths("ab", [("a", "b"), ("b", "a")])
    assert sorted(circle.values()) == [0, 1]


def test_colours_of_links_differ_where_the_links_meet() -> None:
    picture = architecture(preview_of("prod"))
    colours = link_colours(picture)
    for taker in picture.nodes:
        met = [colours[giver] for giver, to in picture.links if to == taker]
        assert len(set(met)) == len(met)


def test_links_that_need_not_cross_do_not() -> None:
    names = [f"{side}{n}" for side in "ab" for n in range(4)]
    nodes = {name: Node(name, "Kind", "AWS") for name in names}
    links = tuple((f"a{n}", f"b{(n + 2) % 4}") for n in range(4))
    places = {box.key: box.y for box in layout(Architecture(nodes, links, 0)).boxes}
    givers, takers = sorted("0123", key=lambda n: places[f"a{n}"]), sorted("0123", key=lambda n: places[f"b{n}"])
    assert [str((int(n) + 2) % 4) for n in givers] == takers


def test_a_picture_of_too_many_components_keeps_the_most_important_ones() -> None:
    shelves = [resource("accel:index:Shelf", f"s{n}", custom=False) for n in range(MOST_NODES + 7)]
    books = [resource("aws:s3/bucket:Bucket", f"b{n}", parent=shelf.urn) for n, shelf in enumerate(shelves)]
    picture = architecture(judge_graph(Graph([*shelves, *books]), facts("dev")))
    assert (len(picture.nodes), picture.left_out) == (MOST_NODES, 7)


def test_a_picture_is_the_same_in_whatever_order_dependencies_are_told() -> None:
    givers = [resource("accel:index:Shelf", f"giver {n}", custom=False) for n in range(3)]
    keys = [resource("aws:kms/key:Key", f"k{n}", parent=giver.urn) for n, giver in enumerate(givers)]
    taker = resource("accel:index:Shelf", "taker", custom=False)
    book = resource("aws:s3/bucket:Bucket", "b", parent=taker.urn)
    orders = (tuple(key.urn for key in keys), tuple(key.urn for key in reversed(keys)))
    graphs = [Graph([*givers, *keys, taker, replace(book, property_dependencies={"all": order})]) for order in orders]
    first, second = (architecture(judge_graph(graph, facts("dev"))) for graph in graphs)
    assert len(first.links) == len(keys)
    assert first == second
    assert first.taken(taker.urn) == [giver.name for giver in givers]
