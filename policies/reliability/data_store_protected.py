"""Data stores and keys cannot be deleted by accident."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import CIS_AZURE, RECOVERY, checkov, cis
from policies.properties import number
from policies.resource_types import (
    AWS_SECRETS,
    AZURE_DISKS,
    AZURE_REGISTRIES,
    CRYPTO_KEYS,
    ECR_REPOSITORIES,
    GCP_SECRETS,
    GCS_BUCKETS,
    IMAGE_REPOSITORIES,
    KEY_VAULTS,
    KMS_KEYS,
    LOG_BUCKETS,
    LOG_WORKSPACES,
    ML_WORKSPACES,
    S3_BUCKETS,
    STORAGE_ACCOUNTS,
)
from policies.rule import PlainContext, Rule, levels

_SWITCHES = {
    "aws:rds/instance:Instance": "deletionProtection",
    "aws:rds/cluster:Cluster": "deletionProtection",
    "aws:dynamodb/table:Table": "deletionProtectionEnabled",
}
"""What the cloud itself refuses to delete, and the property that says so; by default it deletes."""
_STORES = (
    *S3_BUCKETS,
    *GCS_BUCKETS,
    *KMS_KEYS,
    *CRYPTO_KEYS,
    *STORAGE_ACCOUNTS,
    *KEY_VAULTS,
    *AZURE_REGISTRIES,
    *LOG_WORKSPACES,
    *ECR_REPOSITORIES,
    *IMAGE_REPOSITORIES,
    *AWS_SECRETS,
    *GCP_SECRETS,
    *LOG_BUCKETS,
    *AZURE_DISKS,
    *ML_WORKSPACES,
    *_SWITCHES,
    "aws:ebs/volume:Volume",
    "aws:efs/fileSystem:FileSystem",
    "aws:fsx/lustreFileSystem:LustreFileSystem",
    "aws:fsx/ontapFileSystem:OntapFileSystem",
    "aws:fsx/openZfsFileSystem:OpenZfsFileSystem",
    "gcp:compute/disk:Disk",
    "gcp:compute/regionDisk:RegionDisk",
    "gcp:filestore/instance:Instance",
    "gcp:lustre/instance:Instance",
    "gcp:parallelstore/instance:Instance",
    "gcp:bigquery/dataset:Dataset",
)
_FORCE = {
    "forceDestroy": "deletes the bucket with everything in it",
    "forceDelete": "deletes the repository with all images",
    "deleteContentsOnDestroy": "deletes the dataset with all tables",
}


def _check(store: Resource, _: PlainContext) -> Iterable[str]:
    if not _holds_what_is_elsewhere(store):
        if not store.protect:
            yield "protect is off: pulumi destroy or a renamed resource deletes it"
        switch = _SWITCHES.get(store.kind)
        if switch and store.get(switch, False) is False:
            yield f"{switch} is not true: whoever may delete it does so with one call"
    # The provider's default is false.
    yield from (f"{name} {harm}" for name, harm in _FORCE.items() if store.get(name) is True)
    # The provider's default is 30 days.
    if store.kind in AWS_SECRETS and number(store.get("recoveryWindowInDays")) == 0:
        yield "recoveryWindowInDays is 0: a deleted secret does not come back"


def _holds_what_is_elsewhere(store: Resource) -> bool:
    """Say whether a store has copies of other registries alone, or is one that Google makes and keeps."""
    if store.kind in IMAGE_REPOSITORIES:
        return store.get("mode") in ("REMOTE_REPOSITORY", "VIRTUAL_REPOSITORY")
    return store.kind in LOG_BUCKETS and store.get("bucketId") in ("_Default", "_Required")


RULE = Rule(
    id="data-store-protected",
    title="Data stores and keys are protected",
    group="reliability",
    cloud="any",
    severity="high",
    levels=levels("disabled", "advisory", "mandatory"),
    why="Weights, checkpoints and logs that are gone, or whose key is gone, do not come back.",
    remediation=(
        "Set deletionProtection in the environment's profile; components then set protect and retainOnDelete. Leave "
        "forceDestroy, forceDelete and a recovery window of 0 out, and set deletionProtection of databases."
    ),
    frameworks=(*checkov("CKV_GCP_82", "CKV_AWS_293", "CKV_AWS_139"), *cis(CIS_AZURE, "10.1"), *RECOVERY),
    types=_STORES,
    check_resource=_check,
)
