"""Traffic between pods of one node is seen by the network too."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import AUDIT_LOG, CIS_GKE, checkov, cis
from policies.properties import differs
from policies.resource_types import GKE_CLUSTERS
from policies.rule import ADVISORY, PlainContext, Rule


def _check(cluster: Resource, _: PlainContext) -> Iterable[str]:
    # The default is off; Autopilot always has it.
    if differs(cluster.get("enableIntranodeVisibility"), True) and cluster.get("enableAutopilot") is not True:
        yield "enableIntranodeVisibility is not true"


RULE = Rule(
    id="gke-intranode-visibility",
    title="Traffic within GKE nodes shows in flow logs",
    group="security",
    cloud="gcp",
    severity="low",
    levels=ADVISORY,
    why="Flow logs would miss what pods of the same node say to each other: the first step of whoever got into one.",
    remediation="Set enableIntranodeVisibility to true.",
    frameworks=(*checkov("CKV_GCP_61"), *cis(CIS_GKE, "5.6.1"), *AUDIT_LOG),
    types=GKE_CLUSTERS,
    check_resource=_check,
)
