"""The bucket of an audit-log sink keeps its files against deletion."""

from collections.abc import Iterable

from accel.planning.graph import Graph
from policies.frameworks import AUDIT_LOG, CIS_GCP, INTEGRITY, checkov, cis
from policies.properties import attached, differs
from policies.resource_types import GCS_BUCKETS, PROJECT_SINKS
from policies.rule import MANDATORY_IN_PROD, PlainContext, Rule, Violation


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    buckets = graph.of(*GCS_BUCKETS)
    sinks = attached(graph, buckets, PROJECT_SINKS, "destination")
    for bucket in buckets:
        # The provider's default of `isLocked` is false.
        if sinks[bucket.urn] and differs(bucket.get("retentionPolicy.isLocked"), True):
            yield Violation(bucket.urn, "audit logs are exported here and retentionPolicy.isLocked is not true")


RULE = Rule(
    id="audit-bucket-locked",
    title="Buckets of audit logs are locked",
    group="security",
    cloud="gcp",
    severity="high",
    levels=MANDATORY_IN_PROD,
    why="Whoever deletes the log hides what was done before.",
    remediation=(
        "Set retentionPolicy with isLocked true. A locked policy cannot be shortened: try the period in another "
        "environment first."
    ),
    frameworks=(*checkov("CKV2_GCP_4"), *cis(CIS_GCP, "2.3"), *AUDIT_LOG, *INTEGRITY),
    check_stack=_check,
)
