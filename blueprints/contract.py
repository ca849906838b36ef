"""What a blueprint is given and what it gives back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal, Protocol

import pulumi
from pydantic import Field, StringConstraints

from accel.planning.stack import Settings, StackFacts, TagValue

if TYPE_CHECKING:
    from blueprints.baseline_aws import AwsBaseline
    from blueprints.baseline_azure import AzureBaseline
    from blueprints.baseline_gcp import GcpBaseline

Cloud = Literal["aws", "azure", "gcp"]
MANAGED_BY = "accelerator-blueprints"
APPROVAL = "approval"
"""The tag that `large-hardware-approved` asks for."""
LATER = "later"
"""Stands, while arguments are judged, for what is known only when the part before it is made; nobody judges that."""

BlueprintName = Annotated[str, StringConstraints(min_length=1, max_length=20, pattern=r"^[a-z]([a-z0-9-]*[a-z0-9])?$")]
"""Short: clouds allow 63 characters or fewer for a name, and stack, role and suffix are added to it."""


class BlueprintSettings(Settings):
    """Base of each blueprint's settings in a stack file."""

    name: BlueprintName = Field(description="Name of this use of the blueprint, unique in the stack.")
    approval: TagValue | None = Field(
        default=None,
        description="Who agreed to 8 accelerators or more on demand, or the ticket that says so: the tag `approval`.",
    )


@dataclass(frozen=True, slots=True)
class Place:
    """Where a stack stands: known before anything runs, so preflight notes can name it."""

    aws_region: str | None = None
    aws_account_id: str | None = None
    azure_subscription_id: str | None = None
    azure_region: str | None = None
    gcp_project: str | None = None
    gcp_region: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """Something to do or to know before `pulumi up`: a quota to ask for, a zone, a machine that stays on."""

    topic: Literal["quota", "zone", "schedule", "fit", "access", "data", "price"]
    subject: str
    """The blueprint's name."""
    message: str


@dataclass(frozen=True)
class Context:
    """What a stack hands to each of its blueprints."""

    facts: StackFacts
    place: Place
    aws: "AwsBaseline | None" = None
    azure: "AzureBaseline | None" = None
    gcp: "GcpBaseline | None" = None

    def tags(self, blueprint: str, approval: str | None = None) -> dict[str, str]:
        """Return the six tags (labels on GCP and Kubernetes) of every resource of a blueprint, and its approval."""
        return {**tags_of(self.facts, blueprint), **({APPROVAL: approval} if approval else {})}

    def options(self, parent: pulumi.Resource | None = None) -> pulumi.ResourceOptions:
        """Return the options of a top-level component: its parent, or none; providers come from the stack's own."""
        return pulumi.ResourceOptions(parent=parent)


def tags_of(facts: StackFacts, blueprint: str) -> dict[str, str]:
    """Return the six tags that every taggable resource carries; the values suit every cloud."""
    return {
        "environment": facts.environment,
        "owner": facts.owner,
        "cost-center": facts.cost_center,
        "blueprint": blueprint,
        "stack": facts.stack.lower(),
        "managed-by": MANAGED_BY,
    }


class Blueprint(Protocol):
    """The shape of a module in `blueprints/`: one deployable use case."""

    Settings: type[BlueprintSettings]
    CLOUDS: tuple[Cloud, ...]
    IDENTITIES: tuple[str, ...]
    """Service accounts of the Google Cloud baseline that it runs as."""
    check: Callable[[Any, StackFacts, Place], None]
    """Raises InvalidArgument for what a cloud would refuse. All are asked before anything is registered."""
    build: Callable[[Any, Context, pulumi.ResourceOptions], Mapping[str, pulumi.Input[Any]]]
    preflight: Callable[[Any, StackFacts, Place], list[Note]]
