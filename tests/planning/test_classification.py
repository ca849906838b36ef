"""Every resource of the shipped stacks is priced, free, or paid by use: a new type must be classified."""

import pytest

from accel.planning.stack import project_root
from blueprints.loading import stack_names
from tests.previews import preview_of


@pytest.mark.parametrize("unknown_outputs", [False, True], ids=["known", "unknown"])
@pytest.mark.parametrize("stack", stack_names(project_root()))
def test_every_type_of_a_shipped_stack_is_classified(stack: str, unknown_outputs: bool) -> None:
    found = preview_of(stack, unknown_outputs=unknown_outputs).estimate
    unclassified = sorted({item.type for item in found.unpriced if item.cause == "unclassified"})
    assert not unclassified, f"classify {', '.join(unclassified)} in accel/planning/cost"


@pytest.mark.parametrize("stack", stack_names(project_root()))
def test_every_resource_of_a_shipped_stack_appears(stack: str) -> None:
    preview = preview_of(stack)
    found = preview.estimate
    named = {item.urn for items in (found.lines, found.usage_based, found.free, found.unpriced) for item in items}
    assert {resource.urn for resource in preview.graph} == named
    assert found.lines


@pytest.mark.parametrize("stack", stack_names(project_root()))
def test_shipped_stacks_have_a_price_for_everything(stack: str) -> None:
    assert [(item.urn, item.reason) for item in preview_of(stack).estimate.unpriced] == []
