"""GKE: the fee of a cluster, and its nodes by the hour with their disks."""

from collections.abc import Iterator, Mapping
from typing import Any

from accel.catalog.defaults import default
from accel.catalog.regions import regions
from accel.planning.cost.assumptions import autoscaled
from accel.planning.cost.context import CostContext, count_of, known, length_of, mappings, parts, required_text
from accel.planning.cost.gcp_machines import (
    disk_service,
    extra_local_ssd_gb,
    machine_price,
    node_disk,
    node_machine_type,
)
from accel.planning.cost.hardware import CLUSTERS, NODE_POOLS, node_purchase
from accel.planning.cost.items import Item, Span, Unpriceable, always
from accel.planning.cost.lines import by_use, machine_line, service_line
from accel.planning.cost.registry import Pricer
from accel.planning.cost.workloads import Demand, demand_on, workloads_of_pools
from accel.planning.graph import Resource, lookup
from accel.planning.month import HOURS_PER_MONTH

FREE = (
    "gcp:gkehub/featureMembership:FeatureMembership",
    "gcp:gkehub/membership:Membership",
)


def _cluster(resource: Resource, context: CostContext) -> Iterator[Item]:
    yield from parts(
        resource,
        _fee(resource, context),
        by_use(resource, context, "logging_storage", "Cloud Logging, ingestion", "for what nodes and pods write"),
        _own_nodes(resource, context),
    )


def _fee(resource: Resource, context: CostContext) -> Iterator[Item]:
    yield from service_line(resource, context, "gke_management_fee", "GKE cluster")


def _own_nodes(resource: Resource, context: CostContext) -> Iterator[Item]:
    """Yield the nodes that a cluster makes itself: its default pool, and pools written into it."""
    if known(resource.get("enableAutopilot", False), "enableAutopilot") is True:
        raise Unpriceable("no price is known of the pods of an Autopilot cluster")
    pools = mappings(resource.get("nodePools"), "nodePools")
    if not pools and known(resource.get("removeDefaultNodePool", False), "removeDefaultNodePool") is not True:
        count = count_of(resource.get("initialNodeCount"), "initialNodeCount") * _zones(resource, None, context)
        pools = [{"nodeConfig": resource.get("nodeConfig", {}), "nodes": count}]
    for pool in pools:
        count = pool.get("nodes")
        running = (
            always(count) if isinstance(count, float) else _bounds(pool, _zones(resource, pool, context), context.load)
        )
        yield from _nodes(resource, context, pool.get("nodeConfig") or {}, running, running.times(HOURS_PER_MONTH))


def _node_pool(resource: Resource, context: CostContext) -> Iterator[Item]:
    cluster = _cluster_of(resource, context)
    zones = _zones(cluster or resource, resource.inputs, context, own=resource)
    bounds = _bounds(resource.inputs, zones, context.load)
    demand = context.derived(_demands).get(resource.urn)
    running, hours = _expected(bounds, demand)
    yield from _nodes(resource, context, resource.get("nodeConfig", {}), running, hours)


def _expected(bounds: Span, demand: Demand | None) -> tuple[Span, Span]:
    """Return how many nodes run while any does, and the node-hours of a month.

    A pool stands at what the stack's own pods fill, within its bounds; at a share of its range where none are known.
    """
    least, most = bounds.min * HOURS_PER_MONTH, bounds.max * HOURS_PER_MONTH
    if demand is None or bounds.min == bounds.max:
        return bounds, bounds.times(HOURS_PER_MONTH)
    filled = min(max(demand.nodes, bounds.min), bounds.max)
    expected = filled * demand.hours + bounds.min * (HOURS_PER_MONTH - demand.hours)
    running = filled if bounds.min == 0 else expected / HOURS_PER_MONTH
    return Span(bounds.min, running, bounds.max), Span(least, expected, most)


def _nodes(resource: Resource, context: CostContext, config: Any, running: Span, hours: Span) -> Iterator[Item]:
    yield from parts(
        resource,
        _machines(resource, context, config, running, hours),
        _boot_disks(resource, context, config, running, hours),
        _local_ssds(resource, context, config, running, hours),
    )


