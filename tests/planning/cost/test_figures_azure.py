"""Azure: figures worked by hand from the cited unit prices."""

from typing import Any

import pytest

from accel.planning.graph import UNKNOWN, Resource
from tests.planning.cost.stacks import costed
from tests.planning.cost.test_figures import Figure
from tests.policies.building import resource

# eastus, USD an hour. karpenter: karpenter-provider-azure@352646f5. ec2info: cristim/ec2-instances-info 2025-05-28.
# A month: infracost@95ba4f49, golden files kubernetes_cluster, managed_disk, linux_virtual_machine, public_ip and
# nat_gateway (the last in westeurope).
A100 = 3.673  # Standard_NC24ads_A100_v4, karpenter
A100_SPOT = 0.860584  # the same, spot, ec2info
A100_EUROPE = 4.775  # the same in westeurope, karpenter
D16 = 0.768  # Standard_D16s_v5, karpenter
T4 = 0.526  # Standard_NC4as_T4_v3, karpenter
P10, E30, S4 = 19.71, 76.80, 1.536  # managed disks a month, LRS

SIZE = "Standard_NC24ads_A100_v4"


def vm(size: object = SIZE, *, disk: object = 128, kind: str = "Premium_LRS", **inputs: Any) -> Resource:
    system = {"diskSizeGB": disk, "managedDisk": {"storageAccountType": kind}}
    given = {
        "location": "East US",
        "hardwareProfile": {"vmSize": size},
        "storageProfile": {"osDisk": system},
        **inputs,
    }
    return resource("azure-native:compute:VirtualMachine", "vm", given)


def scale_set(capacity: object, **profile: Any) -> Resource:
    given = {
        "location": "eastus",
        "sku": {"name": "Standard_NC4as_T4_v3", "capacity": capacity},
        "virtualMachineProfile": {
            "storageProfile": {"osDisk": {"diffDiskSettings": {"option": "Local"}}},
            **profile,
        },
    }
    return resource("azure-native:compute:VirtualMachineScaleSet", "set", given)


def autoscale(of: Resource, fewest: object, most: object) -> Resource:
    profiles = [{"name": "all", "capacity": {"minimum": fewest, "maximum": most, "default": fewest}}]
    return resource(
        "azure-native:monitor:AutoscaleSetting", "scale", {"profiles": profiles}, uses={"targetResourceUri": of}
    )


def aks(tier: str, *pools: dict[str, object], version: str = "") -> Resource:
    given = {"location": "eastus", "sku": {"name": "Base", "tier": tier}, "agentPoolProfiles": list(pools)}
    return resource(f"azure-native:containerservice{version}:ManagedCluster", "aks", given)


def pool(size: object = SIZE, **rest: object) -> dict[str, object]:
    return {"vmSize": size, "osDiskType": "Managed", "osDiskSizeGB": 128, **rest}


def agent_pool(of: Resource, **rest: object) -> Resource:
    return resource("azure-native:containerservice:AgentPool", "pool", pool(**rest), uses={"resourceName": of})


def deployment(**properties: object) -> Resource:
    given = {
        "location": "eastus",
        "onlineDeploymentProperties": {"endpointComputeType": "Managed", "instanceType": SIZE, **properties},
        "sku": {"name": "Default", "capacity": 2},
    }
    return resource("azure-native:machinelearningservices:OnlineDeployment", "blue", given)


