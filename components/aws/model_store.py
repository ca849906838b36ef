"""The bucket of a stack's model weights."""

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from components.aws.arguments import require_account, require_disposable
from components.aws.policy_documents import Statement
from components.aws.secured_bucket import Owner, access_logs, secured_bucket
from components.contract import InvalidArgument

_NONCURRENT_DAYS = 30
_INCOMPLETE_UPLOAD_DAYS = 7
_ALGORITHM = "s3:x-amz-server-side-encryption"
_KEY = "s3:x-amz-server-side-encryption-aws-kms-key-id"


class AwsModelStoreArgs(TypedDict):
    """Arguments of `AwsModelStore`."""

    account_id: str
    """Number of the account, twelve digits: access logs are taken from its buckets only."""
    data_key_arn: pulumi.Input[str]
    """ARN of the KMS key that encrypts the weights."""
    log_retention_days: int
    """Days for which access logs are kept."""
    noncurrent_days: NotRequired[int]
    """Days for which weights that were overwritten or deleted can be had back; 30 where absent."""
    incomplete_upload_days: NotRequired[int]
    """Days after which the parts of an unfinished upload are thrown away; 7 where absent."""
    tags: Mapping[str, str]
    """Tags of each bucket."""
    protect: NotRequired[bool]
    """Refuse to delete the buckets, and keep them when the component goes."""
    force_destroy: NotRequired[bool]
    """Delete the buckets together with all weights in them; refused with `protect`."""


def validate(args: AwsModelStoreArgs) -> None:
    """Refuse a wrong account, days below one, and a bucket both protected and disposable.

    Raises:
        InvalidArgument: names the argument and what is allowed.
    """
    require_account(args["account_id"])
    require_disposable(args)
    for field in ("log_retention_days", "noncurrent_days", "incomplete_upload_days"):
        days = args.get(field)
        if days is not None and days < 1:
            raise InvalidArgument(field, days, "1 day or more")


class AwsModelStore(pulumi.ComponentResource):
    """A private, versioned bucket for weights, encrypted with a key of the stack, and a bucket for its access log.

    It refuses plain HTTP, and uploads that ask for another key or another kind of encryption; an upload that asks for
    nothing gets the key. Old versions and unfinished uploads go after some days; current weights stay.

    Cost: storage of the weights, their old versions and the access log, and requests (catalogue: s3_standard_storage,
    s3_put_requests); nothing runs.

    Raises:
        InvalidArgument: an argument contradicts another or is one that AWS would refuse; nothing was registered.
    """

    bucket_name: pulumi.Output[str]
    """Name of the bucket of weights, known once its policy and its encryption are in place."""
    bucket_arn: pulumi.Output[str]
    """ARN of the bucket of weights, known as late as its name."""

    def __init__(self, name: str, args: AwsModelStoreArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        validate(args)
        super().__init__("accel:index:AwsModelStore", name, {}, opts)
        owner = Owner(self, args["tags"], args.get("protect", False), args.get("force_destroy", False))
        weights = secured_bucket(
            f"{name}-weights",
            owner,
            lifecycle=[_lifecycle(args)],
            statements=lambda bucket: _only_our_key(bucket, args["data_key_arn"]),
            key_arn=args["data_key_arn"],
        )
        access_logs(
            f"{name}-access-logs",
            owner,
            weights,
            account_id=args["account_id"],
            retention_days=args["log_retention_days"],
        )
        self.bucket_name = weights.once_secured(weights.bucket.id)
        self.bucket_arn = weights.once_secured(weights.bucket.arn)
        self.register_outputs({"bucket_name": self.bucket_name, "bucket_arn": self.bucket_arn})


def _lifecycle(args: AwsModelStoreArgs) -> aws.s3.BucketLifecycleConfigurationRuleArgsDict:
    uploads = args.get("incomplete_upload_days", _INCOMPLETE_UPLOAD_DAYS)
    return {
        "id": "forget-what-was-replaced",
        "status": "Enabled",
        "filter": {},
        "expiration": {"expired_object_delete_marker": True},
        "noncurrent_version_expiration": {"noncurrent_days": args.get("noncurrent_days", _NONCURRENT_DAYS)},
        "abort_incomplete_multipart_upload": {"days_after_initiation": uploads},
    }


def _only_our_key(bucket: aws.s3.Bucket, key_arn: pulumi.Input[str]) -> Sequence[Statement]:
    """Refuse uploads that ask for anything but the key of the bucket.

    The negated operators also match where a header is absent, hence `Null`: who asks for nothing gets the default.
    """
    objects = pulumi.Output.concat(bucket.arn, "/*")
    conditions = {
        "DenyOtherEncryption": {"Null": {_ALGORITHM: "false"}, "StringNotEquals": {_ALGORITHM: "aws:kms"}},
        "DenyOtherKeys": {"Null": {_KEY: "false"}, "ArnNotEquals": {_KEY: key_arn}},
        # KMS without a key means the key that AWS manages for the whole account, not that of the bucket.
        "DenyKeyOfAws": {"Null": {_KEY: "true"}, "StringEquals": {_ALGORITHM: "aws:kms"}},
    }
    return [
        {
            "Sid": sid,
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:PutObject",
            "Resource": objects,
            "Condition": condition,
        }
        for sid, condition in conditions.items()
    ]
