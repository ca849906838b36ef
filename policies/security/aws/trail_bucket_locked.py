"""The bucket of an audit trail keeps its files against deletion."""

from collections.abc import Iterable

from accel.planning.graph import Graph
from policies.frameworks import AUDIT_LOG, INTEGRITY
from policies.properties import attached, differs
from policies.resource_types import S3_BUCKETS, S3_OBJECT_LOCK, TRAILS
from policies.rule import MANDATORY_IN_PROD, PlainContext, Rule, Violation


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    buckets = graph.of(*S3_BUCKETS)
    trails = attached(graph, buckets, TRAILS, "s3BucketName")
    locks = attached(graph, buckets, S3_OBJECT_LOCK, "bucket")
    for bucket in buckets:
        # Enabling the lock on the bucket alone retains nothing: the retention stands in the configuration.
        kept = any(
            not differs(lock.get("rule.defaultRetention.mode"), "COMPLIANCE", "GOVERNANCE")
            for lock in locks[bucket.urn]
        )
        if trails[bucket.urn] and not kept:
            yield Violation(bucket.urn, "an audit trail writes here and no object lock retains its files")


RULE = Rule(
    id="trail-bucket-locked",
    title="Buckets of audit trails are locked",
    group="security",
    cloud="aws",
    severity="high",
    levels=MANDATORY_IN_PROD,
    why="Whoever deletes the trail hides what was done before.",
    remediation=(
        "Enable object lock on the bucket and attach a BucketObjectLockConfiguration with a default retention."
    ),
    frameworks=(*AUDIT_LOG, *INTEGRITY),
    check_stack=_check,
)
