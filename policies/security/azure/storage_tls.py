"""Storage accounts speak TLS 1.2 or newer, and nothing else."""

from collections.abc import Iterable
from typing import Any

from accel.planning.graph import Resource
from policies.frameworks import CIS_AZURE, ENCRYPTION_IN_TRANSIT, checkov, cis
from policies.properties import differs
from policies.resource_types import STORAGE_ACCOUNTS
from policies.rule import MANDATORY, PlainContext, Rule

_VERSIONS = ("TLS1_2", "TLS1_3")


def _check(account: Resource, _: PlainContext) -> Iterable[str]:
    # Azure reads an absent version as TLS 1.0; an absent switch of HTTPS is on.
    if differs(account.get("minimumTlsVersion"), *_VERSIONS):
        yield "minimumTlsVersion is older than TLS1_2"
    if account.get("enableHttpsTrafficOnly") is False:
        yield "enableHttpsTrafficOnly is false"


def _remediate(account: Resource, _: PlainContext) -> dict[str, Any] | None:
    # NFS knows no encryption: Azure refuses both together. Everything else changes in place.
    if account.get("enableNfsV3", False) is not False:
        return None
    old = differs(account.get("minimumTlsVersion"), *_VERSIONS)
    version = _VERSIONS[0] if old else account.inputs["minimumTlsVersion"]
    return {**account.inputs, "minimumTlsVersion": version, "enableHttpsTrafficOnly": True}


RULE = Rule(
    id="storage-tls",
    title="Storage accounts want TLS 1.2",
    group="security",
    cloud="azure",
    severity="high",
    levels=MANDATORY,
    why="TLS 1.0 and 1.1 are broken, and plain HTTP shows tokens and weights to everybody on the way.",
    remediation="Set minimumTlsVersion to TLS1_2 and enableHttpsTrafficOnly to true.",
    frameworks=(
        *checkov("CKV_AZURE_44", "CKV_AZURE_3"),
        *cis(CIS_AZURE, "3.1", "3.15"),
        *ENCRYPTION_IN_TRANSIT,
    ),
    types=STORAGE_ACCOUNTS,
    check_resource=_check,
    remediate=_remediate,
)
