"""Audit logs are kept for as long as somebody may ask for them."""

from collections.abc import Iterable, Iterator

from pydantic import Field

from accel.planning.graph import Graph, Resource
from policies.frameworks import AUDIT_LOG, checkov
from policies.google_audit_logs import audit_log_buckets
from policies.properties import attached, number
from policies.resource_types import LOG_BUCKETS, LOG_GROUPS, S3_BUCKETS, S3_OBJECT_LOCK, TRAILS
from policies.rule import MANDATORY_IN_PROD, Rule, RuleContext, RuleSettings, Violation, everywhere

_DAYS_PER_YEAR = 365
_SECONDS_PER_DAY = 86_400
_LOG_BUCKET_DAYS = 30
"""Cloud Logging keeps a log bucket for so long where nothing, or 0, is said."""


class AuditRetentionSettings(RuleSettings):
    """How long audit logs must be kept."""

    min_days: int = Field(default=365, ge=1, le=3653, description="Fewest days for which audit logs are kept.")


def _check(graph: Graph, context: RuleContext[AuditRetentionSettings]) -> Iterable[Violation]:
    fewest = context.settings.min_days
    for urn, name, days in (*_of_trails(graph), *_of_sinks(graph)):
        if days < fewest:
            yield Violation(urn, f"audit logs are written here and {name} is {days:g} days, less than {fewest}")


def _of_trails(graph: Graph) -> Iterator[tuple[str, str, float]]:
    """Yield what keeps the files and the events of CloudTrail, where it is certain for how long."""
    groups, buckets = graph.of(*LOG_GROUPS), graph.of(*S3_BUCKETS)
    for urn, trails in attached(graph, groups, TRAILS, "cloudWatchLogsGroupArn").items():
        # Absent and 0 mean for ever.
        days = number(graph.by_urn[urn].get("retentionInDays", 0))
        if trails and days:
            yield urn, "retentionInDays", days
    locks = attached(graph, buckets, S3_OBJECT_LOCK, "bucket")
    for urn, trails in attached(graph, buckets, TRAILS, "s3BucketName").items():
        for lock in locks[urn] if trails else ():
            days = _locked_days(lock)
            if days is not None:
                yield urn, "the retention of its object lock", days


def _locked_days(lock: Resource) -> float | None:
    """Return for how long a lock keeps what is new; one without a retention is another rule's matter."""
    days = number(lock.get("rule.defaultRetention.days"))
    years = number(lock.get("rule.defaultRetention.years"))
    return days if days is not None else None if years is None else years * _DAYS_PER_YEAR


def _of_sinks(graph: Graph) -> Iterator[tuple[str, str, float]]:
    for urn, written in graph.derived(audit_log_buckets).items():
        bucket = graph.by_urn[urn]
        if not written:
            continue
        if bucket.kind in LOG_BUCKETS:
            days = number(bucket.get("retentionDays", 0))
            if days is not None:
                yield urn, "retentionDays", days or _LOG_BUCKET_DAYS
            continue
        # Without a retention anybody may delete them, which audit-bucket-locked says.
        seconds = number(bucket.get("retentionPolicy.retentionPeriod"))
        if seconds is not None:
            yield urn, "retentionPolicy.retentionPeriod", seconds / _SECONDS_PER_DAY


RULE = Rule(
    id="audit-retention",
    title="Audit logs are kept long enough",
    group="security",
    cloud="any",
    severity="medium",
    levels=MANDATORY_IN_PROD,
    why="A break-in is noticed after months, and a log that has been deleted by then says nothing of it.",
    remediation="Set auditRetentionDays of the baseline, or the retention of the log group and the bucket themselves.",
    frameworks=(*checkov("CKV_AWS_338"), *AUDIT_LOG),
    settings=everywhere(AuditRetentionSettings()),
    check_stack=_check,
)
