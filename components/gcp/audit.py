"""Audit logs of a project, kept where nobody can change them."""

from collections.abc import Mapping, Sequence
from typing import Any, NotRequired, TypedDict

import pulumi
import pulumi_gcp as gcp

from accel.catalog.gcp import audit_log_types, audit_logs, limit, role
from components.contract import InvalidArgument, require_between, require_one_of
from components.gcp.names import (
    bucket_name,
    require_bucket_name,
    require_labels,
    require_pattern,
    require_project,
    require_region,
)

_SECONDS_PER_DAY = 86_400
_SOFT_DELETE_DAYS = 7
_ABANDONED_UPLOAD_DAYS = 7
_DATA_ACCESS_SERVICES = (
    "cloudkms.googleapis.com",
    "container.googleapis.com",
    "iam.googleapis.com",
    "storage.googleapis.com",
)


class GcpAuditArgs(TypedDict):
    """Arguments of GcpAudit."""

    project: str
    """Id of the project whose logs are exported."""
    location: str
    """Region of the bucket, that of its key."""
    key_id: pulumi.Input[str]
    """Key that encrypts the logs; the Cloud Storage agent must be allowed to use it (GcpEncryption.data_key_id)."""
    retention_days: int
    """Days for which no log can be changed or deleted, and after which it is deleted."""
    lock: NotRequired[bool]
    """Make the retention irrevocable; off by default. Neither you nor Google can shorten a locked one, ever."""
    data_access_services: NotRequired[Sequence[str]]
    """APIs of which reads and writes of data are logged too; Cloud KMS, GKE, IAM and Cloud Storage by default."""
    data_access_log_types: NotRequired[Sequence[str]]
    """ADMIN_READ, DATA_READ, DATA_WRITE; all by default. Reads of weights by many pods make many lines."""
    bucket_name: NotRequired[str]
    """Name of the bucket, unique in the world; made of project, stack and component by default."""
    labels: NotRequired[Mapping[str, str]]
    """Labels of the bucket."""
    protect: NotRequired[bool]
    """Keep bucket and logs when the stack is destroyed; off by default. A locked bucket needs it."""


class GcpAudit(pulumi.ComponentResource):
    """A sink of a project's audit logs into a private, encrypted bucket with a retention policy.

    Logs of administration and of denied access, which are always on, and those of data access of the named APIs. For
    these the component owns the project's audit configuration: two stacks in one project must not both name an API.
    The bucket has no versions, since what is retained can be neither overwritten nor deleted.

    Costs storage of the logs by the month, and a fee for each GB of data access logs taken in.

    Raises:
        InvalidArgument: a name or period that the cloud would refuse, or a lock without protect.
    """

    bucket_name: pulumi.Output[str]
    """Name of the bucket."""
    sink_writer_identity: pulumi.Output[str]
    """The account, as IAM policies name it, with which Cloud Logging writes."""

    def __init__(self, name: str, args: GcpAuditArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        validate(args)
        plain: Any = args
        physical_name = bucket_name(plain, name)
        super().__init__("accel:index:GcpAudit", name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        bucket = self._bucket(f"{name}-bucket", physical_name, args)
        sink = gcp.logging.ProjectSink(
            f"{name}-sink",
            project=args["project"],
            description="Audit logs of the project",
            destination=pulumi.Output.concat("storage.googleapis.com/", bucket.name),
            filter=" OR ".join(f'log_id("{log}")' for log in audit_logs()),
            unique_writer_identity=True,
            opts=child,
        )
        gcp.storage.BucketIAMMember(
            f"{name}-writer",
            bucket=bucket.name,
            role=role("append-objects"),
            member=sink.writer_identity,
            opts=child,
        )
        for service in args.get("data_access_services", _DATA_ACCESS_SERVICES):
            gcp.projects.IAMAuditConfig(
                f"{name}-{service.removesuffix('.googleapis.com')}",
                project=args["project"],
                service=service,
                audit_log_configs=[
                    gcp.projects.IAMAuditConfigAuditLogConfigArgs(log_type=log_type)
                    for log_type in args.get("data_access_log_types", audit_log_types())
                ],
                opts=child,
            )
        self.bucket_name = bucket.name
        self.sink_writer_identity = sink.writer_identity
        self.register_outputs({"bucket_name": self.bucket_name, "sink_writer_identity": self.sink_writer_identity})

    def _bucket(self, name: str, physical_name: str, args: GcpAuditArgs) -> gcp.storage.Bucket:
        keep = args.get("protect", False)
        days = args["retention_days"]
        return gcp.storage.Bucket(
            name,
            project=args["project"],
            name=physical_name,
            location=args["location"],
            storage_class="STANDARD",
            uniform_bucket_level_access=True,
            public_access_prevention="enforced",
            encryption=gcp.storage.BucketEncryptionArgs(default_kms_key_name=args["key_id"]),
            retention_policy=gcp.storage.BucketRetentionPolicyArgs(
                retention_period=str(days * _SECONDS_PER_DAY), is_locked=args.get("lock", False)
            ),
            soft_delete_policy=gcp.storage.BucketSoftDeletePolicyArgs(
                retention_duration_seconds=_SOFT_DELETE_DAYS * _SECONDS_PER_DAY
            ),
            lifecycle_rules=[
                _rule("Delete", days),
                _rule("AbortIncompleteMultipartUpload", _ABANDONED_UPLOAD_DAYS),
            ],
            labels=args.get("labels", {}),
            opts=pulumi.ResourceOptions(parent=self, protect=keep, retain_on_delete=keep),
        )


def validate(args: GcpAuditArgs) -> None:
    """Refuse what the cloud would refuse, and a lock that would outlive its stack unprotected."""
    plain: Any = args
    require_project(plain)
    require_region("location", args["location"])
    require_bucket_name(plain)
    require_labels(args.get("labels", {}))
    bounds = limit("bucket retention days")
    require_between("retention_days", args["retention_days"], bounds.lowest, bounds.highest, "days")
    if args.get("lock") and not args.get("protect"):
        hint = "a locked bucket cannot be destroyed while it holds logs"
        raise InvalidArgument("lock", True, "together with protect", hint)
    services = list(args.get("data_access_services", ()))
    for index, service in enumerate(services):
        require_pattern(f"data_access_services[{index}]", service, "api")
        if service in services[:index]:
            raise InvalidArgument(f"data_access_services[{index}]", service, "each API once")
    for log_type in args.get("data_access_log_types", ()):
        require_one_of("data_access_log_types", log_type, audit_log_types())
    if not args.get("data_access_log_types", audit_log_types()):
        hint = "to log no data access, leave data_access_services empty"
        raise InvalidArgument("data_access_log_types", [], ", ".join(audit_log_types()), hint)


def _rule(action: str, days: int) -> gcp.storage.BucketLifecycleRuleArgs:
    return gcp.storage.BucketLifecycleRuleArgs(
        action=gcp.storage.BucketLifecycleRuleActionArgs(type=action),
        condition=gcp.storage.BucketLifecycleRuleConditionArgs(age=days),
    )
