"""Which machines and accelerators a resource rents: one reading for costs and for the rules about accelerators."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from accel.catalog import tpu
from accel.catalog.machines import machine
from accel.catalog.names import UnknownName
from accel.planning.graph import Resource, Unknown, lookup

NODE_POOLS = ("gcp:container/nodePool:NodePool",)
CLUSTERS = ("gcp:container/cluster:Cluster",)
TPU_VMS = ("gcp:tpu/v2Vm:V2Vm",)
ENDPOINT_CONFIGURATIONS = ("aws:sagemaker/endpointConfiguration:EndpointConfiguration",)
EC2_INSTANCES = ("aws:ec2/instance:Instance",)
COMPUTE_INSTANCES = ("gcp:compute/instance:Instance",)

INTERRUPTIBLE = ("spot", "preemptible")


@dataclass(frozen=True, slots=True)
class Rented:
    """Machines of one kind that a resource rents, as far as its inputs tell."""

    machine: str | None
    """Machine type, or accelerator type of a TPU slice; None where only the cloud knows it."""
    accelerator: str | None
    """Id in the catalogue of accelerators; None for a machine without, or one that the catalogue does not hold."""
    accelerators: float
    """Accelerators in one machine, or chips in one slice."""
    purchase: str | None
    """`on_demand`, `spot`, `preemptible`, `flex_start` or `reserved`; None where only the cloud knows it."""

    @property
    def interruptible(self) -> bool:
        """Say whether the cloud may take it back at any time, and sells it cheaply for that."""
        return self.purchase in INTERRUPTIBLE


def rented(resource: Resource) -> list[Rented]:
    """Return what a resource rents, one entry for each kind of machine; empty for everything that rents none."""
    read = _READERS.get(resource.type)
    return list(read(resource)) if read else []


def node_purchase(config: Any) -> str | None:
    """Return how the nodes of a `nodeConfig` are bought; None where only the cloud knows it."""
    kinds = {"spot": "spot", "preemptible": "preemptible", "flexStart": "flex_start"}
    flags = {purchase: lookup(config, name, False) for name, purchase in kinds.items()}
    for purchase, flag in flags.items():
        if flag is True:
            return purchase
    return None if any(isinstance(flag, Unknown) for flag in flags.values()) else "on_demand"


def tpu_purchase(resource: Resource) -> str | None:
    """Return how a TPU VM is bought; None where only the cloud knows it."""
    flags = {name: resource.get(f"schedulingConfig.{name}", False) for name in ("spot", "preemptible", "reserved")}
    for purchase, flag in flags.items():
        if flag is True:
            return purchase
    return None if any(isinstance(flag, Unknown) for flag in flags.values()) else "on_demand"


def tpu_slice(resource: Resource) -> tpu.Slice | None:
    """Return the slice of a TPU VM; None where its inputs name none that exists, or only the cloud knows it."""
    return tpu.slice_of_node(resource.get("acceleratorType"), resource.get("acceleratorConfig"))


def attached_accelerators(config: Any) -> list[tuple[str, float]]:
    """Return id and number of the accelerators that a `nodeConfig` or an instance lists, where they are known."""
    listed = lookup(config, "guestAccelerators")
    found: list[tuple[str, float]] = []
    for entry in listed if isinstance(listed, list | tuple) else []:
        kind, count = lookup(entry, "type"), lookup(entry, "count", 0)
        if isinstance(kind, str) and isinstance(count, int | float) and count > 0:
            found.append((kind.rpartition("/")[2], float(count)))
    return found


def built_in_accelerators(cloud: str, machine_type: str) -> tuple[str, float] | None:
    """Return id and number of the accelerators that a machine type brings along, or None."""
    try:
        found = machine(cloud, machine_type)
    except UnknownName:
        return None
    return (found.accelerator, found.accelerator_count) if found.accelerator else None


def _nodes(config: Any) -> Iterator[Rented]:
    name = lookup(config, "machineType")
    machine_type = name if isinstance(name, str) else None
    built_in = built_in_accelerators("gcp", machine_type) if machine_type else None
    accelerators = [built_in] if built_in else attached_accelerators(config)
    for accelerator, count in accelerators or [(None, 0.0)]:
        yield Rented(machine_type, accelerator, count, node_purchase(config))


def _node_pool(resource: Resource) -> Iterator[Rented]:
    yield from _nodes(resource.get("nodeConfig", {}))


def _cluster(resource: Resource) -> Iterator[Rented]:
    if resource.get("enableAutopilot") is True:
        return
    pools = resource.get("nodePools")
    for pool in pools if isinstance(pools, list) else []:
        yield from _nodes(lookup(pool, "nodeConfig", {}))
    if resource.get("removeDefaultNodePool", False) is False and not pools:
        yield from _nodes(resource.get("nodeConfig", {}))


def _tpu_vm(resource: Resource) -> Iterator[Rented]:
    found = tpu_slice(resource)
    purchase = tpu_purchase(resource)
    if found is None:
        yield Rented(None, None, 0, purchase)
    else:
        yield Rented(found.accelerator_type, found.generation.accelerator, found.chips, purchase)


def _variants(resource: Resource) -> Iterator[Rented]:
    for name in ("productionVariants", "shadowProductionVariants"):
        variants = resource.get(name)
        for variant in variants if isinstance(variants, list) else []:
            if lookup(variant, "serverlessConfig") is None:
                yield _aws_machine(lookup(variant, "instanceType"), "on_demand")


def _ec2_instance(resource: Resource) -> Iterator[Rented]:
    market = resource.get("instanceMarketOptions.marketType")
    purchase = None if isinstance(market, Unknown) else "spot" if market == "spot" else "on_demand"
    yield _aws_machine(resource.get("instanceType"), purchase)


def _aws_machine(name: Any, purchase: str | None) -> Rented:
    if not isinstance(name, str):
        return Rented(None, None, 0, purchase)
    accelerator, count = built_in_accelerators("aws", name) or (None, 0.0)
    return Rented(name, accelerator, count, purchase)


def _compute_instance(resource: Resource) -> Iterator[Rented]:
    scheduling: Mapping[str, Any] = {
        "spot": resource.get("scheduling.provisioningModel") == "SPOT",
        "preemptible": resource.get("scheduling.preemptible", False),
    }
    yield from _nodes({**resource.inputs, **scheduling})


_READERS: Mapping[str, Callable[[Resource], Iterable[Rented]]] = {
    **dict.fromkeys(NODE_POOLS, _node_pool),
    **dict.fromkeys(CLUSTERS, _cluster),
    **dict.fromkeys(TPU_VMS, _tpu_vm),
    **dict.fromkeys(ENDPOINT_CONFIGURATIONS, _variants),
    **dict.fromkeys(EC2_INSTANCES, _ec2_instance),
    **dict.fromkeys(COMPUTE_INSTANCES, _compute_instance),
}
RENTERS = tuple(_READERS)
"""Type tokens of everything that `rented` reads."""
