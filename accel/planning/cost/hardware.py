"""Which machines and accelerators a resource rents: one reading for costs and for the rules about accelerators."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from accel.catalog import tpu
from accel.catalog.machines import machine
from accel.catalog.names import UnknownName
from accel.planning.cost.azure_translation import TYPES as CLASSIC_AZURE
from accel.planning.cost.azure_translation import native, native_type
from accel.planning.graph import Resource, Unknown, lookup

NODE_POOLS = ("gcp:container/nodePool:NodePool",)
CLUSTERS = ("gcp:container/cluster:Cluster",)
TPU_VMS = ("gcp:tpu/v2Vm:V2Vm",)
ENDPOINT_CONFIGURATIONS = ("aws:sagemaker/endpointConfiguration:EndpointConfiguration",)
EC2_INSTANCES = ("aws:ec2/instance:Instance",)
COMPUTE_INSTANCES = ("gcp:compute/instance:Instance",)
INSTANCE_TEMPLATES = (
    "gcp:compute/instanceTemplate:InstanceTemplate",
    "gcp:compute/regionInstanceTemplate:RegionInstanceTemplate",
)
LAUNCH_TEMPLATES = ("aws:ec2/launchTemplate:LaunchTemplate",)
SPOKEN_FOR = (*ENDPOINT_CONFIGURATIONS, *INSTANCE_TEMPLATES, *LAUNCH_TEMPLATES)
"""What names the machines of another resource that pays for them: an endpoint, a group, a pool."""

INTERRUPTIBLE = ("spot", "preemptible")
AZURE_SPOT = ("spot", "low")
"""Priorities of Azure whose machines it takes back, in lower case: exports of old versions have capitals elsewhere."""
_MARKETS = {
    "capacity-block": "capacity_block",
    "interruptible-capacity-reservation": "interruptible_capacity_reservation",
    "spot": "spot",
}
_PROVISIONING = {
    "FLEX_START": "flex_start",
    "RESERVATION_BOUND": "reserved",
    "SPOT": "spot",
    "STANDARD": "on_demand",
}


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
    read = _READERS.get(resource.kind)
    return list(read(resource)) if read else []


def node_purchase(config: Any) -> str | None:
    """Return how the nodes of a `nodeConfig` are bought; None where only the cloud knows it."""
    kinds = {"spot": "spot", "preemptible": "preemptible", "flexStart": "flex_start"}
    return _flagged({purchase: lookup(config, name, False) for name, purchase in kinds.items()})


def tpu_purchase(resource: Resource) -> str | None:
    """Return how a TPU VM is bought; None where only the cloud knows it."""
    kinds = ("spot", "preemptible", "reserved")
    return _flagged({name: resource.get(f"schedulingConfig.{name}", False) for name in kinds})


def _flagged(flags: dict[str, Any]) -> str | None:
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


def ec2_purchase(resource: Resource) -> str | None:
    """Return how an instance, or one of a launch template, is bought; None where only the cloud knows it."""
    options = resource.get("instanceMarketOptions")
    if options is None:
        return "on_demand"
    market = lookup(options, "marketType", "spot")
    return _MARKETS.get(market) if isinstance(market, str) else None


def _ec2_instance(resource: Resource) -> Iterator[Rented]:
    yield _aws_machine(resource.get("instanceType"), ec2_purchase(resource))


def _launch_template(resource: Resource) -> Iterator[Rented]:
    # A group may name the machines itself, and its template none.
    if resource.get("instanceType") is not None:
        yield from _ec2_instance(resource)


def _scaling_group(resource: Resource) -> Iterator[Rented]:
    mixed = resource.get("mixedInstancesPolicy")
    spot = lookup(mixed, "instancesDistribution.onDemandPercentageAboveBaseCapacity", 100)
    base = lookup(mixed, "instancesDistribution.onDemandBaseCapacity", 0)
    # Of both kinds together nobody can say one word.
    purchase = "spot" if (spot, base) == (0, 0) else "on_demand" if spot == 100 else None  # noqa: PLR2004 - percent
    overrides = lookup(mixed, "launchTemplate.overrides")
    for override in overrides if isinstance(overrides, list) else []:
        yield _aws_machine(lookup(override, "instanceType"), purchase)


def _eks_nodes(resource: Resource) -> Iterator[Rented]:
    capacity = resource.get("capacityType", "ON_DEMAND")
    purchase = capacity.lower() if isinstance(capacity, str) else None
    listed = resource.get("instanceTypes")
    for name in listed if isinstance(listed, list) else []:
        yield _aws_machine(name, purchase)


def _training_job(resource: Resource) -> Iterator[Rented]:
    spot = resource.get("enableManagedSpotTraining", False)
    purchase = None if isinstance(spot, Unknown) else "spot" if spot is True else "on_demand"
    groups = resource.get("resourceConfig.instanceGroups")
    for group in groups if isinstance(groups, list) else [resource.get("resourceConfig", {})]:
        if lookup(group, "instanceType") is not None:
            yield _aws_machine(lookup(group, "instanceType"), purchase)


def _notebook(resource: Resource) -> Iterator[Rented]:
    yield _aws_machine(resource.get("instanceType"), "on_demand")


def _aws_machine(name: Any, purchase: str | None) -> Rented:
    return _of_cloud("aws", name, purchase)


def _of_cloud(cloud: str, name: Any, purchase: str | None) -> Rented:
    if not isinstance(name, str):
        return Rented(None, None, 0, purchase)
    accelerator, count = built_in_accelerators(cloud, name) or (None, 0.0)
    return Rented(name, accelerator, count, purchase)


def _compute_instance(resource: Resource) -> Iterator[Rented]:
    model = resource.get("scheduling.provisioningModel", "STANDARD")
    purchase = _PROVISIONING.get(model) if isinstance(model, str) else None
    early = resource.get("scheduling.preemptible", False)
    if early is True and purchase != "spot":
        purchase = "preemptible"
    elif isinstance(early, Unknown) and purchase == "on_demand":
        purchase = None
    for rent in _nodes(resource.inputs):
        yield replace(rent, purchase=purchase)


def _azure_machine(name: Any, priority: Any) -> Rented:
    kind = priority if priority is not None else "Regular"
    purchase = None if not isinstance(kind, str) else "spot" if kind.lower() in AZURE_SPOT else "on_demand"
    return _of_cloud("azure", name, purchase)


def _azure_vm(resource: Resource) -> Iterator[Rented]:
    yield _azure_machine(resource.get("hardwareProfile.vmSize"), resource.get("priority"))


def _azure_scale_set(resource: Resource) -> Iterator[Rented]:
    yield _azure_machine(resource.get("sku.name"), resource.get("virtualMachineProfile.priority"))


def _agent_pool(resource: Resource) -> Iterator[Rented]:
    yield _azure_machine(resource.get("vmSize"), resource.get("scaleSetPriority"))


def _aks_cluster(resource: Resource) -> Iterator[Rented]:
    pools = resource.get("agentPoolProfiles")
    for pool in pools if isinstance(pools, list) else []:
        yield _azure_machine(lookup(pool, "vmSize"), lookup(pool, "scaleSetPriority"))


def online_deployment_path(resource: Resource) -> str:
    """Return where an online deployment says what it is; version 2 of the provider wrote it elsewhere."""
    return "properties" if "properties" in resource.inputs else "onlineDeploymentProperties"


def _azure_deployment(resource: Resource) -> Iterator[Rented]:
    size = resource.get(f"{online_deployment_path(resource)}.instanceType")
    if size is not None:
        yield _azure_machine(size, None)


def _azure_ml_compute(resource: Resource) -> Iterator[Rented]:
    properties = resource.get("properties.properties", {})
    if lookup(properties, "vmSize") is not None:
        kind = {"Dedicated": "Regular", "LowPriority": "Low"}
        priority = lookup(properties, "vmPriority", "Dedicated")
        yield _azure_machine(
            lookup(properties, "vmSize"), kind.get(priority) if isinstance(priority, str) else priority
        )


def _classic_azure(resource: Resource) -> Iterator[Rented]:
    read = _READERS.get(native_type(resource.type))
    yield from read(native(resource)) if read else ()


_READERS: dict[str, Callable[[Resource], Iterable[Rented]]] = {
    **dict.fromkeys(NODE_POOLS, _node_pool),
    **dict.fromkeys(CLUSTERS, _cluster),
    **dict.fromkeys(TPU_VMS, _tpu_vm),
    **dict.fromkeys(ENDPOINT_CONFIGURATIONS, _variants),
    **dict.fromkeys(EC2_INSTANCES, _ec2_instance),
    **dict.fromkeys((*COMPUTE_INSTANCES, *INSTANCE_TEMPLATES), _compute_instance),
    **dict.fromkeys(LAUNCH_TEMPLATES, _launch_template),
    "aws:autoscaling/group:Group": _scaling_group,
    "aws:eks/nodeGroup:NodeGroup": _eks_nodes,
    "aws:sagemaker/notebookInstance:NotebookInstance": _notebook,
    "aws:sagemaker/trainingJob:TrainingJob": _training_job,
    "azure-native:compute:VirtualMachine": _azure_vm,
    "azure-native:compute:VirtualMachineScaleSet": _azure_scale_set,
    "azure-native:containerservice:AgentPool": _agent_pool,
    "azure-native:containerservice:ManagedCluster": _aks_cluster,
    "azure-native:machinelearningservices:Compute": _azure_ml_compute,
    "azure-native:machinelearningservices:OnlineDeployment": _azure_deployment,
}
_READERS.update({kind: _classic_azure for kind in CLASSIC_AZURE if native_type(kind) in _READERS})
RENTERS = tuple(_READERS)
"""Type tokens of everything that `rented` reads."""
