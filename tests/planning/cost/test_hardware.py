"""Which machines a resource rents, however its program buys them: the rules about accelerators read no other way."""

from typing import Any

import pytest

from accel.planning.cost.hardware import RENTERS, Rented, rented
from accel.planning.graph import UNKNOWN
from accel.planning.type_tokens import canonical
from tests.policies.building import resource

L4 = ("nvidia-l4", 1.0)
A100 = "Standard_NC24ads_A100_v4"


def rents(type_: str, **inputs: Any) -> list[tuple[str | None, str | None, float, str | None]]:
    return [
        (rent.machine, rent.accelerator, rent.accelerators, rent.purchase)
        for rent in rented(resource(type_, inputs=inputs))
    ]


@pytest.mark.parametrize(
    ("type_", "inputs", "expected"),
    [
        (
            "aws:eks/nodeGroup:NodeGroup",
            {"instanceTypes": ["g6.xlarge", "m5.large"], "capacityType": "SPOT"},
            [("g6.xlarge", *L4, "spot"), ("m5.large", None, 0.0, "spot")],
        ),
        ("aws:eks/nodeGroup:NodeGroup", {"instanceTypes": [UNKNOWN]}, [(None, None, 0, "on_demand")]),
        ("aws:eks/nodeGroup:NodeGroup", {"launchTemplate": {"id": UNKNOWN}}, []),
        ("aws:ec2/launchTemplate:LaunchTemplate", {"instanceType": "g6.xlarge"}, [("g6.xlarge", *L4, "on_demand")]),
        (
            "aws:ec2/launchTemplate:LaunchTemplate",
            {"instanceType": "g6.xlarge", "instanceMarketOptions": {}},
            [("g6.xlarge", *L4, "spot")],
        ),
        ("aws:ec2/launchTemplate:LaunchTemplate", {"userData": "x"}, []),
        (
            "aws:ec2/instance:Instance",
            {"instanceType": "g6.xlarge", "instanceMarketOptions": {"marketType": "capacity-block"}},
            [("g6.xlarge", *L4, "capacity_block")],
        ),
        (
            "aws:ec2/instance:Instance",
            {"instanceType": "g6.xlarge", "instanceMarketOptions": UNKNOWN},
            [("g6.xlarge", *L4, None)],
        ),
        (
            "aws:autoscaling/group:Group",
            {
                "mixedInstancesPolicy": {
                    "instancesDistribution": {"onDemandPercentageAboveBaseCapacity": 0, "onDemandBaseCapacity": 0},
                    "launchTemplate": {"overrides": [{"instanceType": "g6.xlarge"}]},
                }
            },
            [("g6.xlarge", *L4, "spot")],
        ),
        ("aws:autoscaling/group:Group", {"launchTemplate": {"id": UNKNOWN}}, []),
        (
            "aws:sagemaker/trainingJob:TrainingJob",
            {"resourceConfig": {"instanceType": "ml.g6.xlarge", "instanceCount": 2}, "enableManagedSpotTraining": True},
            [("ml.g6.xlarge", *L4, "spot")],
        ),
        (
            "aws:sagemaker/trainingJob:TrainingJob",
            {"resourceConfig": {"instanceGroups": [{"instanceType": "ml.g6.xlarge"}, {"instanceType": "ml.m5.large"}]}},
            [("ml.g6.xlarge", *L4, "on_demand"), ("ml.m5.large", None, 0.0, "on_demand")],
        ),
        (
            "aws:sagemaker/notebookInstance:NotebookInstance",
            {"instanceType": "ml.g6.xlarge"},
            [("ml.g6.xlarge", *L4, "on_demand")],
        ),
        (
            "gcp:compute/instanceTemplate:InstanceTemplate",
            {"machineType": "g2-standard-8", "scheduling": {"provisioningModel": "SPOT", "preemptible": True}},
            [("g2-standard-8", *L4, "spot")],
        ),
        (
            "gcp:compute/regionInstanceTemplate:RegionInstanceTemplate",
            {"machineType": "n1-standard-8", "guestAccelerators": [{"type": "nvidia-tesla-t4", "count": 2}]},
            [("n1-standard-8", "nvidia-tesla-t4", 2.0, "on_demand")],
        ),
        (
            "gcp:compute/instance:Instance",
            {"machineType": "g2-standard-8", "scheduling": {"provisioningModel": "FLEX_START"}},
            [("g2-standard-8", *L4, "flex_start")],
        ),
        (
            "gcp:compute/instance:Instance",
            {"machineType": "g2-standard-8", "scheduling": {"provisioningModel": UNKNOWN}},
            [("g2-standard-8", *L4, None)],
        ),
        (
            "azure-native:compute:VirtualMachine",
            {"hardwareProfile": {"vmSize": A100}, "priority": "Spot"},
            [(A100, "nvidia-a100-80gb", 1.0, "spot")],
        ),
        (
            "azure-native:containerservice:ManagedCluster",
            {"agentPoolProfiles": [{"vmSize": A100}, {"vmSize": UNKNOWN, "scaleSetPriority": UNKNOWN}]},
            [(A100, "nvidia-a100-80gb", 1.0, "on_demand"), (None, None, 0, None)],
        ),
        ("azure-native:containerservice:AgentPool", {"vmSize": A100}, [(A100, "nvidia-a100-80gb", 1.0, "on_demand")]),
        (
            "azure-native:machinelearningservices:Compute",
            {"properties": {"computeType": "AmlCompute", "properties": {"vmSize": A100, "vmPriority": "LowPriority"}}},
            [(A100, "nvidia-a100-80gb", 1.0, "spot")],
        ),
        (
            "azure-native:machinelearningservices:OnlineDeployment",
            {"properties": {"instanceType": A100}},
            [(A100, "nvidia-a100-80gb", 1.0, "on_demand")],
        ),
        (
            "azure-native:machinelearningservices/v20240401:OnlineDeployment",
            {"onlineDeploymentProperties": {"instanceType": A100}},
            [(A100, "nvidia-a100-80gb", 1.0, "on_demand")],
        ),
        (
            "azure-native_compute_v20240701:compute:VirtualMachineScaleSet",
            {"sku": {"name": A100}, "virtualMachineProfile": {"priority": "Spot"}},
            [(A100, "nvidia-a100-80gb", 1.0, "spot")],
        ),
        (
            "azure:containerservice/kubernetesCluster:KubernetesCluster",
            {"defaultNodePool": {"vmSize": A100}},
            [(A100, "nvidia-a100-80gb", 1.0, "on_demand")],
        ),
        (
            "azure:containerservice/kubernetesClusterNodePool:KubernetesClusterNodePool",
            {"vmSize": A100, "priority": "Spot"},
            [(A100, "nvidia-a100-80gb", 1.0, "spot")],
        ),
        (
            "azure:compute/linuxVirtualMachineScaleSet:LinuxVirtualMachineScaleSet",
            {"sku": A100, "instances": 3},
            [(A100, "nvidia-a100-80gb", 1.0, "on_demand")],
        ),
    ],
)
def test_machines_are_read_from_every_way_to_rent_them(
    type_: str, inputs: dict[str, Any], expected: list[tuple[Any, ...]]
) -> None:
    assert rents(type_, **inputs) == expected
    assert canonical(type_) in RENTERS


@pytest.mark.parametrize("type_", RENTERS)
@pytest.mark.parametrize("value", [UNKNOWN, None, "x", 3, [], [UNKNOWN], {}, {"a": [UNKNOWN]}], ids=repr)
def test_no_input_is_a_crash_or_an_accelerator_that_nobody_named(type_: str, value: object) -> None:
    names = (
        *(
            "instanceType",
            "instanceTypes",
            "machineType",
            "mixedInstancesPolicy",
            "instanceMarketOptions",
            "scheduling",
        ),
        *("nodeConfig", "nodePools", "productionVariants", "resourceConfig", "agentPoolProfiles", "defaultNodePool"),
        *("hardwareProfile", "sku", "properties", "vmSize", "priority", "size", "guestAccelerators", "acceleratorType"),
    )
    for rent in rented(resource(type_, inputs=dict.fromkeys(names, value))):
        assert isinstance(rent, Rented)
        # A TPU VM of which nothing is said is a v2-8.
        assert rent.accelerator is None or (rent.machine, value) == ("v2-8", None)
