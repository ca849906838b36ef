"""Services are reachable inside the network only."""

from collections.abc import Iterable, Mapping
from typing import Any

from accel.planning.graph import Graph
from policies.frameworks import NETWORK_BOUNDARY
from policies.properties import absent, is_unknown, mapping
from policies.resource_types import AKS_CLUSTERS, EKS_CLUSTERS, GKE_CLUSTERS, KUBERNETES_SERVICES
from policies.rule import MANDATORY, PlainContext, Rule, Violation

_INTERNAL: Mapping[str, tuple[tuple[str, str], ...]] = {
    "gcp": (("networking.gke.io/load-balancer-type", "internal"), ("cloud.google.com/load-balancer-type", "internal")),
    "aws": (
        ("service.beta.kubernetes.io/aws-load-balancer-scheme", "internal"),
        ("service.beta.kubernetes.io/aws-load-balancer-internal", "true"),
    ),
    "azure": (("service.beta.kubernetes.io/azure-load-balancer-internal", "true"),),
}
"""By cloud, the annotations that make a load balancer internal, and with which value; the first one given decides."""
_CLUSTERS = {"gcp": GKE_CLUSTERS, "aws": EKS_CLUSTERS, "azure": AKS_CLUSTERS}


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    # An annotation of another cloud than the cluster's says nothing there.
    clouds = [cloud for cloud, types in _CLUSTERS.items() if graph.of(*types)]
    for service in graph.of(*KUBERNETES_SERVICES):
        # The default type is ClusterIP. A load balancer is public on every cloud unless an annotation says otherwise.
        annotations = service.get("metadata.annotations")
        if service.get("spec.type") != "LoadBalancer" or is_unknown(annotations):
            continue
        found = [_internal(mapping(annotations), cloud) for cloud in clouds or _INTERNAL]
        if True not in found:
            yield Violation(service.urn, "type LoadBalancer without an annotation that makes it internal")
        elif False in found and not clouds:
            yield Violation(service.urn, "type LoadBalancer, internal on one cloud and open to the internet on another")


def _internal(annotations: Mapping[str, Any], cloud: str) -> bool | None:
    """Say whether a load balancer is internal on a cloud, or may be; None where its annotations are for others."""
    for key, wanted in _INTERNAL[cloud]:
        value = annotations.get(key)
        if not absent(value):
            return is_unknown(value) or str(value).lower() == wanted
    return None


RULE = Rule(
    id="service-internal",
    title="Model servers are not exposed to the internet",
    group="security",
    cloud="kubernetes",
    severity="critical",
    levels=MANDATORY,
    why="An open model server is free computing power for whoever finds it, and it answers with your data.",
    remediation="Use ClusterIP behind a gateway that authenticates, or annotate the service as internal for its cloud.",
    frameworks=(*NETWORK_BOUNDARY,),
    check_stack=_check,
)
