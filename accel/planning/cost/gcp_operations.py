"""Identities, grants, logs and schedules on Google Cloud."""

from collections.abc import Iterator

from accel.planning.cost.context import CostContext, count_of, parts
from accel.planning.cost.items import Item
from accel.planning.cost.lines import by_use, service_line
from accel.planning.cost.registry import Pricer
from accel.planning.graph import Resource

FREE = (
    # Grants, of every service.
    *(f"gcp:*{ending}" for kind in ("IAM", "Iam") for ending in (f"{kind}Binding", f"{kind}Member", f"{kind}Policy")),
    "gcp:billing/budget:Budget",
    "gcp:logging/projectExclusion:ProjectExclusion",
    # What a sink keeps is paid for where it is kept.
    "gcp:logging/projectSink:ProjectSink",
    "gcp:monitoring/notificationChannel:NotificationChannel",
    "gcp:projects/*",
    "gcp:serviceaccount/*",
)
_FREE_LOG_DAYS = 30


def _audit_log(resource: Resource, context: CostContext) -> Iterator[Item]:
    yield from by_use(resource, context, "logging_storage", "Cloud Logging, ingestion", "for the data access log")


def _log_bucket(resource: Resource, context: CostContext) -> Iterator[Item]:
    yield from parts(
        resource,
        by_use(resource, context, "logging_storage", "Cloud Logging, ingestion", "for what is written"),
        _kept_logs(resource, context),
    )


def _kept_logs(resource: Resource, context: CostContext) -> Iterator[Item]:
    # Absent means the default, for which ingestion pays.
    if count_of(resource.get("retentionDays", _FREE_LOG_DAYS), "retentionDays") > _FREE_LOG_DAYS:
        use = f"for what is kept longer than {_FREE_LOG_DAYS} days"
        yield from by_use(resource, context, "logging_retention", "Cloud Logging, retention", use)


def _job(resource: Resource, context: CostContext) -> Iterator[Item]:
    yield from service_line(resource, context, "scheduler_job", "Cloud Scheduler job")


PRICERS: dict[str, Pricer] = {
    "gcp:cloudscheduler/job:Job": _job,
    **dict.fromkeys(
        (
            "gcp:logging/billingAccountBucketConfig:BillingAccountBucketConfig",
            "gcp:logging/folderBucketConfig:FolderBucketConfig",
            "gcp:logging/organizationBucketConfig:OrganizationBucketConfig",
            "gcp:logging/projectBucketConfig:ProjectBucketConfig",
        ),
        _log_bucket,
    ),
    **dict.fromkeys(
        (
            "gcp:folder/iamAuditConfig:IamAuditConfig",
            "gcp:organizations/iamAuditConfig:IamAuditConfig",
            "gcp:projects/iAMAuditConfig:IAMAuditConfig",
        ),
        _audit_log,
    ),
}