FIGURES: tuple[Figure, ...] = (
    # 3.673 x 730 + 19.71
    ("an A100 machine with its disk", (vm(),), (2701.0, 2701.0, 2701.0)),
    # 0.860584 x 730 + 19.71
    ("the same as spot", (vm(priority="Spot"),), (647.93632,) * 3),
    # 0.768 x 730 and the smallest disk that holds 600 GiB, E30
    (
        "a disk pays for the size that holds it",
        (vm("Standard_D16s_v5", disk=600, kind="StandardSSD_LRS"),),
        (637.44,) * 3,
    ),
    # 3 x 0.526 x 730; their disks are on the machines
    ("a scale set", (scale_set(3),), (1151.94,) * 3),
    # 1 to 4, on average 1.9, of 0.526 x 730 = 383.98; minimum and maximum come as texts
    (
        "a scale set that moves",
        (scale_set(1), autoscale(scale_set(1), "1", "4")),
        (383.98, 729.562, 1535.92),
    ),
    # 0.10 x 730, and 2 x (0.768 x 730 + 19.71)
    (
        "an AKS cluster of the standard tier",
        (aks("Standard", pool("Standard_D16s_v5", count=2)),),
        (1233.70,) * 3,
    ),
    # the control plane costs nothing: 0.768 x 730, its disk is on the machine
    (
        "an AKS cluster of the free tier",
        (aks("Free", {"vmSize": "Standard_D16s_v5", "count": 1, "osDiskType": "Ephemeral"}),),
        (560.64,) * 3,
    ),
    # 73.00, and 0 to 2, on average 0.6, of 0.860584 x 730 + 19.71 = 647.93632
    (
        "spot nodes of an agent pool, in the cluster's region",
        (
            aks("Standard"),
            agent_pool(aks("Standard"), scaleSetPriority="Spot", enableAutoScaling=True, minCount=0, maxCount=2),
        ),
        (73.0, 461.761792, 1368.87264),
    ),
    # one version of the API is the same type: 0.10 x 730
    (
        "an AKS cluster of an API version",
        (aks("Standard", version="/v20240801"),),
        (73.0,) * 3,
    ),
    # 2 x 3.673 x 730
    ("machines behind an Azure ML endpoint", (deployment(),), (5362.58,) * 3),
    (
        "a managed disk",
        (
            resource(
                "azure-native:compute:Disk",
                inputs={"location": "eastus", "diskSizeGB": 32, "sku": {"name": "Standard_LRS"}},
            ),
        ),
        (1.536,) * 3,
    ),
    # 0.005 x 730
    (
        "a public address",
        (resource("azure-native:network:PublicIPAddress", inputs={"location": "eastus"}),),
        (3.65,) * 3,
    ),
    # 0.045 x 730
    (
        "a NAT gateway in Europe",
        (resource("azure-native:network:NatGateway", inputs={"location": "West Europe"}),),
        (32.85,) * 3,
    ),
)


@pytest.mark.parametrize(("sentence", "resources", "expected"), FIGURES, ids=[figure[0] for figure in FIGURES])
def test_estimate_comes_to_the_figure_worked_by_hand(
    sentence: str, resources: tuple[Resource, ...], expected: tuple[float, float, float]
) -> None:
    found = costed(*resources)
    assert found.monthly_usd == pytest.approx(expected, abs=1e-6), sentence
    assert found.unpriced == ()


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (vm("Standard_Z9"), "no price is known of Standard_Z9 (on demand) in eastus"),
        (vm(UNKNOWN), "vmSize is known only to the cloud"),
        (vm(osProfile={"windowsConfiguration": {}}), "no price is known of machines with Windows"),
        (vm(disk=None), "size or type of the system's disk is that of its image"),
        (vm(kind="UltraSSD_LRS"), "no price is known of managed disks of the type UltraSSD_LRS"),
        (vm(disk=64), "no price is known of disk p6 lrs in eastus"),
        (aks("Premium"), "no price is known of the tier Premium"),
        (
            aks("Free", {"vmSize": SIZE, "count": 1}),
            "size or type of the nodes' disk is chosen by AKS after their machine",
        ),
        (
            resource("azure-native:sql:Server", inputs={"location": "eastus"}),
            "nobody has classified the type azure-native:sql:Server",
        ),
    ],
)
def test_what_has_no_price_is_named_with_the_reason(item: Resource, reason: str) -> None:
    assert [found.reason for found in costed(item).unpriced] == [reason]


def test_place_is_that_of_the_resource_group_where_nothing_else_says_it() -> None:
    place = resource("azure-native:resources:ResourceGroup", "group", {"location": "westeurope"})
    inputs = {key: value for key, value in vm().inputs.items() if key != "location"}
    item = resource("azure-native:compute:VirtualMachine", "vm", inputs, uses={"resourceGroupName": place})
    (line, *_) = costed(place, item).lines
    assert line.unit_usd == A100_EUROPE
