"""Azure ML workspaces are reached from your networks alone."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.azure import word
from policies.frameworks import NETWORK_BOUNDARY, checkov
from policies.properties import differs
from policies.resource_types import ML_WORKSPACES
from policies.rule import MANDATORY, PlainContext, Rule


def _check(workspace: Resource, _: PlainContext) -> Iterable[str]:
    # No document of the SDK says what absent means; checkov reads it as open too.
    if differs(word(workspace.get("publicNetworkAccess")), "disabled"):
        yield "publicNetworkAccess is not Disabled"


RULE = Rule(
    id="ml-workspace-private",
    title="Azure ML workspaces do not answer the internet",
    group="security",
    cloud="azure",
    severity="high",
    levels=MANDATORY,
    why="Through a workspace one starts jobs on its machines and reads its data and models.",
    remediation="Set publicNetworkAccess to Disabled and make a private endpoint.",
    frameworks=(*checkov("CKV_AZURE_144", "CKV2_AZURE_49"), *NETWORK_BOUNDARY),
    types=ML_WORKSPACES,
    check_resource=_check,
)
