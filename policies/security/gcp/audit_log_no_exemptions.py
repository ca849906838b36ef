"""Nobody is left out of the audit logs of data access."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import AUDIT_LOG, CIS_GCP, cis
from policies.properties import absent, objects
from policies.resource_types import AUDIT_CONFIGURATIONS
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule


def _check(configuration: Resource, _: PlainContext) -> Iterable[str]:
    # Absent means that everybody is recorded.
    for number, kind in enumerate(objects(configuration.get("auditLogConfigs"))):
        if not absent(kind.get("exemptedMembers")):
            yield f"auditLogConfigs[{number}].exemptedMembers: what they read or write is not recorded"


RULE = Rule(
    id="audit-log-no-exemptions",
    title="Nobody is left out of the audit logs",
    group="security",
    cloud="gcp",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="An account that leaves no trace is the one that whoever breaks in looks for.",
    remediation="Remove exemptedMembers; where a job fills the log, exclude its entries from the sink by their filter.",
    frameworks=(*cis(CIS_GCP, "2.1"), *AUDIT_LOG),
    types=AUDIT_CONFIGURATIONS,
    check_resource=_check,
)
