"""Cloud Storage buckets keep earlier versions of objects."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import RECOVERY, checkov
from policies.properties import absent, differs
from policies.resource_types import GCS_BUCKETS
from policies.rule import MANDATORY_IN_PROD, PlainContext, Rule


def _check(bucket: Resource, _: PlainContext) -> Iterable[str]:
    # Off by default. A retention policy forbids overwriting and deleting, which is more.
    if absent(bucket.get("retentionPolicy")) and differs(bucket.get("versioning.enabled"), True):
        yield "versioning.enabled is not true"


RULE = Rule(
    id="gcs-versioning",
    title="Cloud Storage buckets keep earlier versions",
    group="security",
    cloud="gcp",
    severity="medium",
    levels=MANDATORY_IN_PROD,
    why="Weights and checkpoints that a faulty job overwrites or deletes can be had back.",
    remediation="Set versioning.enabled to true, and let a lifecycle rule delete old versions.",
    frameworks=(*checkov("CKV_GCP_78"), *RECOVERY),
    types=GCS_BUCKETS,
    check_resource=_check,
)
