import pytest
from hypothesis import given
from hypothesis import strategies as st

from accel.catalog.gcp import limit, pattern
from components.gcp.names import name_of

ACCOUNT = limit("account id characters").highest
BUCKET = limit("bucket characters").highest


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("dev", "nodes"), "dev-nodes"),
        (("Dev_2.x", "nodes"), "dev-2-x-nodes"),
        (("2dev", "nodes"), "s-2dev-nodes"),
        (("-dev-", "nodes"), "dev-nodes"),
    ],
)
def test_a_name_is_made_of_its_parts(parts: tuple[str, ...], name: str) -> None:
    assert name_of(*parts, longest=ACCOUNT) == name


def test_a_name_that_just_fits_is_left_alone() -> None:
    assert name_of("s" * 24, "nodes", longest=30) == f"{'s' * 24}-nodes"


def test_names_that_differ_only_where_they_are_cut_stay_apart() -> None:
    one, other = (name_of("a-stack-with-a-long-name-" + end, "nodes", longest=30) for end in ("staging", "prod"))
    assert one != other
    assert one[:23] == other[:23] == "a-stack-with-a-long-nam"


@given(
    parts=st.lists(st.text(alphabet="aZ9-_.é", min_size=1, max_size=40), min_size=2, max_size=3),
    longest=st.sampled_from([ACCOUNT, 40, BUCKET]),
)
def test_whatever_a_stack_is_called_the_cloud_takes_the_name(parts: list[str], longest: int) -> None:
    name = name_of("stack", *parts, longest=longest)
    assert len(name) <= longest
    assert pattern("resource").fits(name)
