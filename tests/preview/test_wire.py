from hypothesis import given
from hypothesis import strategies as st

from accel.planning.graph import UNKNOWN, Secret
from accel.preview.wire import add_missing, decode, decode_struct, encode

leaves = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | st.text(max_size=8)
trees = st.recursive(
    leaves | st.just(UNKNOWN),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3) | inner.map(Secret)
    ),
    max_leaves=10,
)


@given(trees)
def test_every_value_survives_the_way_to_the_wire_and_back(tree: object) -> None:
    assert decode(encode(tree)) == tree


def test_assets_and_archives_keep_their_content_and_kind() -> None:
    asset = {"4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17", "text": "hello"}
    assert decode(encode(asset)) == {"asset": {"text": "hello"}}


def test_a_resource_reference_reads_as_its_urn() -> None:
    reference = {"4dabf18193072939515e22adb298388d": "5cf8f73096256a8f31e491e813e4eb8e", "urn": "urn:x", "id": "i"}
    assert decode(encode(reference)) == "urn:x"


def test_a_secret_in_the_form_of_the_wire_is_read_as_a_secret() -> None:
    marked = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "value": "hush"}
    assert decode(encode(marked)) == Secret("hush")


def test_what_a_cloud_adds_goes_into_objects_and_changes_nothing_that_was_asked_for() -> None:
    asked = encode({"endpoints": {"dns": {"open": True}}, "key": Secret({"id": "mine"})}).struct_value
    add_missing(
        asked, {"endpoints": {"dns": {"open": False, "name": "x"}}, "key": {"id": "other", "extra": 1}, "id": "i"}
    )
    assert decode_struct(asked) == {
        "endpoints": {"dns": {"open": True, "name": "x"}},
        "key": Secret({"id": "mine"}),
        "id": "i",
    }
