"""The audit trail of an account: every call to AWS, in a bucket that nobody can empty."""

import json
from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from accel.catalog.regions import partition
from components.aws.arguments import require_account, require_disposable, require_log_retention, require_region
from components.aws.policy_documents import Statement, rendered, service_trust
from components.aws.secured_bucket import Owner, SecuredBucket, access_logs, expire_after, secured_bucket
from components.contract import InvalidArgument, require_one_of

GOVERNANCE, COMPLIANCE = "GOVERNANCE", "COMPLIANCE"
_SERVICE = "cloudtrail.amazonaws.com"


class AwsAuditArgs(TypedDict):
    """Arguments of `AwsAudit`."""

    account_id: str
    """Number of the account, twelve digits: the trail records its calls."""
    region: str
    """Home region of the trail, which records the calls of all regions."""
    logs_key_arn: pulumi.Input[str]
    """ARN of the KMS key that encrypts the trail's files and log group; its policy must let CloudTrail use it."""
    retention_days: int
    """Days for which files and log events are kept, and for which no file can be deleted."""
    lock_mode: NotRequired[str]
    """GOVERNANCE (the default): who has s3:BypassGovernanceRetention may still delete. COMPLIANCE: nobody, not even
    the account's root, until the days are over."""
    data_event_bucket_arns: NotRequired[Sequence[pulumi.Input[str]]]
    """ARNs of buckets whose single reads and writes are recorded too; these events are billed by number."""
    tags: Mapping[str, str]
    """Tags of trail, buckets, log group and role."""
    protect: NotRequired[bool]
    """Refuse to delete buckets and log group, and keep them when the component goes."""
    force_destroy: NotRequired[bool]
    """Delete the buckets with everything in them; refused with `protect` and in COMPLIANCE mode."""


def validate(args: AwsAuditArgs) -> None:
    """Refuse a wrong account, region, retention or lock, and a bucket both locked for good and disposable.

    Raises:
        InvalidArgument: names the argument and what is allowed.
    """
    require_account(args["account_id"])
    require_region(args["region"])
    require_log_retention("retention_days", args["retention_days"])
    mode = args.get("lock_mode", GOVERNANCE)
    require_one_of("lock_mode", mode, (GOVERNANCE, COMPLIANCE))
    require_disposable(args)
    if args.get("force_destroy") and mode == COMPLIANCE:
        raise InvalidArgument("force_destroy", True, "only in GOVERNANCE mode", "AWS deletes no file before its time")


