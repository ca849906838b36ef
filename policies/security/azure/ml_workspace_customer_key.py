"""What Azure ML keeps of a workspace is encrypted with a key of yours."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.azure import word
from policies.frameworks import ENCRYPTION_AT_REST
from policies.properties import absent, differs
from policies.resource_types import ML_WORKSPACES
from policies.rule import MANDATORY_IN_PROD, PlainContext, Rule


def _check(workspace: Resource, _: PlainContext) -> Iterable[str]:
    # Absent means a key of the platform.
    if differs(word(workspace.get("encryption.status")), "enabled"):
        yield "encryption.status is not Enabled"
    elif absent(workspace.get("encryption.keyVaultProperties.keyIdentifier")):
        yield "encryption.keyVaultProperties.keyIdentifier is not set"


RULE = Rule(
    id="ml-workspace-customer-key",
    title="Azure ML workspaces have a customer key",
    group="security",
    cloud="azure",
    severity="medium",
    levels=MANDATORY_IN_PROD,
    why="Metrics, snapshots of code and lists of data lie with the service; a key of yours takes all away at once.",
    remediation="Set encryption with status Enabled and keyVaultProperties when the workspace is made.",
    frameworks=(*ENCRYPTION_AT_REST,),
    types=ML_WORKSPACES,
    check_resource=_check,
)
