"""A stack on AWS is covered by an audit trail."""

from collections.abc import Iterable

from pydantic import Field

from accel.planning.graph import Graph
from policies.frameworks import AUDIT_LOG, CIS_AWS, checkov, cis
from policies.resource_types import EKS_CLUSTERS, SAGEMAKER_ENDPOINTS, TRAILS, VPCS
from policies.rule import MANDATORY_IN_PROD, Rule, RuleContext, RuleSettings, Violation, everywhere

_NEEDS_TRAIL = (*SAGEMAKER_ENDPOINTS, *VPCS, *EKS_CLUSTERS, "aws:ec2/instance:Instance")


class AuditTrailSettings(RuleSettings):
    """Whether another stack records this one's calls."""

    audited_elsewhere: bool = Field(default=False, description="The account has a trail that another stack owns.")


def _check(graph: Graph, context: RuleContext[AuditTrailSettings]) -> Iterable[Violation]:
    if context.settings.audited_elsewhere or graph.of(*TRAILS) or not graph.of(*_NEEDS_TRAIL):
        return
    yield Violation("", "the stack builds on AWS and has no CloudTrail trail")


RULE = Rule(
    id="audit-trail-on",
    title="Calls to AWS are recorded by an audit trail",
    group="security",
    cloud="aws",
    severity="high",
    levels=MANDATORY_IN_PROD,
    why="Without a trail nobody can say who changed a key, a role or an endpoint.",
    remediation=(
        "Let the baseline create AwsAudit, or set policies.audit-trail-on.auditedElsewhere when the account has an "
        "organisation trail."
    ),
    frameworks=(*checkov("CKV_AWS_67"), *cis(CIS_AWS, "3.1"), *AUDIT_LOG),
    settings=everywhere(AuditTrailSettings()),
    check_stack=_check,
)
