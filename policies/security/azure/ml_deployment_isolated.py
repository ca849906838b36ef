"""Deployments of Azure ML call nobody on the internet."""

from collections.abc import Iterable

from accel.planning.graph import Graph, Resource
from policies.azure import word
from policies.frameworks import NETWORK_BOUNDARY
from policies.properties import attached, differs, is_unknown
from policies.resource_types import ML_WORKSPACES
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule, Violation

_DEPLOYMENTS = ("azure-native:machinelearningservices:OnlineDeployment",)
_MANAGED = "managed"


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    workspaces = graph.of(*ML_WORKSPACES)
    homes = {
        deployment.urn: graph.by_urn[urn]
        for urn, deployments in attached(graph, workspaces, _DEPLOYMENTS, "workspaceName").items()
        for deployment in deployments
    }
    for deployment in graph.of(*_DEPLOYMENTS):
        # Version 2 of the provider wrote it elsewhere.
        path = "properties" if "properties" in deployment.inputs else "onlineDeploymentProperties"
        access, home = word(deployment.get(f"{path}.egressPublicNetworkAccess")), homes.get(deployment.urn)
        if differs(word(deployment.get(f"{path}.endpointComputeType")), _MANAGED) or _is_fenced(home):
            continue
        # The default is the way out; where the workspace is made elsewhere, its network may have none.
        if access == "enabled" or (home is not None and differs(access, "disabled")):
            yield Violation(deployment.urn, f"{path}.egressPublicNetworkAccess is not Disabled")


def _is_fenced(workspace: Resource | None) -> bool:
    """Say whether the network of a workspace lets out what is approved alone, or may do so."""
    mode = None if workspace is None else workspace.get("managedNetwork.isolationMode")
    return is_unknown(mode) or word(mode) == "allowonlyapprovedoutbound"


RULE = Rule(
    id="ml-deployment-isolated",
    title="Azure ML deployments have no way out to the internet",
    group="security",
    cloud="azure",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="Code that comes with a model runs beside prompts and weights; with a way out it can send both away.",
    remediation=(
        "Set managedNetwork.isolationMode of the workspace to AllowOnlyApprovedOutbound, or "
        "egressPublicNetworkAccess of the deployment to Disabled when it is made."
    ),
    frameworks=(*NETWORK_BOUNDARY,),
    check_stack=_check,
)
