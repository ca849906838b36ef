"""Cloud Storage buckets are governed by IAM alone."""

from collections.abc import Iterable
from typing import Any

from accel.planning.graph import Resource
from policies.frameworks import ACCESS_CONTROL, CIS_GCP, checkov, cis
from policies.properties import differs
from policies.resource_types import GCS_BUCKETS
from policies.rule import MANDATORY, PlainContext, Rule


def _check(bucket: Resource, _: PlainContext) -> Iterable[str]:
    # The provider's default is false: ACLs of single objects count.
    if differs(bucket.get("uniformBucketLevelAccess"), True):
        yield "uniformBucketLevelAccess is not true"


def _remediate(bucket: Resource, _: PlainContext) -> dict[str, Any] | None:
    # Changes in place; grants of single objects no longer apply.
    return {**bucket.inputs, "uniformBucketLevelAccess": True}


RULE = Rule(
    id="gcs-uniform-access",
    title="Cloud Storage buckets have uniform access",
    group="security",
    cloud="gcp",
    severity="medium",
    levels=MANDATORY,
    why="ACLs of single objects are grants that no IAM review shows.",
    remediation="Set uniformBucketLevelAccess to true.",
    frameworks=(*checkov("CKV_GCP_29"), *cis(CIS_GCP, "5.2"), *ACCESS_CONTROL),
    types=GCS_BUCKETS,
    check_resource=_check,
    remediate=_remediate,
)