class AwsAudit(pulumi.ComponentResource):
    """A CloudTrail trail of all regions, validated and encrypted, to a locked bucket and to a log group for alarms.

    Cost: the first trail of management events is free; its storage and its log group are billed by use, data events
    by their number (catalogue: cloudtrail_data_events, s3_standard_storage, cloudwatch_logs_ingest).

    Raises:
        InvalidArgument: an argument contradicts another or is one that AWS would refuse; nothing was registered.
    """

    trail_arn: pulumi.Output[str]
    """ARN of the trail."""
    bucket_name: pulumi.Output[str]
    """Name of the bucket of the trail's files."""
    log_group_arn: pulumi.Output[str]
    """ARN of the log group that receives the events within minutes."""

    def __init__(self, name: str, args: AwsAuditArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        validate(args)
        super().__init__("accel:index:AwsAudit", name, {}, opts)
        protect = args.get("protect", False)
        owner = Owner(self, args["tags"], protect, args.get("force_destroy", False))
        files = secured_bucket(
            f"{name}-files",
            owner,
            lifecycle=[expire_after(args["retention_days"])],
            statements=lambda bucket: _delivery(bucket, name, args),
            key_arn=args["logs_key_arn"],
            # The key's policy asks for CloudTrail's own encryption context, which a key of the bucket would replace.
            bucket_key=False,
            object_lock=True,
        )
        lock = aws.s3.BucketObjectLockConfiguration(
            f"{name}-files-lock",
            bucket=files.bucket.id,
            rule={
                "default_retention": {"mode": args.get("lock_mode", GOVERNANCE), "days": args["retention_days"]},
            },
            opts=owner.options(*files.settings),
        )
        access_logs(
            f"{name}-access-logs",
            owner,
            files,
            account_id=args["account_id"],
            retention_days=args["retention_days"],
        )
        group = aws.cloudwatch.LogGroup(
            f"{name}-events",
            kms_key_id=args["logs_key_arn"],
            retention_in_days=args["retention_days"],
            tags={**args["tags"], "Name": f"{name}-events"},
            opts=owner.options(protect=protect),
        )
        trail = self._trail(name, args, files, lock, group)
        self.trail_arn = trail.arn
        self.bucket_name = files.bucket.id
        self.log_group_arn = group.arn
        self.register_outputs(
            {"trail_arn": trail.arn, "bucket_name": files.bucket.id, "log_group_arn": group.arn},
        )

    def _trail(
        self, name: str, args: AwsAuditArgs, files: SecuredBucket, lock: pulumi.Resource, group: aws.cloudwatch.LogGroup
    ) -> aws.cloudtrail.Trail:
        child = pulumi.ResourceOptions(parent=self)
        role = aws.iam.Role(
            f"{name}-delivery",
            description="CloudTrail writes the audit trail to its log group",
            assume_role_policy=json.dumps(service_trust(_SERVICE)),
            tags={**args["tags"], "Name": f"{name}-delivery"},
            opts=child,
        )
        stream = f":log-stream:{args['account_id']}_CloudTrail_{args['region']}*"
        writes = aws.iam.RolePolicy(
            f"{name}-delivery-policy",
            role=role.id,
            policy=rendered(
                [
                    {
                        "Sid": "WriteEvents",
                        "Effect": "Allow",
                        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
                        "Resource": pulumi.Output.concat(group.arn, stream),
                    }
                ]
            ),
            opts=child,
        )
        # CloudTrail tries bucket, key, role and log group when the trail is made: all of them come first.
        ready = [*files.settings, lock, writes]
        return aws.cloudtrail.Trail(
            f"{name}-trail",
            s3_bucket_name=files.bucket.id,
            kms_key_id=args["logs_key_arn"],
            is_multi_region_trail=True,
            include_global_service_events=True,
            enable_log_file_validation=True,
            enable_logging=True,
            cloud_watch_logs_group_arn=pulumi.Output.concat(group.arn, ":*"),
            cloud_watch_logs_role_arn=role.arn,
            advanced_event_selectors=_selectors(args.get("data_event_bucket_arns", ())),
            tags={**args["tags"], "Name": f"{name}-trail"},
            opts=pulumi.ResourceOptions(parent=self, depends_on=ready),
        )


def _delivery(bucket: aws.s3.Bucket, name: str, args: AwsAuditArgs) -> Sequence[Statement]:
    """Let trails of this component, and no others, put files of this account into the bucket."""
    account = args["account_id"]
    home = f"arn:{partition(args['region'])}:cloudtrail:{args['region']}:{account}"
    # The trail's name ends in letters that nobody knows yet, and the bucket's policy must be there before the trail.
    ours = {"ArnLike": {"aws:SourceArn": f"{home}:trail/{name}-trail-*"}}
    return [
        {
            "Sid": "TrailLooksAtBucket",
            "Effect": "Allow",
            "Principal": {"Service": _SERVICE},
            "Action": "s3:GetBucketAcl",
            "Resource": bucket.arn,
            "Condition": ours,
        },
        {
            "Sid": "TrailDelivers",
            "Effect": "Allow",
            "Principal": {"Service": _SERVICE},
            "Action": "s3:PutObject",
            "Resource": pulumi.Output.concat(bucket.arn, f"/AWSLogs/{account}/*"),
            "Condition": {**ours, "StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}},
        },
    ]


def _selectors(
    bucket_arns: Sequence[pulumi.Input[str]],
) -> list[aws.cloudtrail.TrailAdvancedEventSelectorArgsDict] | None:
    """Add single reads and writes of some buckets; a trail without selectors records management events alone."""
    if not bucket_arns:
        return None
    objects = [pulumi.Output.concat(arn, "/") for arn in bucket_arns]
    return [
        {
            "name": "Management events",
            "field_selectors": [{"field": "eventCategory", "equals": ["Management"]}],
        },
        {
            "name": "Reads and writes of objects",
            "field_selectors": [
                {"field": "eventCategory", "equals": ["Data"]},
                {"field": "resources.type", "equals": ["AWS::S3::Object"]},
                {"field": "resources.ARN", "starts_withs": objects},
            ],
        },
    ]
