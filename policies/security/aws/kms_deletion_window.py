"""A key that somebody deletes can be had back for long enough to notice."""

from collections.abc import Iterable

from pydantic import Field

from accel.planning.graph import Resource
from policies.frameworks import KEY_MANAGEMENT, RECOVERY
from policies.properties import number
from policies.resource_types import KMS_KEYS
from policies.rule import MANDATORY, PerEnvironment, Rule, RuleContext, RuleSettings

_DEFAULT_DAYS = 30


class DeletionWindowSettings(RuleSettings):
    """What may be set under `policies.kms-deletion-window`."""

    minimum_days: int = Field(ge=7, le=30, description="Fewest days between the order to delete a key and its end.")


def _check(key: Resource, context: RuleContext[DeletionWindowSettings]) -> Iterable[str]:
    days = number(key.get("deletionWindowInDays", _DEFAULT_DAYS))
    wanted = context.settings.minimum_days
    if days is not None and days < wanted:
        yield f"deletionWindowInDays is {days:g}, less than {wanted}"


RULE = Rule(
    id="kms-deletion-window",
    title="Keys wait long enough before they are deleted",
    group="security",
    cloud="aws",
    severity="medium",
    levels=MANDATORY,
    why="With the key goes everything that it encrypts. The wait is all the time there is to notice a mistake.",
    remediation="Leave deletionWindowInDays out, which means 30, or set it to the minimum or more.",
    frameworks=(*KEY_MANAGEMENT, *RECOVERY),
    types=(
        *KMS_KEYS,
        "aws:kms/replicaKey:ReplicaKey",
        "aws:kms/externalKey:ExternalKey",
        "aws:kms/replicaExternalKey:ReplicaExternalKey",
    ),
    settings=PerEnvironment(
        dev=DeletionWindowSettings(minimum_days=7),
        staging=DeletionWindowSettings(minimum_days=14),
        prod=DeletionWindowSettings(minimum_days=30),
    ),
    check_resource=_check,
)
