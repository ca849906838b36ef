"""S3 buckets log who reads and writes them."""

from collections.abc import Iterable

from accel.planning.graph import Graph
from policies.frameworks import AUDIT_LOG, CIS_AWS, checkov, cis
from policies.properties import absent, attached
from policies.resource_types import S3_BUCKETS, S3_LOGGING
from policies.rule import MANDATORY_IN_PROD, PlainContext, Rule, Violation


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    buckets = graph.of(*S3_BUCKETS)
    logged = attached(graph, buckets, S3_LOGGING, "bucket")
    # A bucket that receives logs and logged itself would grow without end.
    targets = attached(graph, buckets, S3_LOGGING, "targetBucket")
    for bucket in buckets:
        inline = not absent(bucket.get("logging")) or not absent(bucket.get("loggings"))
        if not (logged[bucket.urn] or targets[bucket.urn] or inline):
            yield Violation(bucket.urn, "server access logging is off")


RULE = Rule(
    id="s3-access-logging",
    title="S3 buckets log their access",
    group="security",
    cloud="aws",
    severity="medium",
    levels=MANDATORY_IN_PROD,
    why="When weights leak, the access log says who read them.",
    remediation="Attach a BucketLogging that points to the log bucket of the stack.",
    frameworks=(*checkov("CKV_AWS_18"), *cis(CIS_AWS, "3.4"), *AUDIT_LOG),
    check_stack=_check,
)
