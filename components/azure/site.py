"""What the children of one component share."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import pulumi


@dataclass(frozen=True, slots=True)
class Site:
    """Where the children of a component stand, and what they carry."""

    component: pulumi.ComponentResource
    resource_group_name: pulumi.Input[str]
    location: str
    tags: Mapping[str, str]
    subscription_id: str = ""

    @classmethod
    def of(cls, component: pulumi.ComponentResource, args: Mapping[str, Any]) -> Self:
        """Read it from a component's arguments."""
        return cls(
            component,
            args["resource_group_name"],
            args["location"],
            args.get("tags") or {},
            args.get("subscription_id", ""),
        )

    def options(self, *after: pulumi.Resource, keep: bool = False) -> pulumi.ResourceOptions:
        """Return the options of one child; `keep` is for what holds data."""
        return pulumi.ResourceOptions(
            parent=self.component, depends_on=list(after), protect=keep, retain_on_delete=keep
        )


def after(value: pulumi.Output[str], *needed: pulumi.CustomResource) -> pulumi.Output[str]:
    """Return a text that is known only when other resources are made, so that whoever takes it waits for them."""
    return pulumi.Output.all(value, *(resource.id for resource in needed)).apply(lambda known: str(known[0]))
