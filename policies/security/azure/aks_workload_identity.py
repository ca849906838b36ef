"""Pods of AKS call Azure as themselves, by tokens that end, and not with the identity of their node."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.azure import word
from policies.frameworks import ACCESS_CONTROL, PRIVILEGES
from policies.properties import differs, is_unknown
from policies.resource_types import AKS_CLUSTERS
from policies.rule import MANDATORY, PlainContext, Rule

_SWITCHES = ("oidcIssuerProfile.enabled", "securityProfile.workloadIdentity.enabled")
_PRECONFIGURED = "automatic"


def _check(cluster: Resource, _: PlainContext) -> Iterable[str]:
    # Both are off by default, but in AKS Automatic, where they are on.
    tier = cluster.get("sku.name")
    fine = (True, None) if is_unknown(tier) or word(tier) == _PRECONFIGURED else (True,)
    for switch in _SWITCHES:
        if differs(cluster.get(switch), *fine):
            yield f"{switch} is not true"


RULE = Rule(
    id="aks-workload-identity",
    title="AKS clusters give pods identities of their own",
    group="security",
    cloud="azure",
    severity="high",
    levels=MANDATORY,
    why="With the identity of the node each pod may do what any of them needs; a stored key works for any thief.",
    remediation="Set oidcIssuerProfile.enabled and securityProfile.workloadIdentity.enabled to true.",
    frameworks=(*ACCESS_CONTROL, *PRIVILEGES),
    types=AKS_CLUSTERS,
    check_resource=_check,
)
