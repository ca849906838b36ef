"""A Cloud Storage bucket for weights or checkpoints."""

from collections.abc import Mapping
from typing import Any, NotRequired, TypedDict

import pulumi
import pulumi_gcp as gcp

from accel.catalog.gcp import limit, role
from components.contract import InvalidArgument, require_between
from components.gcp.names import bucket_name, require_bucket_name, require_labels, require_project, require_region
from components.ordering import after

_SECONDS_PER_DAY = 86_400
_NONCURRENT_DAYS = 30
_SOFT_DELETE_DAYS = 7
_ABANDONED_UPLOAD_DAYS = 7


class GcpModelStoreArgs(TypedDict):
    """Arguments of GcpModelStore."""

    project: str
    """Id of the project."""
    location: str
    """Region of the bucket, that of its key and of the machines that read it."""
    key_id: pulumi.Input[str]
    """Key that encrypts objects; the Cloud Storage agent must be allowed to use it (GcpEncryption.data_key_id)."""
    bucket_name: NotRequired[str]
    """Name of the bucket, unique in the world; made of project, stack and component by default."""
    readers: NotRequired[Mapping[str, pulumi.Input[str]]]
    """Who may read objects: IAM members by a name of your own, which names the grant (`server`)."""
    writers: NotRequired[Mapping[str, pulumi.Input[str]]]
    """Who may read, write and delete objects: IAM members by a name of your own."""
    noncurrent_days: NotRequired[int]
    """Days after which an overwritten or deleted object goes away; 30 by default."""
    newer_versions: NotRequired[int]
    """Versions that are kept of an object: one with so many newer ones goes at once. By default days alone decide."""
    expire_days: NotRequired[int]
    """Days after which an object itself is deleted, for checkpoints; by default never."""
    soft_delete_days: NotRequired[int]
    """Days in which what was deleted for good can be restored, and is paid for; 7 by default, 0 for none."""
    labels: NotRequired[Mapping[str, str]]
    """Labels of the bucket."""
    protect: NotRequired[bool]
    """Keep the bucket when the stack is destroyed or the component is renamed; off by default."""
    force_destroy: NotRequired[bool]
    """Delete the bucket with everything in it when the stack is destroyed; off by default, never with protect."""


class GcpModelStore(pulumi.ComponentResource):
    """A private, versioned bucket that a key of yours encrypts, for weights or for checkpoints.

    Only IAM decides who gets in, nobody can make it public, and nobody but the given readers and writers is granted
    anything. Who read what is in the audit log (GcpAudit with DATA_READ). Unfinished uploads go after a week.

    Costs storage for each version of each object and for what was deleted in the last days, by the month, and a fee
    for requests; empty, it costs nothing.

    Raises:
        InvalidArgument: a name, period or combination that Cloud Storage would refuse.
    """

    bucket_name: pulumi.Output[str]
    """Name of the bucket, known once readers and writers may use it."""
    bucket_url: pulumi.Output[str]
    """The bucket as gs://<name>."""

    def __init__(self, name: str, args: GcpModelStoreArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        validate(args)
        plain: Any = args
        physical_name = bucket_name(plain, name)
        super().__init__("accel:index:GcpModelStore", name, {}, opts)
        keep = args.get("protect", False)
        bucket = gcp.storage.Bucket(
            f"{name}-bucket",
            project=args["project"],
            name=physical_name,
            location=args["location"],
            storage_class="STANDARD",
            uniform_bucket_level_access=True,
            public_access_prevention="enforced",
            encryption=gcp.storage.BucketEncryptionArgs(default_kms_key_name=args["key_id"]),
            versioning=gcp.storage.BucketVersioningArgs(enabled=True),
            soft_delete_policy=gcp.storage.BucketSoftDeletePolicyArgs(
                retention_duration_seconds=args.get("soft_delete_days", _SOFT_DELETE_DAYS) * _SECONDS_PER_DAY
            ),
            lifecycle_rules=_lifecycle(args),
            force_destroy=args.get("force_destroy", False),
            labels=args.get("labels", {}),
            opts=pulumi.ResourceOptions(parent=self, protect=keep, retain_on_delete=keep),
        )
        members = (("reader", "read-objects", "readers"), ("writer", "write-objects", "writers"))
        grants = [
            gcp.storage.BucketIAMMember(
                f"{name}-{kind}-{who}",
                bucket=bucket.name,
                role=role(purpose),
                member=member,
                opts=pulumi.ResourceOptions(parent=self),
            )
            for kind, purpose, field in members
            for who, member in (args.get(field) or {}).items()
        ]
        self.bucket_name = after(bucket.name, *grants)
        self.bucket_url = pulumi.Output.concat("gs://", self.bucket_name)
        self.register_outputs({"bucket_name": self.bucket_name, "bucket_url": self.bucket_url})


def validate(args: GcpModelStoreArgs) -> None:
    """Refuse what Cloud Storage would refuse, and arguments that contradict each other."""
    plain: Any = args
    require_project(plain)
    require_region("location", args["location"])
    require_bucket_name(plain)
    require_labels(args.get("labels", {}))
    # The provider leaves a condition of 0 out of its request.
    for field in ("noncurrent_days", "newer_versions", "expire_days"):
        if plain.get(field) is not None and plain[field] < 1:
            raise InvalidArgument(field, plain[field], "1 or more")
    if (days := args.get("soft_delete_days", _SOFT_DELETE_DAYS)) != 0:
        bounds = limit("soft delete days")
        require_between("soft_delete_days", days, bounds.lowest, bounds.highest, "days, or 0 for none")
    if args.get("protect") and args.get("force_destroy"):
        raise InvalidArgument("force_destroy", True, "False with protect", "protect keeps what this would delete")
    for field in ("readers", "writers"):
        if not isinstance(plain.get(field, {}), Mapping):
            raise InvalidArgument(field, plain[field], "members by name, {'server': 'serviceAccount:...'}")


def _lifecycle(args: GcpModelStoreArgs) -> list[gcp.storage.BucketLifecycleRuleArgs]:
    def rule(action: str, **condition: Any) -> gcp.storage.BucketLifecycleRuleArgs:
        return gcp.storage.BucketLifecycleRuleArgs(
            action=gcp.storage.BucketLifecycleRuleActionArgs(type=action),
            condition=gcp.storage.BucketLifecycleRuleConditionArgs(**condition),
        )

    rules = [
        rule("AbortIncompleteMultipartUpload", age=_ABANDONED_UPLOAD_DAYS),
        rule("Delete", days_since_noncurrent_time=args.get("noncurrent_days", _NONCURRENT_DAYS), with_state="ARCHIVED"),
    ]
    if (versions := args.get("newer_versions")) is not None:
        rules.append(rule("Delete", num_newer_versions=versions, with_state="ARCHIVED"))
    if (days := args.get("expire_days")) is not None:
        rules.append(rule("Delete", age=days, with_state="LIVE"))
    return rules
