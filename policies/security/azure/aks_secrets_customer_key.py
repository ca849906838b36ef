"""Secrets in an AKS cluster are encrypted with a key of yours before they are stored."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import ENCRYPTION_AT_REST, SECRETS
from policies.properties import absent, differs
from policies.resource_types import AKS_CLUSTERS
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule

_PATH = "securityProfile.azureKeyVaultKms"


def _check(cluster: Resource, _: PlainContext) -> Iterable[str]:
    # The default is off.
    if differs(cluster.get(f"{_PATH}.enabled"), True):
        yield f"{_PATH}.enabled is not true"
    elif absent(cluster.get(f"{_PATH}.keyId")):
        yield f"{_PATH}.keyId is not set"


RULE = Rule(
    id="aks-secrets-customer-key",
    title="Secrets of AKS clusters have a customer key",
    group="security",
    cloud="azure",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="Whoever reads the database of the control plane reads every token in it, unless a key of yours is in between.",
    remediation="Set securityProfile.azureKeyVaultKms with enabled true and the keyId of a key in your vault.",
    frameworks=(*ENCRYPTION_AT_REST, *SECRETS),
    types=AKS_CLUSTERS,
    check_resource=_check,
)
