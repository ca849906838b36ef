"""AKS clusters cannot be deleted by accident."""

from collections.abc import Iterable

from accel.planning.graph import UNKNOWN, Graph, Resource, Unknown
from policies.frameworks import AVAILABILITY
from policies.properties import attached, differs
from policies.resource_types import AKS_CLUSTERS
from policies.rule import PlainContext, Rule, Violation, levels

_RESOURCE_LOCKS = ("azure-native:authorization:ManagementLockAtResourceLevel",)
_SCOPE_LOCKS = ("azure-native:authorization:ManagementLockByScope",)
_GROUP_LOCKS = ("azure-native:authorization:ManagementLockAtResourceGroupLevel",)
_SUBSCRIPTION_LOCKS = ("azure-native:authorization:ManagementLockAtSubscriptionLevel",)
_GROUPS = ("azure-native:resources:ResourceGroup",)
_LEVELS = ("CanNotDelete", "ReadOnly")


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    clusters, groups = graph.of(*AKS_CLUSTERS), graph.of(*_GROUPS)
    if any(_holds(lock) for lock in graph.of(*_SUBSCRIPTION_LOCKS)):
        return
    linked = (
        attached(graph, clusters, _RESOURCE_LOCKS, "resourceName"),
        attached(graph, [*clusters, *groups], _SCOPE_LOCKS, "scope"),
        attached(graph, groups, _GROUP_LOCKS, "resourceGroupName"),
    )
    locked = {urn for found in linked for urn, locks in found.items() if any(map(_holds, locks))}
    names, named_groups = (
        _named(graph, _RESOURCE_LOCKS, "resourceName"),
        _named(graph, _GROUP_LOCKS, "resourceGroupName"),
    )
    for cluster in clusters:
        if cluster.urn in locked or locked.intersection(cluster.dependencies):
            continue
        given = (names, cluster.get("resourceName")), (named_groups, cluster.get("resourceGroupName"))
        if not any(UNKNOWN in known or (isinstance(name, str) and name in known) for known, name in given):
            yield Violation(cluster.urn, "no management lock of the stack keeps it from being deleted")


def _named(graph: Graph, types: tuple[str, ...], key: str) -> set[str | Unknown]:
    """Return what locks name in plain text; with UNKNOWN among it, one of them may name anything."""
    names = (lock.get(key) for lock in graph.of(*types) if _holds(lock) and not lock.dependencies)
    return {name for name in names if isinstance(name, str | Unknown)}


def _holds(lock: Resource) -> bool:
    return not differs(lock.get("level"), *_LEVELS)


RULE = Rule(
    id="aks-deletion-lock",
    title="AKS clusters are locked against deletion",
    group="reliability",
    cloud="azure",
    severity="medium",
    levels=levels("disabled", "advisory", "mandatory"),
    why="AKS has no switch of its own against deletion, and a cluster takes its volumes and addresses with it.",
    remediation="Add a ManagementLockAtResourceLevel or ManagementLockByScope with level CanNotDelete for it.",
    frameworks=(*AVAILABILITY,),
    check_stack=_check,
)
