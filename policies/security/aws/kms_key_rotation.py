"""KMS keys rotate every year."""

from collections.abc import Iterable
from typing import Any

from accel.planning.graph import Resource
from policies.frameworks import CIS_AWS, KEY_MANAGEMENT, checkov, cis
from policies.properties import differs
from policies.resource_types import KMS_KEYS
from policies.rule import MANDATORY, PlainContext, Rule


def _check(key: Resource, _: PlainContext) -> Iterable[str]:
    # Only symmetric keys rotate; absent means symmetric, for encryption. Rotation is off by default.
    symmetric = key.get("customerMasterKeySpec", "SYMMETRIC_DEFAULT") == "SYMMETRIC_DEFAULT"
    rotates = symmetric and key.get("keyUsage", "ENCRYPT_DECRYPT") == "ENCRYPT_DECRYPT"
    if rotates and differs(key.get("enableKeyRotation"), True):
        yield "enableKeyRotation is not true"


def _remediate(key: Resource, _: PlainContext) -> dict[str, Any] | None:
    # Changes in place.
    return {**key.inputs, "enableKeyRotation": True}


RULE = Rule(
    id="kms-key-rotation",
    title="KMS keys rotate",
    group="security",
    cloud="aws",
    severity="medium",
    levels=MANDATORY,
    why="A rotated key limits how much one leaked key opens; AWS keeps the old ones for decryption.",
    remediation="Set enableKeyRotation to true.",
    frameworks=(*checkov("CKV_AWS_7"), *cis(CIS_AWS, "3.6"), *KEY_MANAGEMENT),
    types=KMS_KEYS,
    check_resource=_check,
    remediate=_remediate,
)
