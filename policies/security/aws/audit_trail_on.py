"""A stack on AWS is covered by an audit trail."""

from collections.abc import Iterable
from typing import Any

from pydantic import Field

from accel.planning.graph import Graph, Resource
from policies.frameworks import AUDIT_LOG, CIS_AWS, checkov, cis
from policies.properties import absent, complete, objects, texts
from policies.resource_types import (
    AWS_SECRETS,
    EC2_INSTANCES,
    ECR_REPOSITORIES,
    EKS_CLUSTERS,
    KMS_KEYS,
    S3_BUCKETS,
    SAGEMAKER_DOMAINS,
    SAGEMAKER_ENDPOINTS,
    SAGEMAKER_MODELS,
    SAGEMAKER_NOTEBOOKS,
    TRAILS,
    VPCS,
)
from policies.rule import MANDATORY_IN_PROD, Rule, RuleContext, RuleSettings, Violation, everywhere
from policies.sagemaker_jobs import JOBS

_NEEDS_TRAIL = (
    *SAGEMAKER_ENDPOINTS,
    *SAGEMAKER_MODELS,
    *SAGEMAKER_NOTEBOOKS,
    *SAGEMAKER_DOMAINS,
    *JOBS,
    *VPCS,
    *EKS_CLUSTERS,
    *EC2_INSTANCES,
    *S3_BUCKETS,
    *KMS_KEYS,
    *AWS_SECRETS,
    *ECR_REPOSITORIES,
)
_READS, _WRITES = "reads", "writes"
_BOTH = frozenset((_READS, _WRITES))
_KINDS = {"All": _BOTH, "ReadOnly": frozenset((_READS,)), "WriteOnly": frozenset((_WRITES,))}


class AuditTrailSettings(RuleSettings):
    """Whether another stack records this one's calls."""

    audited_elsewhere: bool = Field(default=False, description="The account has a trail that another stack owns.")


def _check(graph: Graph, context: RuleContext[AuditTrailSettings]) -> Iterable[Violation]:
    if context.settings.audited_elsewhere or not graph.of(*_NEEDS_TRAIL, *TRAILS):
        return
    trails = graph.of(*TRAILS)
    if not trails:
        yield Violation("", "the stack builds on AWS and has no CloudTrail trail")
    # A second trail may well record nothing but data events.
    elif frozenset().union(*map(_recorded, trails)) != _BOTH:
        for trail in trails:
            yield Violation(trail.urn, "it leaves out calls that read or write settings, and no other trail has them")


def _recorded(trail: Resource) -> frozenset[str]:
    """Return which management events a trail records: both kinds, where nobody selects or it is unknown."""
    given = [trail.get(name) for name in ("eventSelectors", "advancedEventSelectors")]
    if all(map(absent, given)) or not all(map(complete, given)):
        return _BOTH
    simple, advanced = map(objects, given)
    return frozenset().union(*map(_by_simple, simple), *map(_by_advanced, advanced))


def _by_simple(selector: dict[str, Any]) -> frozenset[str]:
    # The provider's defaults are to record them, and all of them.
    if selector.get("includeManagementEvents", True) is False:
        return frozenset()
    return _KINDS.get(str(selector.get("readWriteType", "All")), _BOTH)


def _by_advanced(selector: dict[str, Any]) -> frozenset[str]:
    fields = selector.get("fieldSelectors")
    if not complete(fields):
        return _BOTH
    wanted = {str(item.get("field")): item.get("equals") for item in objects(fields)}
    category, read_only = wanted.get("eventCategory"), wanted.get("readOnly")
    if complete(category) and "Management" not in texts(category):
        return frozenset()
    if absent(read_only) or not complete(read_only):
        return _BOTH
    return frozenset(_READS if value == "true" else _WRITES for value in texts(read_only))


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
        "organisation trail. A trail with event selectors needs one for management events, reads and writes."
    ),
    frameworks=(*checkov("CKV_AWS_67"), *cis(CIS_AWS, "3.1"), *AUDIT_LOG),
    settings=everywhere(AuditTrailSettings()),
    check_stack=_check,
)
