"""Broken nodes are replaced without anybody noticing."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import AVAILABILITY, checkov
from policies.resource_types import EKS_NODE_GROUPS, GKE_NODE_POOLS
from policies.rule import MANDATORY_IN_PROD, PlainContext, Rule


def _check(pool: Resource, _: PlainContext) -> Iterable[str]:
    if pool.kind in EKS_NODE_GROUPS:
        # The provider's default is false.
        if pool.get("nodeRepairConfig.enabled", False) is False:
            yield "nodeRepairConfig is off: a node whose GPU fails stays until somebody looks"
        return
    # Both are on by default. GKE refuses repair for nodes that are queued for or run for a bounded time.
    bounded = pool.get("nodeConfig.flexStart") is True or pool.get("queuedProvisioning.enabled") is True
    for name in ("autoUpgrade",) if bounded else ("autoRepair", "autoUpgrade"):
        if pool.get(f"management.{name}", True) is False:
            yield f"management.{name} is off"


RULE = Rule(
    id="node-auto-repair",
    title="Nodes are repaired and upgraded by their cloud",
    group="reliability",
    cloud="any",
    severity="medium",
    levels=MANDATORY_IN_PROD,
    why="GPUs fail more often than processors, and a node with a broken one keeps its pods waiting.",
    remediation="Leave management.autoRepair and autoUpgrade of GKE on; set nodeRepairConfig.enabled on EKS.",
    frameworks=(*checkov("CKV_GCP_9", "CKV_GCP_10"), *AVAILABILITY),
    types=(*GKE_NODE_POOLS, *EKS_NODE_GROUPS),
    check_resource=_check,
)
