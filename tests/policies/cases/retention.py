from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, kept, resource, unknown

_UPLOADS = "incomplete-uploads-aborted"
_LIFECYCLE = "storage-lifecycle"
_LOGS = "log-retention-bounded"
_S3 = resource("aws:s3/bucket:Bucket", "bucket")
_ABORT = {"status": "Enabled", "abortIncompleteMultipartUpload": {"daysAfterInitiation": 7}}
_EXPIRE = {"status": "Enabled", "expiration": {"days": 30}}


def s3_lifecycle(rules: object, **rest: object) -> Resource:
    type_ = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
    return resource(type_, "lifecycle", {"rules": rules, **rest}, uses={"bucket": _S3})


def gcs(**inputs: object) -> Resource:
    return resource("gcp:storage/bucket:Bucket", "bucket", inputs)


def action(kind: object) -> dict[str, object]:
    return {"action": {"type": kind}, "condition": {"age": 7}}


def logs(**inputs: object) -> Resource:
    return resource("aws:cloudwatch/logGroup:LogGroup", "logs", inputs)


CASES = (
    kept(_UPLOADS, "a rule of S3 aborts them", s3_lifecycle([_EXPIRE, _ABORT])),
    kept(
        _UPLOADS,
        "a rule of Cloud Storage aborts them",
        gcs(lifecycleRules=[action("Delete"), action("AbortIncompleteMultipartUpload")]),
    ),
    broken(_UPLOADS, "no rule of S3 does", s3_lifecycle([_EXPIRE])),
    broken(_UPLOADS, "the rule of S3 is switched off", s3_lifecycle([{**_ABORT, "status": "Disabled"}])),
    broken(_UPLOADS, "no rule of Cloud Storage does", gcs(lifecycleRules=[action("Delete")])),
    broken(_UPLOADS, "Cloud Storage has no rules", gcs()),
    unknown(_UPLOADS, "the rules are unknown", s3_lifecycle(UNKNOWN)),
    unknown(_UPLOADS, "one rule is unknown", gcs(lifecycleRules=[action("Delete"), UNKNOWN])),
    unknown(_UPLOADS, "what a rule does is unknown", gcs(lifecycleRules=[action(UNKNOWN)])),
    beside(_UPLOADS, "a bucket of S3 without a lifecycle is another rule's matter", _S3),
    kept(_LIFECYCLE, "a bucket of S3 has one", _S3, s3_lifecycle([_EXPIRE])),
    kept(_LIFECYCLE, "an older bucket of S3 has one inline", resource(_S3.type, "old", {"lifecycleRules": [{}]})),
    kept(
        _LIFECYCLE,
        "the configuration names the bucket in plain text",
        resource(_S3.type, "named", {"bucket": "weights"}),
        resource(s3_lifecycle([]).type, "lifecycle", {"bucket": "weights", "rules": [_EXPIRE]}),
    ),
    kept(_LIFECYCLE, "a bucket of Cloud Storage has one", gcs(lifecycleRules=[action("Delete")])),
    broken(_LIFECYCLE, "a bucket of S3 has none", _S3),
    broken(_LIFECYCLE, "a bucket of Cloud Storage has none", gcs()),
    broken(_LIFECYCLE, "a bucket of Cloud Storage has an empty one", gcs(lifecycleRules=[])),
    unknown(_LIFECYCLE, "the rules of the bucket are unknown", gcs(lifecycleRules=UNKNOWN)),
    beside(_LIFECYCLE, "there is no bucket", logs()),
    kept(_LOGS, "as long as the environment says", logs(retentionInDays=365)),
    kept(_LOGS, "longer than the environment says", logs(retentionInDays=731)),
    kept(_LOGS, "the environment keeps them for less", logs(retentionInDays=90), facts={"environment": "staging"}),
    kept(
        _LOGS,
        "the stack file says how long",
        logs(retentionInDays=14),
        facts={"profile": {"log_retention_days": 14}},
    ),
    broken(_LOGS, "for ever, since nothing is said", logs()),
    broken(_LOGS, "for ever, as 0 says", logs(retentionInDays=0)),
    broken(_LOGS, "shorter than the environment says", logs(retentionInDays=30)),
    unknown(_LOGS, "how long is unknown", logs(retentionInDays=UNKNOWN)),
    beside(_LOGS, "it keeps no logs", gcs()),
)
