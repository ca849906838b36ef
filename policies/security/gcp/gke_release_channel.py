"""A GKE cluster gets its security patches by itself."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import CIS_GKE, HARDENING, checkov, cis
from policies.properties import differs
from policies.resource_types import GKE_CLUSTERS
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule

_CHANNELS = ("RAPID", "REGULAR", "STABLE", "EXTENDED")


def _check(cluster: Resource, _: PlainContext) -> Iterable[str]:
    # What absent means depends on when the cluster was made: only a named channel is certain. Autopilot always has one.
    if differs(cluster.get("releaseChannel.channel"), *_CHANNELS) and cluster.get("enableAutopilot") is not True:
        yield "releaseChannel.channel names no channel"
    if cluster.get("enableKubernetesAlpha") is True:
        yield "enableKubernetesAlpha makes a cluster that is never upgraded"


RULE = Rule(
    id="gke-release-channel",
    title="GKE clusters follow a release channel",
    group="security",
    cloud="gcp",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="Without a channel a control plane stays where it is until somebody remembers, known holes included.",
    remediation="Set releaseChannel.channel to REGULAR or STABLE, with a maintenance window.",
    frameworks=(*checkov("CKV_GCP_70", "CKV2_GCP_19"), *cis(CIS_GKE, "5.5.4"), *HARDENING),
    types=GKE_CLUSTERS,
    check_resource=_check,
)
