"""Network policies of an AKS cluster hold."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.azure import word
from policies.frameworks import NETWORK_BOUNDARY, checkov
from policies.properties import differs
from policies.resource_types import AKS_CLUSTERS
from policies.rule import MANDATORY, PlainContext, Rule

_ENGINES = ("azure", "calico", "cilium")


def _check(cluster: Resource, _: PlainContext) -> Iterable[str]:
    # The default is none: policies are accepted and mean nothing.
    if differs(word(cluster.get("networkProfile.networkPolicy")), *_ENGINES):
        yield f"networkProfile.networkPolicy is none of {', '.join(_ENGINES)}"


RULE = Rule(
    id="aks-network-policy",
    title="AKS clusters enforce network policies",
    group="security",
    cloud="azure",
    severity="medium",
    levels=MANDATORY,
    why="Without an engine a NetworkPolicy is accepted and ignored: every pod reaches every other.",
    remediation="Set networkProfile.networkPolicy to cilium (with networkDataplane cilium), azure or calico.",
    frameworks=(*checkov("CKV_AZURE_7"), *NETWORK_BOUNDARY),
    types=AKS_CLUSTERS,
    check_resource=_check,
)
