"""Nobody gets into a GKE cluster by the ways of before IAM and RBAC."""

from collections.abc import Iterable
from typing import Any

from accel.planning.graph import Resource
from policies.frameworks import ACCESS_CONTROL, CIS_GKE, checkov, cis
from policies.resource_types import GKE_CLUSTERS
from policies.rule import MANDATORY, PlainContext, Rule

_CERTIFICATE = "masterAuth.clientCertificateConfig.issueClientCertificate"


def _check(cluster: Resource, _: PlainContext) -> Iterable[str]:
    # By default both are off.
    if cluster.get("enableLegacyAbac") is True:
        yield "enableLegacyAbac gives every service account the rights of an administrator"
    if cluster.get(_CERTIFICATE) is True:
        yield f"{_CERTIFICATE} makes a certificate that nobody can revoke"


def _remediate(cluster: Resource, _: PlainContext) -> dict[str, Any] | None:
    # What masterAuth says can only be changed with a new cluster.
    if cluster.get(_CERTIFICATE) is True or cluster.get("enableLegacyAbac") is not True:
        return None
    return {**cluster.inputs, "enableLegacyAbac": False}


RULE = Rule(
    id="gke-legacy-access-off",
    title="GKE clusters have neither legacy authorization nor client certificates",
    group="security",
    cloud="gcp",
    severity="high",
    levels=MANDATORY,
    why="Each of them works beside IAM: no review shows who has it, and removing somebody's roles does not end it.",
    remediation="Remove enableLegacyAbac, and set masterAuth.clientCertificateConfig.issueClientCertificate to false.",
    frameworks=(*checkov("CKV_GCP_7", "CKV_GCP_13"), *cis(CIS_GKE, "5.8.2", "5.8.4"), *ACCESS_CONTROL),
    types=GKE_CLUSTERS,
    check_resource=_check,
    remediate=_remediate,
)