def _machines(resource: Resource, context: CostContext, config: Any, running: Span, hours: Span) -> Iterator[Item]:
    machine_type = node_machine_type(config)
    purchase = known(node_purchase(config), "nodeConfig.spot")
    price, units = machine_price(context, context.region_of(resource), machine_type, purchase, config)
    name = f"{machine_type} node" if units == 1 else f"{machine_type} node, chips"
    yield machine_line(resource, price, name, running.times(units), hours.times(units), purchase=purchase)


def _boot_disks(resource: Resource, context: CostContext, config: Any, running: Span, hours: Span) -> Iterator[Item]:
    kind, size = node_disk(config)
    paid = hours.times(size / HOURS_PER_MONTH)
    yield from service_line(resource, context, disk_service(kind), f"boot disk {kind}", running.times(size), paid)


def _local_ssds(resource: Resource, context: CostContext, config: Any, running: Span, hours: Span) -> Iterator[Item]:
    size = extra_local_ssd_gb(config)
    if size:
        yield from service_line(
            resource, context, "pd_local", "local SSD", running.times(size), hours.times(size / HOURS_PER_MONTH)
        )


def _bounds(pool: Mapping[str, Any], zones: float, load: float) -> Span:
    """Return how many nodes a pool has, at least, on average and at most, over all its zones.

    Raises:
        Unpriceable: its size is not given, or only the cloud knows it.
    """
    autoscaling = known(lookup(pool, "autoscaling", False), "autoscaling")
    if autoscaling:
        total = lookup(autoscaling, "totalMaxNodeCount")
        if total is not None:
            lowest = count_of(lookup(autoscaling, "totalMinNodeCount", 0), "autoscaling.totalMinNodeCount")
            return autoscaled(lowest, count_of(total, "autoscaling.totalMaxNodeCount"), load)
        lowest = count_of(lookup(autoscaling, "minNodeCount", 0), "autoscaling.minNodeCount")
        highest = count_of(lookup(autoscaling, "maxNodeCount"), "autoscaling.maxNodeCount")
        return autoscaled(lowest * zones, highest * zones, load)
    count = lookup(pool, "nodeCount", lookup(pool, "initialNodeCount"))
    return always(count_of(count, "nodeCount") * zones)


def _zones(
    cluster: Resource, pool: Mapping[str, Any] | None, context: CostContext, own: Resource | None = None
) -> float:
    """Return how many zones a pool's nodes stand in; a count of nodes is for each of them."""
    listed = lookup(pool, "nodeLocations") if pool is not None else None
    if listed is not None:
        return length_of(listed, "nodeLocations")
    location = required_text(cluster, "location", own.get("location") if own is not None else None)
    beyond = cluster.get("nodeLocations")
    named = length_of(beyond, "nodeLocations") if beyond is not None else 0.0
    if location in regions("gcp"):
        return named or float(default("zones of a regional GKE cluster"))
    # The zones that a zonal cluster lists are beside its own.
    return named + 1


def _cluster_of(pool: Resource, context: CostContext) -> Resource | None:
    linked = context.graph.referred(pool, *CLUSTERS, first="cluster")
    if linked:
        return linked[0]
    name = pool.get("cluster")
    return context.derived(_clusters).get(name.rpartition("/")[2]) if isinstance(name, str) else None


def _clusters(context: CostContext) -> dict[str, Resource]:
    found: dict[str, Resource] = {}
    for cluster in context.graph.of(*CLUSTERS):
        for name in (cluster.get("name"), cluster.outputs.get("name")):
            if isinstance(name, str) and name:
                found[name] = cluster
    return found


def _demands(context: CostContext) -> dict[str, Demand]:
    found = context.graph.derived(workloads_of_pools)
    return {urn: demand_on(context.graph.by_urn[urn], workloads, context.load) for urn, workloads in found.items()}


PRICERS: dict[str, Pricer] = {**dict.fromkeys(CLUSTERS, _cluster), **dict.fromkeys(NODE_POOLS, _node_pool)}
