"""A key that somebody destroys can be brought back for a while."""

from collections.abc import Iterable

from pydantic import Field

from accel.planning.graph import Resource
from policies.frameworks import KEY_MANAGEMENT, RECOVERY, checkov
from policies.properties import number
from policies.resource_types import CRYPTO_KEYS
from policies.rule import MANDATORY_OUTSIDE_DEV, Rule, RuleContext, RuleSettings, everywhere

_DAY = 24 * 60 * 60


class DestructionDelaySettings(RuleSettings):
    """How long a destroyed key can be brought back."""

    min_days: int = Field(default=7, ge=1, le=120, description="Fewest days between the order and the destruction.")


def _check(key: Resource, context: RuleContext[DestructionDelaySettings]) -> Iterable[str]:
    # Absent means 30 days. Durations look like 2592000s.
    given = key.get("destroyScheduledDuration")
    seconds = number(given.removesuffix("s")) if isinstance(given, str) else None
    if seconds is not None and seconds < context.settings.min_days * _DAY:
        yield f"destroyScheduledDuration is {given}, less than {context.settings.min_days} days"


RULE = Rule(
    id="crypto-key-destruction-delay",
    title="A destroyed key can be brought back for days",
    group="security",
    cloud="gcp",
    severity="high",
    levels=MANDATORY_OUTSIDE_DEV,
    why="With the key goes everything that it encrypts: weights, checkpoints, disks and logs.",
    remediation="Leave destroyScheduledDuration out (30 days), or set it when the key is created.",
    frameworks=(*checkov("CKV_GCP_82"), *KEY_MANAGEMENT, *RECOVERY),
    types=CRYPTO_KEYS,
    settings=everywhere(DestructionDelaySettings()),
    check_resource=_check,
)
