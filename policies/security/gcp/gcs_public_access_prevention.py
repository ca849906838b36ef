"""Cloud Storage buckets cannot be made public."""

from collections.abc import Iterable
from typing import Any

from accel.planning.graph import Resource
from policies.frameworks import CIS_GCP, PUBLIC_DATA, checkov, cis
from policies.properties import differs
from policies.resource_types import GCS_BUCKETS
from policies.rule import MANDATORY, PlainContext, Rule


def _check(bucket: Resource, _: PlainContext) -> Iterable[str]:
    # The default is `inherited`, which prevents nothing by itself.
    if differs(bucket.get("publicAccessPrevention"), "enforced"):
        yield "publicAccessPrevention is not enforced"


def _remediate(bucket: Resource, _: PlainContext) -> dict[str, Any] | None:
    # Changes in place.
    return {**bucket.inputs, "publicAccessPrevention": "enforced"}


RULE = Rule(
    id="gcs-public-access-prevention",
    title="Cloud Storage buckets prevent public access",
    group="security",
    cloud="gcp",
    severity="critical",
    levels=MANDATORY,
    why="With prevention enforced, a careless grant to allUsers has no effect.",
    remediation="Set publicAccessPrevention to enforced.",
    frameworks=(*checkov("CKV_GCP_114"), *cis(CIS_GCP, "5.1"), *PUBLIC_DATA),
    types=GCS_BUCKETS,
    check_resource=_check,
    remediate=_remediate,
)
