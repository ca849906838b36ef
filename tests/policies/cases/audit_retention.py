"""How long audit logs are kept; with the compliance profile hipaa six years."""

from typing import Any

from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import Case, beside, broken, kept, resource, unknown

_RULE = "audit-retention"
_HIPAA = {"compliance": ("hipaa",)}


def group(**inputs: Any) -> Resource:
    return resource("aws:cloudwatch/logGroup:LogGroup", "events", inputs)


def files() -> Resource:
    return resource("aws:s3/bucket:Bucket", "files")


def trail(**uses: Resource) -> Resource:
    return resource("aws:cloudtrail/trail:Trail", "trail", uses=uses)


def lock(bucket: Resource, **retention: Any) -> Resource:
    inputs = {"rule": {"defaultRetention": {"mode": "COMPLIANCE", **retention}}}
    type_ = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"
    return resource(type_, "lock", inputs, uses={"bucket": bucket})


def exported(period: Any) -> Resource:
    return resource("gcp:storage/bucket:Bucket", "exported", {"retentionPolicy": {"retentionPeriod": period}})


def sink(bucket: Resource) -> Resource:
    return resource("gcp:logging/projectSink:ProjectSink", "sink", uses={"destination": bucket})


YEAR = group(retentionInDays=365)
CASES: tuple[Case, ...] = (
    kept(_RULE, "events are kept for a year", YEAR, trail(cloudWatchLogsGroupArn=YEAR)),
    kept(_RULE, "events are kept for ever", ever := group(), trail(cloudWatchLogsGroupArn=ever)),
    kept(_RULE, "files are locked for a year", to := files(), trail(s3BucketName=to), lock(to, years=1)),
    kept(_RULE, "exported logs are locked for a year", out := exported("31536000"), sink(out)),
    kept(_RULE, "files without a lock are another rule's matter", free := files(), trail(s3BucketName=free)),
    kept(
        _RULE,
        "health data: files are locked for six years",
        six := files(),
        trail(s3BucketName=six),
        lock(six, days=2192),
        facts=_HIPAA,
    ),
    broken(
        _RULE, "events are kept for 90 days", short := group(retentionInDays=90), trail(cloudWatchLogsGroupArn=short)
    ),
    broken(_RULE, "files are locked for 30 days", brief := files(), trail(s3BucketName=brief), lock(brief, days=30)),
    broken(_RULE, "exported logs are locked for a week", week := exported(604800), sink(week)),
    broken(_RULE, "health data: events are kept for a year", YEAR, trail(cloudWatchLogsGroupArn=YEAR), facts=_HIPAA),
    broken(
        _RULE,
        "health data: files are locked for five years",
        five := files(),
        trail(s3BucketName=five),
        lock(five, years=5),
        facts=_HIPAA,
    ),
    broken(
        _RULE,
        "the stack wants two years",
        YEAR,
        trail(cloudWatchLogsGroupArn=YEAR),
        settings={"minDays": 730},
    ),
    unknown(_RULE, "how long is unknown", dim := group(retentionInDays=UNKNOWN), trail(cloudWatchLogsGroupArn=dim)),
    unknown(
        _RULE,
        "the lock is unknown, the events go too soon",
        soon := group(retentionInDays=7),
        hidden := files(),
        trail(cloudWatchLogsGroupArn=soon, s3BucketName=hidden),
        lock(hidden, days=UNKNOWN),
        at=("events",),
    ),
    beside(_RULE, "a group that no trail writes into", group(retentionInDays=1)),
    beside(_RULE, "a bucket that no sink writes into", exported("60")),
)
