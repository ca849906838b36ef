"""A stack that keeps the audit logs of its project has data access in them."""

from collections.abc import Iterable

from accel.planning.graph import Graph, Resource
from policies.frameworks import AUDIT_LOG, CIS_GCP, cis
from policies.google_audit_logs import exports_audit_logs
from policies.properties import absent
from policies.resource_types import AUDIT_CONFIGURATIONS, PROJECT_SINKS
from policies.rule import MANDATORY_IN_PROD, PlainContext, Rule, Violation


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    # By default nobody records who reads data; a stack without a sink leaves it to the one that has it.
    if any(map(_records, graph.of(*AUDIT_CONFIGURATIONS))):
        return
    for sink in graph.of(*PROJECT_SINKS):
        if exports_audit_logs(sink):
            yield Violation(sink.urn, "audit logs are exported, but no IAMAuditConfig has data access recorded in them")


def _records(configuration: Resource) -> bool:
    return not absent(configuration.get("auditLogConfigs"))


RULE = Rule(
    id="audit-data-access-on",
    title="Audit logs say who read data",
    group="security",
    cloud="gcp",
    severity="medium",
    levels=MANDATORY_IN_PROD,
    why="Without it a log says who changed a bucket, and not who took the weights out of it.",
    remediation="Add gcp.projects.IAMAuditConfig with DATA_READ and DATA_WRITE (dataAccessServices of GcpAudit does).",
    frameworks=(*cis(CIS_GCP, "2.1"), *AUDIT_LOG),
    check_stack=_check,
)
