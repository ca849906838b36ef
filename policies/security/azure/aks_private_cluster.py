"""The control plane of an AKS cluster has no public address."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.azure import word
from policies.frameworks import NETWORK_BOUNDARY, checkov
from policies.properties import differs
from policies.resource_types import AKS_CLUSTERS
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule


def _check(cluster: Resource, _: PlainContext) -> Iterable[str]:
    # The default is a public address. A cluster inside a network of yours can close it without being a private one.
    closed = cluster.get("apiServerAccessProfile.enablePrivateCluster")
    if differs(closed, True) and differs(word(cluster.get("publicNetworkAccess")), "disabled"):
        yield "apiServerAccessProfile.enablePrivateCluster is not true"


RULE = Rule(
    id="aks-private-cluster",
    title="AKS control planes have no public address",
    group="security",
    cloud="azure",
    severity="high",
    levels=MANDATORY_OUTSIDE_DEV,
    why="A control plane on the internet is one leaked kubeconfig away from anybody.",
    remediation="Set apiServerAccessProfile.enablePrivateCluster to true when the cluster is made.",
    frameworks=(*checkov("CKV_AZURE_115"), *NETWORK_BOUNDARY),
    types=AKS_CLUSTERS,
    check_resource=_check,
)
