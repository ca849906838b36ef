"""The exact resources of every shipped stack: a renamed or forgotten one shows here, and needs an alias."""

from pathlib import Path

import pytest

from accel.planning.graph import Graph
from accel.preview.recorder import record
from blueprints.loading import read_stack_file, stack_names
from blueprints.program import run
from tests.goldens import check_golden

FOLDER = Path(__file__).parent / "goldens"


def resources(stack: str, *, unknown_outputs: bool = False) -> Graph:
    config = read_stack_file(stack).engine_config
    return record(run, stack=stack, config=config, unknown_outputs=unknown_outputs).graph


@pytest.mark.parametrize("stack", stack_names())
def test_the_resources_of_the_stack_are_those_of_the_golden_list(stack: str) -> None:
    urns = sorted(resource.urn for resource in resources(stack))
    check_golden(FOLDER / f"{stack}.txt", "".join(f"{urn}\n" for urn in urns))


@pytest.mark.parametrize("stack", stack_names())
def test_what_is_unknown_changes_no_resource_of_the_stack(stack: str) -> None:
    known, unknown = resources(stack), resources(stack, unknown_outputs=True)
    # What is unknown comes later, so the order differs.
    assert {resource.urn for resource in known} == {resource.urn for resource in unknown}
