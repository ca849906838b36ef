"""A stack on Google Cloud exports its audit logs."""

from collections.abc import Iterable

from pydantic import Field

from accel.planning.graph import Graph
from policies.frameworks import AUDIT_LOG, CIS_GCP, cis
from policies.google_audit_logs import exports_audit_logs
from policies.resource_types import GKE_CLUSTERS, LOG_SINKS, TPU_VMS
from policies.rule import MANDATORY_IN_PROD, Rule, RuleContext, RuleSettings, Violation, everywhere

_NEEDS_SINK = (*GKE_CLUSTERS, *TPU_VMS, "gcp:compute/network:Network", "gcp:compute/instance:Instance")


class AuditSinkSettings(RuleSettings):
    """Whether another stack keeps this one's audit logs."""

    audited_elsewhere: bool = Field(default=False, description="The project has a sink that another stack owns.")


def _check(graph: Graph, context: RuleContext[AuditSinkSettings]) -> Iterable[Violation]:
    if context.settings.audited_elsewhere or not graph.of(*_NEEDS_SINK):
        return
    if not any(map(exports_audit_logs, graph.of(*LOG_SINKS))):
        yield Violation("", "the stack builds on Google Cloud and exports no audit logs")


RULE = Rule(
    id="audit-sink-on",
    title="Audit logs of Google Cloud are exported",
    group="security",
    cloud="gcp",
    severity="high",
    levels=MANDATORY_IN_PROD,
    why=(
        "In the project itself data access logs end after 30 days, and whoever takes the project over can delete them."
    ),
    remediation=(
        "Let the baseline create GcpAudit, or set policies.audit-sink-on.auditedElsewhere when the organisation has a "
        "sink."
    ),
    frameworks=(*cis(CIS_GCP, "2.2"), *AUDIT_LOG),
    settings=everywhere(AuditSinkSettings()),
    check_stack=_check,
)
