"""Nodes are upgraded a few at a time."""

from collections.abc import Iterable

from pydantic import Field

from accel.planning.graph import Resource
from policies.frameworks import AVAILABILITY
from policies.properties import number
from policies.resource_types import AKS_NODE_POOLS, EKS_NODE_GROUPS, GKE_NODE_POOLS
from policies.rule import Rule, RuleContext, RuleSettings, everywhere, levels

_PATHS = {
    **dict.fromkeys(GKE_NODE_POOLS, ("upgradeSettings.maxUnavailable",)),
    **dict.fromkeys(EKS_NODE_GROUPS, ("updateConfig.maxUnavailable", "updateConfig.maxUnavailablePercentage")),
    **dict.fromkeys(AKS_NODE_POOLS, ("upgradeSettings.maxUnavailable",)),
}


class NodeUpgradeSettings(RuleSettings):
    """How much of a pool may be away at once."""

    max_unavailable: int = Field(ge=1, description="Most nodes of a pool that an upgrade takes away at once.")
    max_unavailable_percent: int = Field(ge=1, le=100, description="The same as a share of the pool, in percent.")


def _check(pool: Resource, context: RuleContext[NodeUpgradeSettings]) -> Iterable[str]:
    # By default GKE and AKS add a node first and EKS takes one away: all are gradual.
    if pool.get("upgradeSettings.strategy") == "BLUE_GREEN":
        return
    for path in _PATHS[pool.kind]:
        given = pool.get(path)
        share = path.endswith("Percentage") or (isinstance(given, str) and given.endswith("%"))
        found = number(given.removesuffix("%") if isinstance(given, str) else given)
        most = context.settings.max_unavailable_percent if share else context.settings.max_unavailable
        if found is not None and found > most:
            unit = "%" if share else ""
            yield f"an upgrade takes {found:g}{unit} of its nodes away at once, more than {most}{unit}"


RULE = Rule(
    id="node-upgrade-gradual",
    title="Node pools are upgraded a few nodes at a time",
    group="reliability",
    cloud="any",
    severity="medium",
    levels=levels("disabled", "advisory", "mandatory"),
    why="A cloud upgrades nodes by itself: pods that need minutes to load must find others still running.",
    remediation="Lower upgradeSettings.maxUnavailable (GKE, AKS) or updateConfig (EKS), or upgrade BLUE_GREEN.",
    frameworks=(*AVAILABILITY,),
    types=tuple(_PATHS),
    # One node at a time is the slowest there is; a third of a large pool leaves two thirds to answer.
    settings=everywhere(NodeUpgradeSettings(max_unavailable=1, max_unavailable_percent=33)),
    check_resource=_check,
)
