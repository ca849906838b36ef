"""Cloud Storage buckets encrypt with a key of ours."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import ENCRYPTION_AT_REST
from policies.properties import absent
from policies.resource_types import GCS_BUCKETS
from policies.rule import MANDATORY, PlainContext, Rule


def _check(bucket: Resource, _: PlainContext) -> Iterable[str]:
    # Absent means a key of Google.
    if absent(bucket.get("encryption.defaultKmsKeyName")):
        yield "encryption.defaultKmsKeyName is not set"


RULE = Rule(
    id="gcs-customer-key",
    title="Cloud Storage buckets encrypt with a customer-managed key",
    group="security",
    cloud="gcp",
    severity="high",
    levels=MANDATORY,
    why="Only a key of your own can be withdrawn, and only its use shows in your audit log.",
    remediation=(
        "Set encryption.defaultKmsKeyName to a key of the stack that the Cloud Storage service agent may use."
    ),
    frameworks=(*ENCRYPTION_AT_REST,),
    types=GCS_BUCKETS,
    check_resource=_check,
)
