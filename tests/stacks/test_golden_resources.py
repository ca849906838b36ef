"""The exact resources of every shipped stack: a renamed or forgotten one shows here, and needs an alias."""

from pathlib import Path

import pytest

from blueprints.loading import stack_names
from tests.goldens import check_golden
from tests.previews import preview_of

FOLDER = Path(__file__).parent / "goldens"


@pytest.mark.parametrize("stack", stack_names())
def test_the_resources_of_the_stack_are_those_of_the_golden_list(stack: str) -> None:
    urns = sorted(resource.urn for resource in preview_of(stack).graph)
    check_golden(FOLDER / f"{stack}.txt", "".join(f"{urn}\n" for urn in urns))


@pytest.mark.parametrize("stack", stack_names())
def test_what_is_unknown_changes_no_resource_of_the_stack(stack: str) -> None:
    known, unknown = preview_of(stack).graph, preview_of(stack, unknown_outputs=True).graph
    # What is unknown comes later, so the order differs.
    assert {resource.urn for resource in known} == {resource.urn for resource in unknown}
