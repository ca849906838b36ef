"""What a cluster is asked for: it runs on nodes that are priced, and only what it asks of its cloud costs more."""

from collections.abc import Iterator

from accel.planning.cost.context import CostContext, known
from accel.planning.cost.items import Free, Item, Unpriceable
from accel.planning.cost.no_price import known_elsewhere
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


def _way_in(resource: Resource, _: CostContext) -> Iterator[Item]:
    raise Unpriceable(
        f"no price is known of the load balancer that may be made for it by its class, "
        f"{resource.get('spec.ingressClassName', resource.get('spec.gatewayClassName', 'the default'))}"
    )
    yield


_machine_maker = known_elsewhere("the machines that are made for it are known only to the cluster")
_MACHINE_MAKERS = (
    *(f"karpenter.sh/{version}:NodePool" for version in ("v1", "v1beta1")),
    "karpenter.sh/v1alpha5:Provisioner",
    *(f"cluster.x-k8s.io/v1beta{version}:MachineDeployment" for version in (1, 2)),
)
_WAYS_IN = (
    "networking.k8s.io/v1:Ingress",
    *(f"gateway.networking.k8s.io/{version}:Gateway" for version in ("v1", "v1beta1")),
)
PRICERS: dict[str, Pricer] = {
    **{f"kubernetes:{kind}": _machine_maker for kind in _MACHINE_MAKERS},
    **{f"kubernetes:{kind}": _way_in for kind in _WAYS_IN},
    "kubernetes:core/v1:Service": _service,
    "kubernetes:core/v1:PersistentVolumeClaim": _volume_claim,
    "kubernetes:apps/v1:StatefulSet": _stateful_set,
    "kubernetes:helm.sh/v3:Release": known_elsewhere("what a chart makes is known only to the cluster"),
}
