"""Data stores and keys cannot be deleted by accident."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import RECOVERY, checkov
from policies.resource_types import CRYPTO_KEYS, GCS_BUCKETS, KMS_KEYS, S3_BUCKETS
from policies.rule import PlainContext, Rule, levels

_STORES = (
    *S3_BUCKETS,
    *GCS_BUCKETS,
    *KMS_KEYS,
    *CRYPTO_KEYS,
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
    frameworks=(*checkov("CKV_GCP_82"), *RECOVERY),
    types=_STORES,
    check_resource=_check,
)
