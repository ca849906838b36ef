"""Previews of the shipped stacks, each made once for all tests that only look at it."""

from functools import cache

from accel.preview.preview import Preview, preview_stack


@cache
def preview_of(stack: str, *, unknown_outputs: bool = False) -> Preview:
    """Return the preview of a stack as it is shipped; nobody may change it."""
    return preview_stack(stack, unknown_outputs=unknown_outputs)
