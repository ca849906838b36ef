"""Resources of the classic Azure provider (`azure:`) as the native one (`azure-native:`) writes them.

One estimator and one reading of hardware then serve both. Property names: PyPI pulumi-azure 6.40.1.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from accel.planning.graph import Resource, Unknown, lookup

LOAD_BALANCER_RULES = ("azure:lb/outboundRule:OutboundRule", "azure:lb/rule:Rule")
"""What the native provider writes into the load balancer itself."""
AUTOSCALE_SETTINGS = ("azure:monitoring/autoscaleSetting:AutoscaleSetting",)
_WINDOWS = "Windows"


def native(resource: Resource) -> Resource:
    """Return a resource with the inputs that the native provider would have; one of another kind as it is."""
    known = _TRANSLATIONS.get(resource.type)
    return resource if known is None else replace(resource, inputs=_given(known[1](resource)))


def native_type(type_token: str) -> str:
    """Return the type that the native provider has for a classic one; another one as it is."""
    known = _TRANSLATIONS.get(type_token)
    return type_token if known is None else known[0]


def _given(tree: Any) -> Any:
    """Return a tree without what nobody gave, so that defaults are those of the native provider."""
    if isinstance(tree, dict):
        kept = {key: _given(value) for key, value in tree.items()}  # pyright: ignore[reportUnknownVariableType] - JSON
        return {key: value for key, value in kept.items() if value is not None}
    return tree


def _place(resource: Resource, **inputs: Any) -> dict[str, Any]:
    return {"location": resource.get("location"), **inputs}


def _disk(disk: Any, **more: Any) -> dict[str, Any]:
    kind = lookup(disk, "storageAccountType", lookup(disk, "managedDiskType"))
    return {
        "createOption": lookup(disk, "createOption"),
        "diffDiskSettings": lookup(disk, "diffDiskSettings"),
        "diskSizeGB": lookup(disk, "diskSizeGb"),
        "managedDisk": {"storageAccountType": kind},
        "osType": lookup(disk, "osType"),
        **more,
    }


def _disks(listed: Any) -> Any:
    # Unknown ones stay unknown; a list is translated one by one.
    return [_given(_disk(disk)) for disk in listed] if isinstance(listed, list) else listed


def _machine(system: str | None) -> Callable[[Resource], dict[str, Any]]:
    def translate(resource: Resource) -> dict[str, Any]:
        disk = _disk(resource.get("osDisk", {}), osType=system)
        return _place(
            resource,
            hardwareProfile={"vmSize": resource.get("size")},
            priority=resource.get("priority"),
            storageProfile={"osDisk": disk},
        )

    return translate


def _old_machine(resource: Resource) -> dict[str, Any]:
    return _place(
        resource,
        hardwareProfile={"vmSize": resource.get("vmSize")},
        osProfile={"windowsConfiguration": resource.get("osProfileWindowsConfig")},
        storageProfile={
            "dataDisks": _disks(resource.get("storageDataDisks")),
            "osDisk": _disk(resource.get("storageOsDisk", {})),
        },
    )


def _scale_set(system: str | None) -> Callable[[Resource], dict[str, Any]]:
    def translate(resource: Resource) -> dict[str, Any]:
        storage = {
            "dataDisks": _disks(resource.get("dataDisks")),
            "osDisk": _disk(resource.get("osDisk", {}), osType=system),
        }
        return _place(
            resource,
            sku={"name": resource.get("sku"), "capacity": resource.get("instances", 0)},
            virtualMachineProfile={"priority": resource.get("priority"), "storageProfile": storage},
        )

    return translate


def _managed_disk(resource: Resource) -> dict[str, Any]:
    return _place(
        resource,
        diskSizeGB=resource.get("diskSizeGb"),
        sku={"name": resource.get("storageAccountType")},
        tier=resource.get("tier"),
    )


def _cluster(resource: Resource) -> dict[str, Any]:
    pool = resource.get("defaultNodePool")
    pools = pool if isinstance(pool, Unknown) else [_given(_pool(pool))] if pool is not None else []
    return _place(resource, agentPoolProfiles=pools, sku={"tier": resource.get("skuTier")})


def _node_pool(resource: Resource) -> dict[str, Any]:
    return _pool(resource.inputs)


def _pool(pool: Any) -> dict[str, Any]:
    scaling = lookup(pool, "autoScalingEnabled", lookup(pool, "enableAutoScaling"))
    return {
        "count": lookup(pool, "nodeCount"),
        "enableAutoScaling": scaling,
        "maxCount": lookup(pool, "maxCount"),
        "minCount": lookup(pool, "minCount"),
        "osDiskSizeGB": lookup(pool, "osDiskSizeGb"),
        # The classic provider asks for a managed disk where nothing is said.
        "osDiskType": lookup(pool, "osDiskType", "Managed"),
        "osType": lookup(pool, "osType"),
        "scaleSetPriority": lookup(pool, "priority"),
        "vmSize": lookup(pool, "vmSize"),
    }


def _public_address(resource: Resource) -> dict[str, Any]:
    sku = {"name": resource.get("sku"), "tier": resource.get("skuTier")}
    return _place(resource, publicIPAddressVersion=resource.get("ipVersion"), sku=sku)


def _load_balancer(resource: Resource) -> dict[str, Any]:
    return _place(resource, sku={"name": resource.get("sku"), "tier": resource.get("skuTier")})


def _storage_account(resource: Resource) -> dict[str, Any]:
    tier, replication = resource.get("accountTier"), resource.get("accountReplicationType")
    parts = (tier, replication)
    unknown = next((part for part in parts if isinstance(part, Unknown)), None)
    sku = unknown if unknown is not None else None if None in parts else f"{tier}_{replication}"
    return _place(
        resource,
        accessTier=resource.get("accessTier"),
        isHnsEnabled=resource.get("isHnsEnabled"),
        kind=resource.get("accountKind"),
        sku={"name": sku},
    )


def _key(resource: Resource) -> dict[str, Any]:
    return {"properties": {"kty": resource.get("keyType"), "keySize": resource.get("keySize")}}


def _workspace(resource: Resource) -> dict[str, Any]:
    return _place(resource, sku={"name": resource.get("sku")})


def _compute_cluster(resource: Resource) -> dict[str, Any]:
    properties = {
        "scaleSettings": resource.get("scaleSettings"),
        "vmPriority": resource.get("vmPriority"),
        "vmSize": resource.get("vmSize"),
    }
    return _place(resource, properties={"computeType": "AmlCompute", "properties": properties})


def _compute_instance(resource: Resource) -> dict[str, Any]:
    properties = {"vmSize": resource.get("virtualMachineSize")}
    return {"properties": {"computeType": "ComputeInstance", "properties": properties}}


_TRANSLATIONS: Mapping[str, tuple[str, Callable[[Resource], dict[str, Any]]]] = {
    "azure:compute/linuxVirtualMachine:LinuxVirtualMachine": ("azure-native:compute:VirtualMachine", _machine(None)),
    "azure:compute/linuxVirtualMachineScaleSet:LinuxVirtualMachineScaleSet": (
        "azure-native:compute:VirtualMachineScaleSet",
        _scale_set(None),
    ),
    "azure:compute/managedDisk:ManagedDisk": ("azure-native:compute:Disk", _managed_disk),
    "azure:compute/virtualMachine:VirtualMachine": ("azure-native:compute:VirtualMachine", _old_machine),
    "azure:compute/windowsVirtualMachine:WindowsVirtualMachine": (
        "azure-native:compute:VirtualMachine",
        _machine(_WINDOWS),
    ),
    "azure:compute/windowsVirtualMachineScaleSet:WindowsVirtualMachineScaleSet": (
        "azure-native:compute:VirtualMachineScaleSet",
        _scale_set(_WINDOWS),
    ),
    "azure:containerservice/kubernetesCluster:KubernetesCluster": (
        "azure-native:containerservice:ManagedCluster",
        _cluster,
    ),
    "azure:containerservice/kubernetesClusterNodePool:KubernetesClusterNodePool": (
        "azure-native:containerservice:AgentPool",
        _node_pool,
    ),
    "azure:dns/zone:Zone": ("azure-native:dns:Zone", _place),
    "azure:keyvault/key:Key": ("azure-native:keyvault:Key", _key),
    "azure:keyvault/keyVault:KeyVault": ("azure-native:keyvault:Vault", _place),
    "azure:lb/loadBalancer:LoadBalancer": ("azure-native:network:LoadBalancer", _load_balancer),
    "azure:machinelearning/computeCluster:ComputeCluster": (
        "azure-native:machinelearningservices:Compute",
        _compute_cluster,
    ),
    "azure:machinelearning/computeInstance:ComputeInstance": (
        "azure-native:machinelearningservices:Compute",
        _compute_instance,
    ),
    "azure:network/natGateway:NatGateway": ("azure-native:network:NatGateway", _place),
    "azure:network/publicIp:PublicIp": ("azure-native:network:PublicIPAddress", _public_address),
    "azure:operationalinsights/analyticsWorkspace:AnalyticsWorkspace": (
        "azure-native:operationalinsights:Workspace",
        _workspace,
    ),
    "azure:privatedns/zone:Zone": ("azure-native:privatedns:PrivateZone", _place),
    "azure:privatelink/endpoint:Endpoint": ("azure-native:network:PrivateEndpoint", _place),
    "azure:storage/account:Account": ("azure-native:storage:StorageAccount", _storage_account),
}
TYPES = tuple(_TRANSLATIONS)
"""Classic types that are translated."""
