"""Services are reachable inside the network only."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import NETWORK_BOUNDARY
from policies.properties import is_unknown, mapping
from policies.resource_types import KUBERNETES_SERVICES
from policies.rule import MANDATORY, PlainContext, Rule

_INTERNAL = {
    "networking.gke.io/load-balancer-type": "internal",
    "cloud.google.com/load-balancer-type": "internal",
    "service.beta.kubernetes.io/aws-load-balancer-scheme": "internal",
    "service.beta.kubernetes.io/aws-load-balancer-internal": "true",
    "service.beta.kubernetes.io/azure-load-balancer-internal": "true",
}


def _check(service: Resource, _: PlainContext) -> Iterable[str]:
    # The default type is ClusterIP. A load balancer is public on every cloud unless an annotation says otherwise.
    annotations = service.get("metadata.annotations")
    if service.get("spec.type") != "LoadBalancer" or is_unknown(annotations):
        return
    given = mapping(annotations)
    if not any(is_unknown(given.get(key)) or str(given.get(key)).lower() == value for key, value in _INTERNAL.items()):
        yield "type LoadBalancer without an annotation that makes it internal"


RULE = Rule(
    id="service-internal",
    title="Model servers are not exposed to the internet",
    group="security",
    cloud="kubernetes",
    severity="critical",
    levels=MANDATORY,
    why="An open model server is free computing power for whoever finds it, and it answers with your data.",
    remediation="Use ClusterIP behind a gateway that authenticates, or annotate the service as internal.",
    frameworks=(*NETWORK_BOUNDARY,),
    types=KUBERNETES_SERVICES,
    check_resource=_check,
)
