"""What the parts of one network share."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi


@dataclass(frozen=True, slots=True)
class Site:
    """The network that a part belongs to."""

    component: pulumi.ComponentResource
    name: str
    account_id: str
    region: str
    partition: str
    zones: tuple[str, ...]
    tags: Mapping[str, str]

    def options(self, *after: pulumi.Resource) -> pulumi.ResourceOptions:
        """Return the options of one part."""
        return pulumi.ResourceOptions(parent=self.component, depends_on=list(after))

    def tagged(self, role: str) -> dict[str, str]:
        """Return the tags of one part, with the name that consoles show."""
        return {**self.tags, "Name": f"{self.name}-{role}"}
