"""Cloud Run services answer the network and load balancers only."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import NETWORK_BOUNDARY
from policies.properties import differs, is_unknown, mapping
from policies.resource_types import CLOUD_RUN_SERVICES
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule

_ALLOWED = ("INGRESS_TRAFFIC_INTERNAL_ONLY", "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER")
_ANNOTATION = "run.googleapis.com/ingress"
_ALLOWED_OLDER = ("internal", "internal-and-cloud-load-balancing")


def _check(service: Resource, _: PlainContext) -> Iterable[str]:
    # The default is everybody.
    if service.kind == CLOUD_RUN_SERVICES[0]:
        if differs(service.get("ingress"), *_ALLOWED):
            yield "ingress is not internal"
        return
    annotations = service.get("metadata.annotations")
    if not is_unknown(annotations) and differs(mapping(annotations).get(_ANNOTATION), *_ALLOWED_OLDER):
        yield f"metadata.annotations {_ANNOTATION} is not internal"


RULE = Rule(
    id="cloud-run-internal",
    title="Cloud Run services answer the network and load balancers only",
    group="security",
    cloud="gcp",
    severity="high",
    levels=MANDATORY_OUTSIDE_DEV,
    why=(
        "The address of a service is public, and Cloud Run itself limits instances, not what one caller asks: rate "
        "limits of a load balancer do not help where anybody can walk around it."
    ),
    remediation="Set ingress to INGRESS_TRAFFIC_INTERNAL_ONLY, or to INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER.",
    frameworks=(*NETWORK_BOUNDARY,),
    types=CLOUD_RUN_SERVICES,
    check_resource=_check,
)
