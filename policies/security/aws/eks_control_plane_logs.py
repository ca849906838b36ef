"""An EKS control plane writes all its logs."""

from collections.abc import Iterable

from accel.catalog.eks import log_types
from accel.planning.graph import Resource
from policies.frameworks import AUDIT_LOG, checkov
from policies.properties import complete, texts
from policies.resource_types import EKS_CLUSTERS
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule


def _check(cluster: Resource, _: PlainContext) -> Iterable[str]:
    # Absent means none.
    given = cluster.get("enabledClusterLogTypes")
    missing = [kind for kind in log_types() if kind not in texts(given)]
    if missing and complete(given):
        yield f"enabledClusterLogTypes lacks {', '.join(missing)}"


RULE = Rule(
    id="eks-control-plane-logs",
    title="EKS control planes write all their logs",
    group="security",
    cloud="aws",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="Only the audit and authenticator logs tell who read a secret of the cluster, and with which identity.",
    # No remediation by machine: CloudWatch is paid by what is written.
    remediation="Set enabledClusterLogTypes to api, audit, authenticator, controllerManager and scheduler.",
    frameworks=(*checkov("CKV_AWS_37"), *AUDIT_LOG),
    types=EKS_CLUSTERS,
    check_resource=_check,
)
