"""Who may do what in an AKS cluster hangs on Entra ID and on roles."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import ACCESS_CONTROL, checkov
from policies.properties import absent, differs
from policies.resource_types import AKS_CLUSTERS
from policies.rule import MANDATORY, PlainContext, Rule


def _check(cluster: Resource, _: PlainContext) -> Iterable[str]:
    # The default of enableRBAC is true. Without a managed aadProfile the cluster has accounts of its own alone.
    if cluster.get("enableRBAC") is False:
        yield "enableRBAC is false"
    if absent(cluster.get("aadProfile")):
        yield "aadProfile is not set"
    elif differs(cluster.get("aadProfile.managed"), True):
        yield "aadProfile.managed is not true"


RULE = Rule(
    id="aks-entra-rbac",
    title="AKS clusters know people by Entra ID and bind them to roles",
    group="security",
    cloud="azure",
    severity="high",
    levels=MANDATORY,
    why="Whoever leaves the company leaves the cluster only if the cluster asks the company's directory.",
    remediation="Set aadProfile with managed true and enableAzureRBAC true, and leave enableRBAC on.",
    frameworks=(*checkov("CKV_AZURE_5"), *ACCESS_CONTROL),
    types=AKS_CLUSTERS,
    check_resource=_check,
)
