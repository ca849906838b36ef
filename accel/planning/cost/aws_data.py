"""Data on AWS: buckets, keys, secrets, images."""

from collections.abc import Iterator

from accel.planning.cost.context import CostContext, parts
from accel.planning.cost.items import Item
from accel.planning.cost.lines import by_use, service_line
from accel.planning.cost.registry import Pricer
from accel.planning.graph import Resource

_KEYS = (
    "aws:kms/externalKey:ExternalKey",
    "aws:kms/key:Key",
    "aws:kms/replicaExternalKey:ReplicaExternalKey",
    "aws:kms/replicaKey:ReplicaKey",
)
"""A replica costs what a key costs, and so does one whose material comes from elsewhere."""
_BUCKETS = ("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2")
FREE = (
    "aws:ecr/lifecyclePolicy:LifecyclePolicy",
    "aws:ecr/registryPolicy:RegistryPolicy",
    "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration",
    "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate",
    "aws:ecr/repositoryPolicy:RepositoryPolicy",
    "aws:kms/alias:Alias",
    "aws:kms/grant:Grant",
    "aws:kms/keyPolicy:KeyPolicy",
    # Settings of a bucket; what lies in it is the bucket's own.
    *(
        f"aws:s3/bucket{setting}:Bucket{setting}"
        for name in (
            "AccelerateConfiguration",
            "Acl",
            "CorsConfiguration",
            "IntelligentTieringConfiguration",
            "LifecycleConfiguration",
            "Logging",
            "Metric",
            "Notification",
            "ObjectLockConfiguration",
            "OwnershipControls",
            "Policy",
            "PublicAccessBlock",
            "ServerSideEncryptionConfiguration",
            "Versioning",
        )
        for setting in (name, f"{name}V2")
    ),
    "aws:secretsmanager/secretPolicy:SecretPolicy",
    # What rotates it is paid for as a function.
    "aws:secretsmanager/secretRotation:SecretRotation",
    "aws:secretsmanager/secretVersion:SecretVersion",
)


def _bucket(resource: Resource, context: CostContext) -> Iterator[Item]:
    yield from parts(
        resource,
        by_use(resource, context, "s3_standard_storage", "S3 Standard, storage", "for what is stored"),
        by_use(resource, context, "s3_put_requests", "S3 Standard, writes and lists", "for what clients call"),
        by_use(resource, context, "s3_get_requests", "S3 Standard, reads", "for what clients call"),
    )


def _bucket_object(resource: Resource, context: CostContext) -> Iterator[Item]:
    yield from by_use(resource, context, "s3_standard_storage", "S3 Standard, storage", "for its size")


def _key(resource: Resource, context: CostContext) -> Iterator[Item]:
    yield from service_line(resource, context, "kms_key", "KMS key")
    yield from by_use(resource, context, "kms_requests", "KMS, requests", "for what services and clients call")


def _secret(resource: Resource, context: CostContext) -> Iterator[Item]:
    yield from service_line(resource, context, "secretsmanager_secret", "secret")
    yield from by_use(
        resource, context, "secretsmanager_requests", "Secrets Manager, requests", "for what clients call"
    )


def _repository(resource: Resource, context: CostContext) -> Iterator[Item]:
    yield from by_use(resource, context, "ecr_storage", "ECR, images", "for what is stored")


PRICERS: dict[str, Pricer] = {
    **dict.fromkeys(_BUCKETS, _bucket),
    "aws:s3/bucketObject:BucketObject": _bucket_object,
    "aws:s3/bucketObjectv2:BucketObjectv2": _bucket_object,
    **dict.fromkeys(_KEYS, _key),
    "aws:secretsmanager/secret:Secret": _secret,
    "aws:ecr/repository:Repository": _repository,
}
