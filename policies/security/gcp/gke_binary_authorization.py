"""A GKE cluster admits only images that its project's policy lets in."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import CIS_GKE, INTEGRITY, checkov, cis
from policies.properties import differs
from policies.resource_types import GKE_CLUSTERS
from policies.rule import ADVISORY, PlainContext, Rule

_ENFORCED = "PROJECT_SINGLETON_POLICY_ENFORCE"


def _check(cluster: Resource, _: PlainContext) -> Iterable[str]:
    # The default is off. Older programs say `enabled`.
    older = cluster.get("binaryAuthorization.enabled")
    if differs(cluster.get("binaryAuthorization.evaluationMode"), _ENFORCED) and differs(older, True):
        yield "binaryAuthorization.evaluationMode enforces no policy"


RULE = Rule(
    id="gke-binary-authorization",
    title="GKE clusters admit only images that a policy lets in",
    group="security",
    cloud="gcp",
    severity="medium",
    levels=ADVISORY,
    why=(
        "Whoever may write a manifest could run any image. It is advice, because the policy belongs to the project: "
        "somebody must decide first which images it admits."
    ),
    remediation=(
        "Write the project's policy (gcp.binaryauthorization.Policy), then set binaryAuthorization.evaluationMode to "
        "PROJECT_SINGLETON_POLICY_ENFORCE."
    ),
    frameworks=(*checkov("CKV_GCP_66"), *cis(CIS_GKE, "5.10.5"), *INTEGRITY),
    types=GKE_CLUSTERS,
    check_resource=_check,
)
