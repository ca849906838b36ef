"""Logs are kept as long as the environment says, and not for ever."""

from collections.abc import Iterable

from accel.catalog.azure import limit
from accel.planning.graph import Resource
from policies.frameworks import AUDIT_LOG, RETENTION, checkov
from policies.properties import number
from policies.resource_types import LOG_BUCKETS, LOG_GROUPS, LOG_WORKSPACES
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule

_SILENT_DAYS = 30
"""Azure keeps the logs of a workspace for so long where nothing is said, and Google those of a log bucket."""
_FIXED_BUCKET = "_Required"
"""Google keeps it for a time that nobody can change."""


def _check(group: Resource, context: PlainContext) -> Iterable[str]:
    if group.kind in LOG_BUCKETS:
        yield from _of_bucket(group, context.facts.profile.log_retention_days)
        return
    # Absent and 0 mean for ever in CloudWatch.
    workspace = group.kind in LOG_WORKSPACES
    days = number(group.get("retentionInDays", _SILENT_DAYS if workspace else 0))
    wanted = context.facts.profile.log_retention_days
    if workspace:
        # Azure refuses more; what must be kept for longer goes to an archive.
        wanted = min(wanted, int(limit("workspace retention days").highest))
    if days == 0:
        yield "retentionInDays is not set: logs are kept, and paid for, for ever"
    elif days is not None and days < wanted:
        yield f"retentionInDays is {days:g}, less than the {wanted} of the environment"


def _of_bucket(bucket: Resource, wanted: int) -> Iterable[str]:
    """A log bucket of Google Cloud: always bounded."""
    days = number(bucket.get("retentionDays", 0))
    if days is not None and bucket.get("bucketId") != _FIXED_BUCKET and (days or _SILENT_DAYS) < wanted:
        yield f"retentionDays is {days or _SILENT_DAYS:g}, less than the {wanted} of the environment"


RULE = Rule(
    id="log-retention-bounded",
    title="Log groups keep logs for a bounded time",
    group="cost",
    cloud="any",
    severity="low",
    levels=MANDATORY_OUTSIDE_DEV,
    why="Logs that are never deleted grow for ever, and logs deleted early are missing when they are needed.",
    remediation="Set retentionInDays (retentionDays on Google Cloud) to the profile's logRetentionDays or more.",
    frameworks=(*checkov("CKV_AWS_66", "CKV_AWS_338"), *AUDIT_LOG, *RETENTION),
    types=(*LOG_GROUPS, *LOG_WORKSPACES, *LOG_BUCKETS),
    check_resource=_check,
)
