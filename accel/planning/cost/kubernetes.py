"""What a cluster is asked for: it runs on nodes that are priced, and only what it asks of its cloud costs more."""

from collections.abc import Iterator

from accel.planning.cost.context import CostContext, known
from accel.planning.cost.items import Free, Item, Unpriceable
from accel.planning.cost.registry import Pricer
from accel.planning.graph import Resource

FREE = ("kubernetes:*",)
_LOAD_BALANCER = "LoadBalancer"


def _service(resource: Resource, _: CostContext) -> Iterator[Item]:
    if known(resource.get("spec.type", "ClusterIP"), "spec.type") == _LOAD_BALANCER:
        raise Unpriceable("no price is known of its load balancer: the cloud of the cluster makes it")
    yield Free(resource.urn, resource.type)


def _volume_claim(resource: Resource, _: CostContext) -> Iterator[Item]:
    raise Unpriceable(
        f"no price is known of volumes of the class {resource.get('spec.storageClassName', 'by default')}"
    )
    yield


def _stateful_set(resource: Resource, _: CostContext) -> Iterator[Item]:
    if known(resource.get("spec.volumeClaimTemplates", []), "spec.volumeClaimTemplates"):
        raise Unpriceable("no price is known of the volumes that its pods claim")
    yield Free(resource.urn, resource.type)


def _chart(resource: Resource, _: CostContext) -> Iterator[Item]:
    raise Unpriceable("what a chart makes is known only to the cluster", "unknown value")
    yield


PRICERS: dict[str, Pricer] = {
    "kubernetes:core/v1:Service": _service,
    "kubernetes:core/v1:PersistentVolumeClaim": _volume_claim,
    "kubernetes:apps/v1:StatefulSet": _stateful_set,
    "kubernetes:helm.sh/v3:Release": _chart,
}
