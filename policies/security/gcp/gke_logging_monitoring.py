"""A GKE cluster sends its logs and metrics."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import AUDIT_LOG, CIS_GKE, checkov, cis
from policies.properties import absent, complete, texts
from policies.resource_types import GKE_CLUSTERS
from policies.rule import MANDATORY, PlainContext, Rule

_SYSTEM = "SYSTEM_COMPONENTS"


def _check(cluster: Resource, _: PlainContext) -> Iterable[str]:
    # By default both are sent. An empty list of components switches them off.
    for name in ("logging", "monitoring"):
        if cluster.get(f"{name}Service") == "none":
            yield f"{name}Service is none"
        if absent(cluster.get(f"{name}Config")):
            continue
        components = cluster.get(f"{name}Config.enableComponents")
        if components is not None and complete(components) and _SYSTEM not in texts(components):
            yield f"{name}Config.enableComponents lacks {_SYSTEM}"


RULE = Rule(
    id="gke-logging-monitoring",
    title="GKE clusters send logs and metrics",
    group="security",
    cloud="gcp",
    severity="medium",
    levels=MANDATORY,
    why="Logs of a cluster that lie on its own nodes are gone with the node, and whoever broke in takes them along.",
    remediation="Leave loggingService and monitoringService out, or list SYSTEM_COMPONENTS in both configurations.",
    frameworks=(*checkov("CKV_GCP_1", "CKV_GCP_8"), *cis(CIS_GKE, "5.7.1"), *AUDIT_LOG),
    types=GKE_CLUSTERS,
    check_resource=_check,
)
