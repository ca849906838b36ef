"""Data stores and keys cannot be deleted by accident."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import CIS_AZURE, RECOVERY, checkov, cis
from policies.resource_types import (
    AZURE_REGISTRIES,
    CRYPTO_KEYS,
    GCS_BUCKETS,
    KEY_VAULTS,
    KMS_KEYS,
    LOG_WORKSPACES,
    S3_BUCKETS,
    STORAGE_ACCOUNTS,
)
from policies.rule import PlainContext, Rule, levels

_STORES = (
    *S3_BUCKETS,
    *GCS_BUCKETS,
    *KMS_KEYS,
    *CRYPTO_KEYS,
    *STORAGE_ACCOUNTS,
    *KEY_VAULTS,
    *AZURE_REGISTRIES,
    *LOG_WORKSPACES,
    "aws:efs/fileSystem:FileSystem",
    "aws:fsx/lustreFileSystem:LustreFileSystem",
    "gcp:filestore/instance:Instance",
)


def _check(store: Resource, _: PlainContext) -> Iterable[str]:
    if not store.protect:
        yield "protect is off: pulumi destroy or a renamed resource deletes it"
    # The provider's default is false.
    if store.get("forceDestroy") is True:
        yield "forceDestroy deletes the bucket with everything in it"


RULE = Rule(
    id="data-store-protected",
    title="Data stores and keys are protected",
    group="reliability",
    cloud="any",
    severity="high",
    levels=levels("disabled", "advisory", "mandatory"),
    why="Weights, checkpoints and logs that are gone, or whose key is gone, do not come back.",
    remediation=(
        "Set deletionProtection in the environment's profile; components then set protect and retainOnDelete."
    ),
    frameworks=(*checkov("CKV_GCP_82"), *cis(CIS_AZURE, "10.1"), *RECOVERY),
    types=_STORES,
    check_resource=_check,
)
