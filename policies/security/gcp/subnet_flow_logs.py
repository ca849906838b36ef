"""Subnets record their traffic."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import AUDIT_LOG, CIS_GCP, checkov, cis
from policies.properties import absent, differs
from policies.resource_types import SUBNETWORKS
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule


def _check(subnet: Resource, _: PlainContext) -> Iterable[str]:
    # Absent means off. Subnets for proxies and Private Service Connect take no flow logs.
    if not differs(subnet.get("purpose"), None, "PRIVATE") and absent(subnet.get("logConfig")):
        yield "logConfig is not set"


RULE = Rule(
    id="subnet-flow-logs",
    title="Subnets have flow logs",
    group="security",
    cloud="gcp",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="Flow logs show who tried to reach a machine and where data went.",
    remediation="Set logConfig.",
    frameworks=(*checkov("CKV_GCP_26"), *cis(CIS_GCP, "3.8"), *AUDIT_LOG),
    types=SUBNETWORKS,
    check_resource=_check,
)
