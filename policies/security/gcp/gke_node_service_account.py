"""GKE nodes have a service account of their own."""

from collections.abc import Iterable

from accel.planning.graph import Resource, lookup
from policies.compute_engine import is_default_account
from policies.frameworks import ACCESS_CONTROL, CIS_GKE, checkov, cis
from policies.gke import account_configurations
from policies.properties import absent
from policies.resource_types import GKE_CLUSTERS, GKE_NODE_POOLS
from policies.rule import MANDATORY, PlainContext, Rule


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    for place, nodes in account_configurations(resource):
        account = lookup(nodes, "serviceAccount")
        # Absent means the default account of Compute Engine.
        if absent(account) or is_default_account(account):
            yield f"{place}.serviceAccount is the default account of Compute Engine"


RULE = Rule(
    id="gke-node-service-account",
    title="GKE nodes do not use the default service account",
    group="security",
    cloud="gcp",
    severity="high",
    levels=MANDATORY,
    why=("The default account is usually an editor of the project: one pod that breaks out owns everything in it."),
    remediation=(
        "Set nodeConfig.serviceAccount to an account with the roles that nodes need (GcpIdentity makes one); for "
        "provisioned pools and Autopilot, clusterAutoscaling.autoProvisioningDefaults.serviceAccount."
    ),
    frameworks=(*checkov("CKV2_GCP_1"), *cis(CIS_GKE, "5.2.1"), *ACCESS_CONTROL),
    types=(*GKE_CLUSTERS, *GKE_NODE_POOLS),
    check_resource=_check,
)
