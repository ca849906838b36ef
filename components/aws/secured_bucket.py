"""An S3 bucket with all that every bucket of ours has; the parts of one component, not a component of its own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.aws.policy_documents import Statement, only_over_tls, rendered
from components.ordering import after


@dataclass(frozen=True, slots=True)
class SecuredBucket:
    """A bucket, and what must be in place before anybody may write to it."""

    bucket: aws.s3.Bucket
    settings: tuple[pulumi.CustomResource, ...]

    def once_secured(self, value: pulumi.Output[str]) -> pulumi.Output[str]:
        """Return a value that is known when the settings are in place."""
        return after(value, *self.settings)


@dataclass(frozen=True, slots=True)
class Owner:
    """The component whose buckets these are, and what holds for all of them."""

    component: pulumi.ComponentResource
    tags: Mapping[str, str]
    protect: bool
    """Protect the bucket, and keep it and its settings when the component goes."""
    force_destroy: bool
    """Delete a bucket together with what is in it."""

    def options(self, *after: pulumi.Resource, protect: bool = False) -> pulumi.ResourceOptions:
        """Return the options of one part; a retained bucket keeps its settings, or it would lie there bare."""
        return pulumi.ResourceOptions(
            parent=self.component, depends_on=list(after), protect=protect, retain_on_delete=self.protect
        )


def secured_bucket(
    name: str,
    owner: Owner,
    *,
    lifecycle: Sequence[aws.s3.BucketLifecycleConfigurationRuleArgsDict],
    statements: Callable[[aws.s3.Bucket], Sequence[Statement]],
    key_arn: pulumi.Input[str] | None,
    bucket_key: bool = True,
    object_lock: bool = False,
) -> SecuredBucket:
    """Create a private, versioned, encrypted bucket that refuses plain HTTP.

    Args:
        name: name of the bucket's resource; its settings add their own to it.
        owner: the component it belongs to.
        lifecycle: when objects and their old versions go.
        statements: what the bucket's policy says beside the refusal of plain HTTP.
        key_arn: KMS key of new objects; None leaves them to a key of S3, which targets of access logs need.
        bucket_key: derive one key of the bucket for a while instead of asking KMS for each object.
        object_lock: allow retention; AWS takes it at creation.
    """
    bucket = aws.s3.Bucket(
        name,
        force_destroy=owner.force_destroy,
        object_lock_enabled=True if object_lock else None,
        tags={**owner.tags, "Name": name},
        opts=owner.options(protect=owner.protect),
    )
    ownership = aws.s3.BucketOwnershipControls(
        f"{name}-ownership",
        bucket=bucket.id,
        rule={"object_ownership": "BucketOwnerEnforced"},
        opts=owner.options(),
    )
    private = aws.s3.BucketPublicAccessBlock(
        f"{name}-private",
        bucket=bucket.id,
        block_public_acls=True,
        block_public_policy=True,
        ignore_public_acls=True,
        restrict_public_buckets=True,
        opts=owner.options(),
    )
    versioning = aws.s3.BucketVersioning(
        f"{name}-versioning",
        bucket=bucket.id,
        versioning_configuration={"status": "Enabled"},
        opts=owner.options(),
    )
    encryption = aws.s3.BucketServerSideEncryptionConfiguration(
        f"{name}-encryption",
        bucket=bucket.id,
        rules=[_encryption(key_arn, bucket_key)],
        opts=owner.options(),
    )
    everything = [bucket.arn, pulumi.Output.concat(bucket.arn, "/*")]
    # S3 judges a policy by the public access block that is there when the policy arrives.
    policy = aws.s3.BucketPolicy(
        f"{name}-policy",
        bucket=bucket.id,
        policy=rendered([only_over_tls("s3:*", everything), *statements(bucket)]),
        opts=owner.options(private, ownership),
    )
    aws.s3.BucketLifecycleConfiguration(
        f"{name}-lifecycle",
        bucket=bucket.id,
        rules=list(lifecycle),
        # Rules about old versions mean something only where versions are kept.
        opts=owner.options(versioning),
    )
    return SecuredBucket(bucket, (ownership, private, versioning, encryption, policy))


def access_logs(name: str, owner: Owner, source: SecuredBucket, *, account_id: str, retention_days: int) -> None:
    """Create a bucket that receives the access log of `source`, and switch that log on.

    S3 delivers access logs only to buckets with keys of its own and without object lock.
    """
    prefix = "access/"
    target = secured_bucket(
        name,
        owner,
        lifecycle=[expire_after(retention_days)],
        statements=lambda bucket: [
            {
                "Sid": "AccessLogsArrive",
                "Effect": "Allow",
                "Principal": {"Service": "logging.s3.amazonaws.com"},
                "Action": "s3:PutObject",
                "Resource": pulumi.Output.concat(bucket.arn, f"/{prefix}*"),
                "Condition": {
                    "ArnLike": {"aws:SourceArn": source.bucket.arn},
                    "StringEquals": {"aws:SourceAccount": account_id},
                },
            }
        ],
        key_arn=None,
    )
    aws.s3.BucketLogging(
        f"{name}-delivery",
        bucket=source.bucket.id,
        target_bucket=target.bucket.id,
        target_prefix=prefix,
        opts=owner.options(*target.settings),
    )


def expire_after(days: int) -> aws.s3.BucketLifecycleConfigurationRuleArgsDict:
    """Return a rule that deletes each object of a versioned bucket after some days, and its traces a day later."""
    return {
        "id": "expire",
        "status": "Enabled",
        "filter": {},
        "expiration": {"days": days},
        "noncurrent_version_expiration": {"noncurrent_days": 1},
        "abort_incomplete_multipart_upload": {"days_after_initiation": 1},
    }


def _encryption(key_arn: pulumi.Input[str] | None, bucket_key: bool) -> Any:
    blocked = {"blocked_encryption_types": ["SSE-C"]}
    if key_arn is None:
        return {"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}, **blocked}
    default = {"sse_algorithm": "aws:kms", "kms_master_key_id": key_arn}
    return {"apply_server_side_encryption_by_default": default, "bucket_key_enabled": bucket_key, **blocked}
