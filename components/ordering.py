"""Values that are known only when something else is there, so that whoever takes one comes after it."""

from typing import TypeVar

import pulumi

T = TypeVar("T")


def after(value: pulumi.Output[T], *needed: pulumi.CustomResource) -> pulumi.Output[T]:
    """Return a value that is known only when other resources are made: whoever takes it waits for them."""
    return pulumi.Output.all(value, *(resource.id for resource in needed)).apply(lambda known: known[0])
