"""GKE nodes boot only what is signed."""

from collections.abc import Iterable

from accel.planning.graph import Resource, lookup
from policies.frameworks import CIS_GKE, HARDENING, checkov, cis
from policies.gke import node_configurations
from policies.properties import differs
from policies.resource_types import GKE_CLUSTERS, GKE_NODE_POOLS
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    # Defaults of the provider: secure boot off, integrity monitoring on.
    for place, nodes in node_configurations(resource):
        if differs(lookup(nodes, "shieldedInstanceConfig.enableSecureBoot"), True):
            yield f"{place}.shieldedInstanceConfig.enableSecureBoot is not true"
        if lookup(nodes, "shieldedInstanceConfig.enableIntegrityMonitoring") is False:
            yield f"{place}.shieldedInstanceConfig.enableIntegrityMonitoring is false"


RULE = Rule(
    id="gke-secure-boot",
    title="GKE nodes use secure boot",
    group="security",
    cloud="gcp",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="Secure boot keeps a rootkit from outliving a restart of the node.",
    remediation=(
        "Set nodeConfig.shieldedInstanceConfig.enableSecureBoot to true; drivers that GKE installs are signed."
    ),
    frameworks=(*checkov("CKV_GCP_68"), *cis(CIS_GKE, "5.5.6", "5.5.7"), *HARDENING),
    types=(*GKE_CLUSTERS, *GKE_NODE_POOLS),
    check_resource=_check,
)
