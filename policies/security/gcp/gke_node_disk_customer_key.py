"""Disks of GKE nodes are encrypted with a key of ours."""

from collections.abc import Iterable

from accel.planning.graph import Resource, lookup
from policies.frameworks import CIS_GKE, ENCRYPTION_AT_REST, cis
from policies.gke import node_configurations
from policies.properties import absent
from policies.resource_types import GKE_CLUSTERS, GKE_NODE_POOLS
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    # Absent means a key of Google's.
    for place, nodes in node_configurations(resource):
        if absent(lookup(nodes, "bootDiskKmsKey")):
            yield f"{place}.bootDiskKmsKey is not set"


RULE = Rule(
    id="gke-node-disk-customer-key",
    title="Disks of GKE nodes are encrypted with a customer-managed key",
    group="security",
    cloud="gcp",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="Images, caches of weights and everything that pods write to emptyDir volumes lie on the nodes' disks.",
    remediation="Set nodeConfig.bootDiskKmsKey to a key of the stack (GcpEncryption makes one).",
    frameworks=(*cis(CIS_GKE, "5.9.1"), *ENCRYPTION_AT_REST),
    types=(*GKE_CLUSTERS, *GKE_NODE_POOLS),
    check_resource=_check,
)
