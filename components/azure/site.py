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
    keep: bool = False
    """Whether what holds data outlives the stack."""

    @classmethod
    def of(cls, component: pulumi.ComponentResource, args: Mapping[str, Any]) -> Self:
        """Read it from a component's arguments."""
        return cls(
            component,
            args["resource_group_name"],
            args["location"],
            args.get("tags") or {},
            args.get("subscription_id", ""),
            args.get("protect", False),
        )

    def options(self, *after: pulumi.Resource, holds_data: bool = False) -> pulumi.ResourceOptions:
        """Return the options of one child."""
        keep = holds_data and self.keep
        return pulumi.ResourceOptions(
            parent=self.component, depends_on=list(after), protect=keep, retain_on_delete=keep
        )
