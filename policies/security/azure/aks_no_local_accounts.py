"""Nobody enters an AKS cluster past Microsoft Entra ID."""

from collections.abc import Iterable
from typing import Any

from accel.planning.graph import Resource
from policies.frameworks import ACCESS_CONTROL, PRIVILEGES, checkov
from policies.properties import differs, put
from policies.resource_types import AKS_CLUSTERS
from policies.rule import MANDATORY, PlainContext, Rule


def _check(cluster: Resource, _: PlainContext) -> Iterable[str]:
    # The default is false: a client certificate that ends in years administers everything.
    if differs(cluster.get("disableLocalAccounts"), True):
        yield "disableLocalAccounts is not true"


def _remediate(cluster: Resource, _: PlainContext) -> dict[str, Any] | None:
    # Changes in place. Without Entra ID nobody could enter any more, and Azure refuses it.
    managed = cluster.get("aadProfile.managed") is True
    return put(cluster.inputs, "disableLocalAccounts", True) if managed else None


RULE = Rule(
    id="aks-no-local-accounts",
    title="AKS clusters have no local accounts",
    group="security",
    cloud="azure",
    severity="high",
    levels=MANDATORY,
    why="A local account is a certificate of cluster-admin that names nobody and outlives whoever copied it.",
    remediation="Set disableLocalAccounts to true, and let people and pipelines in by Microsoft Entra ID.",
    frameworks=(*checkov("CKV_AZURE_141"), *ACCESS_CONTROL, *PRIVILEGES),
    types=AKS_CLUSTERS,
    check_resource=_check,
    remediate=_remediate,
)
