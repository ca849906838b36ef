"""The landing zone on Azure alone, without a workload: what blueprints of other stacks take over."""

from collections.abc import Mapping
from typing import Any, Literal

import pulumi
from pydantic import Field

from accel.catalog.azure import resource_providers
from accel.planning.stack import StackFacts
from blueprints.contract import BlueprintSettings, Context, Note, Place

__all__ = ["CLOUDS", "IDENTITIES", "Settings", "build", "check", "preflight"]

CLOUDS = ("azure",)
IDENTITIES: tuple[str, ...] = ()
"""Service accounts of the Google Cloud baseline that it runs as."""


class Settings(BlueprintSettings):
    """Settings of `azure_baseline` in a stack file."""

    kind: Literal["azure_baseline"] = Field(
        description="The landing zone on Azure alone: network, keys, logs, registry, secrets, budget; no workload."
    )


def check(settings: Settings, facts: StackFacts, place: Place) -> None:
    """Refuse nothing: the baseline judges its own settings."""


def build(settings: Settings, context: Context, options: pulumi.ResourceOptions) -> Mapping[str, pulumi.Input[Any]]:
    """Register nothing of its own, and return what the baseline made."""
    if context.azure is None:
        raise AssertionError("a stack with this blueprint has a baseline on Azure")
    return dict(context.azure.exports)


def preflight(settings: Settings, facts: StackFacts, place: Place) -> list[Note]:
    """Return what to prepare before `pulumi up`."""
    subscription = f"subscription {place.azure_subscription_id}"
    register = f"az provider register --namespace, for each of {', '.join(resource_providers())}"
    roles = "Contributor and Role Based Access Control Administrator"
    if facts.profile.deletion_protection:
        roles += ", and User Access Administrator for the locks"
    lock = "az storage container immutability-policy lock"
    return [
        Note("access", settings.name, f"Register once in {subscription}: {register}."),
        Note("access", settings.name, f"Whoever deploys needs {roles} on {subscription}."),
        Note(
            "data",
            settings.name,
            f"The archive of the activity log is made with an unlocked retention; {lock} locks it for ever.",
        ),
        Note(
            "data",
            settings.name,
            "Names of deleted vaults stay taken until their soft delete ends: to make them anew, raise keyGeneration.",
        ),
    ]
