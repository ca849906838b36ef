"""AKS: the fee of a cluster by its tier, and its agent pools by the hour with their disks."""

import re
from collections.abc import Iterator
from typing import Any

from accel.planning.cost.assumptions import autoscaled
from accel.planning.cost.azure_machines import azure_machines, managed_disks
from accel.planning.cost.context import CostContext, count_of, known, mappings, parts, required_text
from accel.planning.cost.items import Free, Item, Span, Unpriceable, always
from accel.planning.cost.lines import service_line
from accel.planning.cost.registry import Pricer
from accel.planning.graph import Resource, Unknown, lookup

FREE = ("azure-native:containerservice:MaintenanceConfiguration",)
_POOL = "azure-native:containerservice:AgentPool"
_PREMIUM = re.compile(r"Standard_[A-Z]+\d*[a-z0-9-]*s|Standard_[A-Z]*S\d")
_TIERS = {"Standard": "aks_uptime_sla", "Paid": "aks_uptime_sla"}


def _cluster(resource: Resource, context: CostContext) -> Iterator[Item]:
    profiles = mappings(resource.get("agentPoolProfiles"), "agentPoolProfiles")
    yield from parts(
        resource,
        _fee(resource, context),
        *(_pool(resource, context, profile) for profile in profiles),
    )


def _fee(resource: Resource, context: CostContext) -> Iterator[Item]:
    tier = required_text(resource, "sku.tier", "Free")
    if tier == "Free":
        yield Free(resource.urn, resource.type)
    elif tier in _TIERS:
        yield from service_line(resource, context, _TIERS[tier], f"AKS cluster, tier {tier}")
    else:
        raise Unpriceable(f"no price is known of the tier {tier}")


def _agent_pool(resource: Resource, context: CostContext) -> Iterator[Item]:
    yield from _pool(resource, context, resource.inputs)


def _pool(resource: Resource, context: CostContext, pool: Any) -> Iterator[Item]:
    running = _size(pool, context)
    yield from parts(resource, _machines(resource, context, pool, running), _disks(resource, context, pool, running))


def _machines(resource: Resource, context: CostContext, pool: Any, running: Span) -> Iterator[Item]:
    if known(lookup(pool, "osType", "Linux"), "osType") == "Windows":
        raise Unpriceable("no price is known of machines with Windows")
    size, priority = lookup(pool, "vmSize"), lookup(pool, "scaleSetPriority")
    yield from azure_machines(resource, context, size, priority, running, name=" node")


def _disks(resource: Resource, context: CostContext, pool: Any, running: Span) -> Iterator[Item]:
    kind = lookup(pool, "osDiskType")
    if kind == "Ephemeral":
        return
    if kind is None or isinstance(kind, Unknown) or lookup(pool, "osDiskSizeGB") is None:
        raise Unpriceable("size or type of the nodes' disk is chosen by AKS after their machine", "unknown value")
    # Sizes with an S (DS2_v2, D4s_v5) take premium disks, and AKS gives them one; the others get a standard one.
    premium = _PREMIUM.match(str(known(lookup(pool, "vmSize"), "vmSize"))) is not None
    sku = "Premium_LRS" if premium else "Standard_LRS"
    yield from managed_disks(resource, context, sku, lookup(pool, "osDiskSizeGB"), running, name="node disk")


def _size(pool: Any, context: CostContext) -> Span:
    if known(lookup(pool, "enableAutoScaling", False), "enableAutoScaling") is True:
        lowest = count_of(lookup(pool, "minCount", 0), "minCount")
        return autoscaled(lowest, count_of(lookup(pool, "maxCount"), "maxCount"), context.load)
    return always(count_of(lookup(pool, "count"), "count"))


PRICERS: dict[str, Pricer] = {"azure-native:containerservice:ManagedCluster": _cluster, _POOL: _agent_pool}
