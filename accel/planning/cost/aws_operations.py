"""Identities, logs, alarms and autoscaling on AWS."""

from collections.abc import Iterator

from accel.planning.cost.context import CostContext, count_of, mappings, parts
from accel.planning.cost.items import Item, Unpriceable
from accel.planning.cost.lines import by_use, service_line
from accel.planning.cost.registry import Pricer
from accel.planning.graph import Resource

FREE = (
    "aws:appautoscaling/*",
    # Watching costs is free; only actions of a budget are not, and they are resources of their own.
    "aws:budgets/budget:Budget",
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
    "aws:costexplorer/*",
    "aws:iam/*",
    "aws:sns/topicPolicy:TopicPolicy",
)
_HIGH_RESOLUTION_BELOW_SECONDS = 60


def _log_group(resource: Resource, context: CostContext) -> Iterator[Item]:
    yield from parts(
        resource,
        by_use(resource, context, "cloudwatch_logs_ingest", "CloudWatch Logs, ingestion", "for what is written"),
        by_use(resource, context, "cloudwatch_logs_storage", "CloudWatch Logs, storage", "for what is kept"),
    )


def _alarm(resource: Resource, context: CostContext) -> Iterator[Item]:
    # Each metric that an alarm looks at is paid for, and more where it is looked at every few seconds.
    queries = mappings(resource.get("metricQueries"), "metricQueries")
    periods = [query["metric"].get("period") for query in queries if isinstance(query.get("metric"), dict)]
    if not queries:
        periods = [resource.get("period", _HIGH_RESOLUTION_BELOW_SECONDS)]
    if not periods:
        raise Unpriceable("which metrics its queries look at is known only to the cloud", "unknown value")
    counts = {"cloudwatch_alarm": 0, "cloudwatch_alarm_high_resolution": 0}
    for period in periods:
        fast = count_of(period, "period") < _HIGH_RESOLUTION_BELOW_SECONDS
        counts["cloudwatch_alarm_high_resolution" if fast else "cloudwatch_alarm"] += 1
    for service, count in counts.items():
        if count:
            fast = ", high resolution" if service.endswith("resolution") else ""
            yield from service_line(resource, context, service, f"CloudWatch alarm{fast}, metrics", count)


def _topic(resource: Resource, context: CostContext) -> Iterator[Item]:
    yield from by_use(resource, context, "sns_requests", "SNS, requests", "beyond the first million")


def _trail(resource: Resource, context: CostContext) -> Iterator[Item]:
    # The first copy of management events in each region is free, and whether there is another trail is not known here.
    yield from by_use(
        resource,
        context,
        "cloudtrail_management_events_further_copies",
        "CloudTrail, management events",
        "for a second trail of the account; the first is free",
    )
    selectors = (resource.get("eventSelectors"), resource.get("advancedEventSelectors"))
    if any(selector is not None for selector in selectors):
        yield from by_use(resource, context, "cloudtrail_data_events", "CloudTrail, data events", "for what it records")


PRICERS: dict[str, Pricer] = {
    "aws:cloudwatch/logGroup:LogGroup": _log_group,
    "aws:cloudwatch/metricAlarm:MetricAlarm": _alarm,
    "aws:sns/topic:Topic": _topic,
    "aws:cloudtrail/trail:Trail": _trail,
}
