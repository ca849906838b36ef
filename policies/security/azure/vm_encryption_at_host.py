"""What machines write on their hosts is encrypted there."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.azure import machine_path
from policies.frameworks import ENCRYPTION_AT_REST, checkov
from policies.properties import differs, objects
from policies.resource_types import AKS_CLUSTERS, AKS_NODE_POOLS, AZURE_MACHINES
from policies.rule import MANDATORY_IN_PROD, PlainContext, Rule


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    # Off by default everywhere.
    if resource.kind in AKS_CLUSTERS:
        for pool in objects(resource.get("agentPoolProfiles")):
            if differs(pool.get("enableEncryptionAtHost"), True):
                yield f"enableEncryptionAtHost of the pool {pool.get('name')} is not true"
        return
    own = machine_path(resource, "securityProfile.encryptionAtHost")
    path = "enableEncryptionAtHost" if resource.kind in AKS_NODE_POOLS else own
    if differs(resource.get(path), True):
        yield f"{path} is not true"


RULE = Rule(
    id="vm-encryption-at-host",
    title="Machines encrypt on their hosts",
    group="security",
    cloud="azure",
    severity="medium",
    levels=MANDATORY_IN_PROD,
    why="Temporary disks and caches hold weights and data too, and no key of a disk covers them.",
    remediation=(
        "Set securityProfile.encryptionAtHost, or enableEncryptionAtHost of a node pool, to true; the subscription "
        "needs the feature Microsoft.Compute/EncryptionAtHost."
    ),
    frameworks=(*checkov("CKV_AZURE_97", "CKV_AZURE_151", "CKV_AZURE_227"), *ENCRYPTION_AT_REST),
    types=(*AZURE_MACHINES, *AKS_CLUSTERS, *AKS_NODE_POOLS),
    check_resource=_check,
)
