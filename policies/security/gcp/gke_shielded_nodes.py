"""GKE nodes prove to the control plane that they are nodes of the cluster."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import CIS_GKE, HARDENING, checkov, cis
from policies.resource_types import GKE_CLUSTERS
from policies.rule import MANDATORY, PlainContext, Rule


def _check(cluster: Resource, _: PlainContext) -> Iterable[str]:
    # The default is true.
    if cluster.get("enableShieldedNodes") is False:
        yield "enableShieldedNodes is false"


RULE = Rule(
    id="gke-shielded-nodes",
    title="GKE clusters have Shielded Nodes",
    group="security",
    cloud="gcp",
    severity="high",
    levels=MANDATORY,
    why="Otherwise a pod that steals a node's credentials can pass for a node, and read the secrets of its pods.",
    remediation="Leave enableShieldedNodes out.",
    frameworks=(*checkov("CKV_GCP_71"), *cis(CIS_GKE, "5.5.5"), *HARDENING),
    types=GKE_CLUSTERS,
    check_resource=_check,
)
