"""No Service is answered by the nodes themselves."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import NETWORK_BOUNDARY
from policies.properties import absent
from policies.resource_types import KUBERNETES_SERVICES
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule


def _check(service: Resource, _: PlainContext) -> Iterable[str]:
    # The default type is ClusterIP.
    if service.get("spec.type") == "NodePort":
        yield "type NodePort opens a port on every node"
    if not absent(service.get("spec.externalIPs")):
        yield "externalIPs draws traffic for these addresses from the whole cluster"


RULE = Rule(
    id="service-no-node-ports",
    title="Services open no ports on nodes",
    group="security",
    cloud="kubernetes",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="A port on every node leads past the gateway that asks who calls, and who may set addresses can listen in.",
    remediation="Use ClusterIP, and a gateway or an internal load balancer before it.",
    frameworks=(*NETWORK_BOUNDARY,),
    types=KUBERNETES_SERVICES,
    check_resource=_check,
)
