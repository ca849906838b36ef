"""Cloud KMS keys rotate within 90 days."""

from collections.abc import Iterable

from pydantic import Field

from accel.planning.graph import Resource
from policies.frameworks import CIS_GCP, KEY_MANAGEMENT, checkov, cis
from policies.properties import absent, number
from policies.resource_types import CRYPTO_KEYS
from policies.rule import MANDATORY, Rule, RuleContext, RuleSettings, everywhere

_SECONDS_PER_DAY = 86_400


class RotationSettings(RuleSettings):
    """How old a key may get."""

    max_days: int = Field(default=90, ge=1, le=365, description="Longest rotation period in days.")


def _check(key: Resource, context: RuleContext[RotationSettings]) -> Iterable[str]:
    purpose, period = key.get("purpose", "ENCRYPT_DECRYPT"), key.get("rotationPeriod")
    # Keys for signing do not rotate by themselves. Absent means no rotation.
    if purpose != "ENCRYPT_DECRYPT":
        return
    if absent(period):
        yield "rotationPeriod is not set"
        return
    # Durations look like 7776000s.
    seconds = number(period.removesuffix("s")) if isinstance(period, str) else None
    if seconds is not None and seconds > context.settings.max_days * _SECONDS_PER_DAY:
        yield f"rotationPeriod is {seconds / _SECONDS_PER_DAY:g} days, more than {context.settings.max_days}"


RULE = Rule(
    id="crypto-key-rotation",
    title="Cloud KMS keys rotate within 90 days",
    group="security",
    cloud="gcp",
    severity="medium",
    levels=MANDATORY,
    why="A rotated key limits how much one leaked key opens; earlier versions stay for decryption.",
    remediation="Set rotationPeriod to 7776000s or less.",
    frameworks=(*checkov("CKV_GCP_43"), *cis(CIS_GCP, "1.10"), *KEY_MANAGEMENT),
    types=CRYPTO_KEYS,
    settings=everywhere(RotationSettings()),
    check_resource=_check,
)
