"""A GKE cluster enforces network policies."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import CIS_GKE, NETWORK_BOUNDARY, checkov, cis
from policies.properties import differs
from policies.resource_types import GKE_CLUSTERS
from policies.rule import MANDATORY, PlainContext, Rule


def _check(cluster: Resource, _: PlainContext) -> Iterable[str]:
    # By default neither is on, and NetworkPolicy objects are accepted without any effect. Autopilot has Dataplane V2.
    enforced = not differs(cluster.get("datapathProvider"), "ADVANCED_DATAPATH")
    enforced = enforced or not differs(cluster.get("networkPolicy.enabled"), True)
    if not enforced and cluster.get("enableAutopilot") is not True:
        yield "neither Dataplane V2 (datapathProvider ADVANCED_DATAPATH) nor networkPolicy is enabled"


RULE = Rule(
    id="gke-network-policy",
    title="GKE clusters enforce network policies",
    group="security",
    cloud="gcp",
    severity="medium",
    levels=MANDATORY,
    why="A NetworkPolicy in a cluster that does not enforce it protects nothing and says so to nobody.",
    remediation="Set datapathProvider to ADVANCED_DATAPATH.",
    frameworks=(*checkov("CKV_GCP_12"), *cis(CIS_GKE, "5.6.7"), *NETWORK_BOUNDARY),
    types=GKE_CLUSTERS,
    check_resource=_check,
)
