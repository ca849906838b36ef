"""The bucket of an audit-log sink keeps its files or logs against deletion."""

from collections.abc import Iterable

from accel.planning.graph import Graph
from policies.frameworks import AUDIT_LOG, CIS_GCP, INTEGRITY, checkov, cis
from policies.google_audit_logs import audit_log_buckets
from policies.properties import differs
from policies.resource_types import GCS_BUCKETS, PROJECT_LOG_BUCKETS
from policies.rule import MANDATORY_IN_PROD, PlainContext, Rule, Violation


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    written = graph.derived(audit_log_buckets)
    for bucket in graph.of(*GCS_BUCKETS, *PROJECT_LOG_BUCKETS):
        # By default neither is locked. The log buckets of folders and organisations cannot be.
        lock = "locked" if bucket.kind in PROJECT_LOG_BUCKETS else "retentionPolicy.isLocked"
        if written[bucket.urn] and differs(bucket.get(lock), True):
            yield Violation(bucket.urn, f"audit logs are exported here and {lock} is not true")


RULE = Rule(
    id="audit-bucket-locked",
    title="Buckets of audit logs are locked",
    group="security",
    cloud="gcp",
    severity="high",
    levels=MANDATORY_IN_PROD,
    why="Whoever deletes the log hides what was done before.",
    remediation=(
        "Set retentionPolicy with isLocked true, or locked of a log bucket. A locked policy cannot be shortened: try "
        "the period in another environment first."
    ),
    frameworks=(*checkov("CKV2_GCP_4"), *cis(CIS_GCP, "2.3"), *AUDIT_LOG, *INTEGRITY),
    check_stack=_check,
)
