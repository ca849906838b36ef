"""A public control plane of AKS answers named networks alone."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.addresses import is_world
from policies.azure import word
from policies.frameworks import NETWORK_BOUNDARY, checkov
from policies.properties import absent, differs, texts
from policies.resource_types import AKS_CLUSTERS
from policies.rule import MANDATORY, PlainContext, Rule

_PATH = "apiServerAccessProfile.authorizedIPRanges"


def _check(cluster: Resource, _: PlainContext) -> Iterable[str]:
    private = cluster.get("apiServerAccessProfile.enablePrivateCluster")
    # Private clusters take no ranges.
    if not (differs(private, True) and differs(word(cluster.get("publicNetworkAccess")), "disabled")):
        return
    ranges = cluster.get(_PATH)
    if absent(ranges):
        yield f"{_PATH} is not set, which means every address"
    for found in texts(ranges):
        if is_world(found):
            yield f"{_PATH} holds {found}"


RULE = Rule(
    id="aks-authorized-ranges",
    title="Public AKS control planes answer named networks alone",
    group="security",
    cloud="azure",
    severity="high",
    levels=MANDATORY,
    why="Credentials that leak are of no use to whoever cannot reach the control plane.",
    remediation="List your own networks in apiServerAccessProfile.authorizedIPRanges, or make the cluster private.",
    frameworks=(*checkov("CKV_AZURE_6"), *NETWORK_BOUNDARY),
    types=AKS_CLUSTERS,
    check_resource=_check,
)
