"""S3 buckets keep earlier versions of objects."""

from collections.abc import Iterable

from accel.planning.graph import Graph
from policies.frameworks import RECOVERY, checkov
from policies.properties import attached, differs
from policies.resource_types import S3_BUCKETS, S3_VERSIONING
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule, Violation


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    buckets = graph.of(*S3_BUCKETS)
    configurations = attached(graph, buckets, S3_VERSIONING, "bucket")
    for bucket in buckets:
        states = [item.get("versioningConfiguration.status") for item in configurations[bucket.urn]]
        # Absent means that nothing is kept, with either way of setting it.
        if all(differs(state, "Enabled") for state in states) and differs(bucket.get("versioning.enabled"), True):
            yield Violation(bucket.urn, "versioning is not enabled")


RULE = Rule(
    id="s3-versioning",
    title="S3 buckets keep earlier versions",
    group="security",
    cloud="aws",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="Weights and checkpoints that a faulty job overwrites or deletes can be had back.",
    remediation="Attach a BucketVersioning with status Enabled, and let a lifecycle rule expire old versions.",
    frameworks=(*checkov("CKV_AWS_21"), *RECOVERY),
    check_stack=_check,
)
