"""Kubernetes clusters run a version that their cloud supports without being paid for it."""

from collections.abc import Iterable

from accel.catalog.kubernetes_versions import standard_support_until
from accel.planning.graph import Resource
from policies.frameworks import HARDENING
from policies.resource_types import AKS_CLUSTERS, EKS_CLUSTERS, GKE_CLUSTERS
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule

_CLASSIC_AKS = ("azure:containerservice/kubernetesCluster:KubernetesCluster",)
_LONG_TERM = "AKSLongTermSupport"


def _check(cluster: Resource, context: PlainContext) -> Iterable[str]:
    cloud, version, outcome = _asked(cluster)
    until = standard_support_until(cloud, version) if isinstance(version, str) else None
    if until is not None and context.facts.today > until:
        yield f"{version} has been out of standard support since {until}: {outcome}"


def _asked(cluster: Resource) -> tuple[str, object, str]:
    """Return the cloud, the version that a cluster stays on, and what becomes of it after its standard support.

    Without a version a cluster is made with one that is supported.
    """
    if cluster.kind in EKS_CLUSTERS:
        # Extended support is the default; a cluster with STANDARD is upgraded instead.
        paid = cluster.get("upgradePolicy.supportType", "EXTENDED") == "EXTENDED"
        return "aws", cluster.get("version") if paid else None, "the control plane costs several times as much"
    if cluster.kind in GKE_CLUSTERS:
        # In every other channel GKE upgrades a cluster before its version ends.
        stays = cluster.get("releaseChannel.channel") == "EXTENDED"
        return "gcp", cluster.get("minMasterVersion") if stays else None, "the extended channel is paid for by the hour"
    paid = cluster.get("supportPlan") == _LONG_TERM
    outcome = "long-term support needs the Premium tier" if paid else "nobody repairs it"
    return "azure", cluster.get("kubernetesVersion"), outcome


RULE = Rule(
    id="control-plane-supported",
    title="Control planes run a version in standard support",
    group="cost",
    cloud="any",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="A cluster that is not upgraded costs several times as much for its control plane, or gets no repairs.",
    remediation="Upgrade the cluster: version on EKS, minMasterVersion on GKE, kubernetesVersion on AKS.",
    frameworks=(*HARDENING,),
    types=(*EKS_CLUSTERS, *GKE_CLUSTERS, *AKS_CLUSTERS, *_CLASSIC_AKS),
    check_resource=_check,
)
