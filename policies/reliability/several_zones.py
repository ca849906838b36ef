"""Inference stands in more than one zone."""

import re
from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import AVAILABILITY
from policies.properties import absent, is_unknown
from policies.resource_types import (
    AKS_NODE_POOLS,
    EKS_NODE_GROUPS,
    GKE_CLUSTERS,
    GKE_NODE_POOLS,
    SAGEMAKER_MODELS,
)
from policies.rule import PlainContext, Rule, levels

_ZONE = re.compile(r"[a-z]+-[a-z]+\d+-[a-z]")
_SEVERAL = 2


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    if resource.kind in SAGEMAKER_MODELS:
        if _is_single(resource.get("vpcConfig.subnets")):
            yield "vpcConfig has one subnet, hence one zone"
        return
    if resource.kind in EKS_NODE_GROUPS:
        # A block of capacity stands in one zone by nature.
        if resource.get("capacityType") != "CAPACITY_BLOCK" and _is_single(resource.get("subnetIds")):
            yield "subnetIds names one subnet, hence one zone"
        return
    if resource.kind in AKS_NODE_POOLS:
        # Without zones AKS promises none.
        zones = resource.get("availabilityZones")
        if absent(resource.get("proximityPlacementGroupID")) and (absent(zones) or _is_single(zones)):
            yield "availabilityZones names fewer than two"
        return
    location = resource.get("location")
    zonal = isinstance(location, str) and _ZONE.fullmatch(location) is not None
    if resource.kind in GKE_CLUSTERS and zonal:
        yield f"the control plane stands in the zone {location} alone"
    elif resource.kind in GKE_NODE_POOLS and not _is_bound_to_one_zone(resource):
        # Absent means the zones of the cluster: several for a regional one.
        zones = resource.get("nodeLocations")
        if _is_single(zones) or (absent(zones) and zonal):
            yield "nodes stand in one zone"


def _is_single(items: object) -> bool:
    return isinstance(items, list) and 0 < len(items) < _SEVERAL and not is_unknown(items[0])


def _is_bound_to_one_zone(pool: Resource) -> bool:
    """Slices and compact placements stand in one zone by nature, reservations where they were made."""
    if pool.get("placementPolicy.type") == "COMPACT" or pool.get("queuedProvisioning.enabled") is True:
        return True
    return pool.get("nodeConfig.reservationAffinity.consumeReservationType") == "SPECIFIC_RESERVATION"


RULE = Rule(
    id="several-zones",
    title="Inference is spread over zones",
    group="reliability",
    cloud="any",
    severity="medium",
    levels=levels("disabled", "advisory", "mandatory"),
    why="Zones fail, and accelerators run out zone by zone.",
    remediation="Give subnets and node locations in two zones or more, and a regional cluster.",
    frameworks=(*AVAILABILITY,),
    types=(*SAGEMAKER_MODELS, *GKE_CLUSTERS, *GKE_NODE_POOLS, *EKS_NODE_GROUPS, *AKS_NODE_POOLS),
    check_resource=_check,
)
