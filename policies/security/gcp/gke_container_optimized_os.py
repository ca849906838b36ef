"""GKE nodes run an operating system that is made for containers alone."""

from collections.abc import Iterable

from accel.planning.graph import Resource, lookup
from policies.frameworks import CIS_GKE, HARDENING, checkov, cis
from policies.gke import node_configurations
from policies.resource_types import GKE_CLUSTERS, GKE_NODE_POOLS
from policies.rule import ADVISORY, PlainContext, Rule


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    # Absent means Container-Optimized OS.
    for place, nodes in node_configurations(resource):
        image = lookup(nodes, "imageType")
        if isinstance(image, str) and not image.upper().startswith("COS"):
            yield f"{place}.imageType is {image}"


RULE = Rule(
    id="gke-container-optimized-os",
    title="GKE nodes run Container-Optimized OS",
    group="security",
    cloud="gcp",
    severity="low",
    levels=ADVISORY,
    why=(
        "It has a read-only root, no package manager and few programs: little to attack. Some drivers need another "
        "image, so it is advice."
    ),
    remediation="Leave nodeConfig.imageType out, or set it to COS_CONTAINERD.",
    frameworks=(*checkov("CKV_GCP_22"), *cis(CIS_GKE, "5.5.1"), *HARDENING),
    types=(*GKE_CLUSTERS, *GKE_NODE_POOLS),
    check_resource=_check,
)
