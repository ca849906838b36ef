"""A CloudTrail trail is on and covers every region."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import AUDIT_LOG, CIS_AWS, checkov, cis
from policies.properties import differs
from policies.resource_types import TRAILS
from policies.rule import MANDATORY, PlainContext, Rule


def _check(trail: Resource, _: PlainContext) -> Iterable[str]:
    # Defaults of the provider: one region, logging on, global services included.
    if differs(trail.get("isMultiRegionTrail"), True):
        yield "isMultiRegionTrail is not true"
    if differs(trail.get("enableLogging", True), True):
        yield "enableLogging is false"
    if differs(trail.get("includeGlobalServiceEvents", True), True):
        yield "includeGlobalServiceEvents is false: calls to IAM and STS are missing"


RULE = Rule(
    id="cloudtrail-multi-region",
    title="Audit trails are on and cover every region",
    group="security",
    cloud="aws",
    severity="high",
    levels=MANDATORY,
    why="Stolen credentials are used in the region that nobody watches.",
    remediation="Set isMultiRegionTrail to true and leave enableLogging and includeGlobalServiceEvents on.",
    frameworks=(*checkov("CKV_AWS_67", "CKV_AWS_251"), *cis(CIS_AWS, "3.1"), *AUDIT_LOG),
    types=TRAILS,
    check_resource=_check,
)
