"""Nobody reads blobs without saying who they are."""

from collections.abc import Iterable
from typing import Any

from accel.planning.graph import Resource
from policies.azure import word
from policies.frameworks import CIS_AZURE, PUBLIC_DATA, checkov, cis
from policies.properties import absent, differs, put
from policies.resource_types import BLOB_CONTAINERS, STORAGE_ACCOUNTS
from policies.rule import MANDATORY, PlainContext, Rule


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    # Both defaults are closed.
    if resource.kind in BLOB_CONTAINERS:
        access = resource.get("publicAccess")
        if not absent(access) and differs(word(access), "none"):
            yield f"publicAccess is {access}"
    elif resource.get("allowBlobPublicAccess") is True:
        yield "allowBlobPublicAccess is true"


def _remediate(resource: Resource, _: PlainContext) -> dict[str, Any] | None:
    if resource.kind in BLOB_CONTAINERS:
        return put(resource.inputs, "publicAccess", "None")
    return put(resource.inputs, "allowBlobPublicAccess", False)


RULE = Rule(
    id="storage-no-public-blobs",
    title="Blobs are not public",
    group="security",
    cloud="azure",
    severity="critical",
    levels=MANDATORY,
    why="Whoever guesses the name of a public container has the weights and the data, and nobody sees it.",
    remediation="Set allowBlobPublicAccess to false and publicAccess of containers to None.",
    frameworks=(
        *checkov("CKV_AZURE_190", "CKV_AZURE_34", "CKV2_AZURE_47"),
        *cis(CIS_AZURE, "3.7", "5.1.3"),
        *PUBLIC_DATA,
    ),
    types=(*STORAGE_ACCOUNTS, *BLOB_CONTAINERS),
    check_resource=_check,
    remediate=_remediate,
)
