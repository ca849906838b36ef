"""Disks of AKS nodes are encrypted with a key of yours."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import CIS_AZURE, ENCRYPTION_AT_REST, checkov, cis
from policies.properties import absent
from policies.resource_types import AKS_CLUSTERS
from policies.rule import MANDATORY_IN_PROD, PlainContext, Rule


def _check(cluster: Resource, _: PlainContext) -> Iterable[str]:
    # Absent means a key of the platform.
    if absent(cluster.get("diskEncryptionSetID")):
        yield "diskEncryptionSetID is not set"


RULE = Rule(
    id="aks-disk-encryption-set",
    title="Disks of AKS nodes have a customer key",
    group="security",
    cloud="azure",
    severity="medium",
    levels=MANDATORY_IN_PROD,
    why="Weights lie in the image cache of every node; a key of yours can be taken away from all of them at once.",
    remediation="Set diskEncryptionSetID to a disk encryption set when the cluster is made.",
    frameworks=(*checkov("CKV_AZURE_117"), *cis(CIS_AZURE, "7.3"), *ENCRYPTION_AT_REST),
    types=AKS_CLUSTERS,
    check_resource=_check,
)
