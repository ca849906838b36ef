"""KMS keys rotate every year."""

from collections.abc import Iterable
from typing import Any

from accel.planning.graph import Resource
from policies.frameworks import CIS_AWS, KEY_MANAGEMENT, checkov, cis
from policies.properties import differs, number
from policies.resource_types import KMS_KEYS
from policies.rule import MANDATORY, PlainContext, Rule

_LONGEST_DAYS = 365
"""A year, which is also what AWS takes when nobody says how long."""


def _check(key: Resource, _: PlainContext) -> Iterable[str]:
    # Only symmetric keys rotate; absent means symmetric, for encryption. Rotation is off by default.
    symmetric = key.get("customerMasterKeySpec", "SYMMETRIC_DEFAULT") == "SYMMETRIC_DEFAULT"
    rotates = symmetric and key.get("keyUsage", "ENCRYPT_DECRYPT") == "ENCRYPT_DECRYPT"
    if not rotates:
        return
    if differs(key.get("enableKeyRotation"), True):
        yield "enableKeyRotation is not true"
    if _is_too_long(key):
        yield f"rotationPeriodInDays is more than {_LONGEST_DAYS}"


def _is_too_long(key: Resource) -> bool:
    period = number(key.get("rotationPeriodInDays"))
    return period is not None and period > _LONGEST_DAYS


def _remediate(key: Resource, _: PlainContext) -> dict[str, Any] | None:
    # Changes in place.
    switch = {"enableKeyRotation": True} if differs(key.get("enableKeyRotation"), True) else {}
    return {**key.inputs, **switch, **({"rotationPeriodInDays": _LONGEST_DAYS} if _is_too_long(key) else {})}


RULE = Rule(
    id="kms-key-rotation",
    title="KMS keys rotate every year",
    group="security",
    cloud="aws",
    severity="medium",
    levels=MANDATORY,
    why="A rotated key limits how much one leaked key opens; AWS keeps the old ones for decryption.",
    remediation="Set enableKeyRotation to true, and rotationPeriodInDays to no more than 365 or not at all.",
    frameworks=(*checkov("CKV_AWS_7"), *cis(CIS_AWS, "3.6"), *KEY_MANAGEMENT),
    types=KMS_KEYS,
    check_resource=_check,
    remediate=_remediate,
)
