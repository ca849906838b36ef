"""Kubernetes secrets in a GKE cluster are encrypted with a key of ours."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import CIS_GKE, ENCRYPTION_AT_REST, SECRETS, cis
from policies.properties import absent, differs
from policies.resource_types import GKE_CLUSTERS
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule


def _check(cluster: Resource, _: PlainContext) -> Iterable[str]:
    # The default state is DECRYPTED: only Google's own encryption of the disk.
    if differs(cluster.get("databaseEncryption.state"), "ENCRYPTED", "ALL_OBJECTS_ENCRYPTION_ENABLED"):
        yield "databaseEncryption.state is not ENCRYPTED"
    elif absent(cluster.get("databaseEncryption.keyName")):
        yield "databaseEncryption.keyName is not set"


RULE = Rule(
    id="gke-secrets-customer-key",
    title="Kubernetes secrets are encrypted with a customer-managed key",
    group="security",
    cloud="gcp",
    severity="high",
    levels=MANDATORY_OUTSIDE_DEV,
    why="Tokens of model hubs lie in etcd. A key of your own keeps them closed to whoever gets at the disk.",
    remediation="Set databaseEncryption with state ENCRYPTED and keyName of a key of the stack.",
    frameworks=(*cis(CIS_GKE, "5.3.1"), *ENCRYPTION_AT_REST, *SECRETS),
    types=GKE_CLUSTERS,
    check_resource=_check,
)
