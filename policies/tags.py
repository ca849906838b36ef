"""Tags on AWS and Azure, and labels on Google Cloud: which resources carry them, and which of them are missing."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from accel.planning.graph import Resource, lookup
from accel.planning.stack import StackFacts
from policies.properties import is_unknown, mapping
from policies.rule import StackView

_TAGS = "tags"
_LABELS = "labels"
TAGGABLE = {
    **dict.fromkeys(
        (
            "aws:appautoscaling/target:Target",
            "aws:cloudtrail/trail:Trail",
            "aws:cloudwatch/logGroup:LogGroup",
            "aws:cloudwatch/metricAlarm:MetricAlarm",
            "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
            "aws:ec2/eip:Eip",
            "aws:ec2/flowLog:FlowLog",
            "aws:ec2/instance:Instance",
            "aws:ec2/internetGateway:InternetGateway",
            "aws:ec2/launchTemplate:LaunchTemplate",
            "aws:ec2/natGateway:NatGateway",
            "aws:ec2/networkAcl:NetworkAcl",
            "aws:ec2/routeTable:RouteTable",
            "aws:ec2/securityGroup:SecurityGroup",
            "aws:ec2/subnet:Subnet",
            "aws:ec2/vpc:Vpc",
            "aws:ec2/vpcEndpoint:VpcEndpoint",
            "aws:iam/policy:Policy",
            "aws:iam/role:Role",
            "aws:kms/key:Key",
            "aws:s3/bucket:Bucket",
            "aws:sagemaker/endpoint:Endpoint",
            "aws:sagemaker/endpointConfiguration:EndpointConfiguration",
            "aws:sagemaker/model:Model",
            "aws:secretsmanager/secret:Secret",
            "aws:sns/topic:Topic",
        ),
        _TAGS,
    ),
    **dict.fromkeys(
        (
            "gcp:compute/address:Address",
            "gcp:compute/disk:Disk",
            "gcp:compute/instance:Instance",
            "gcp:filestore/instance:Instance",
            "gcp:kms/cryptoKey:CryptoKey",
            "gcp:secretmanager/secret:Secret",
            "gcp:storage/bucket:Bucket",
            "gcp:tpu/v2Vm:V2Vm",
        ),
        _LABELS,
    ),
    **dict.fromkeys(
        (
            "azure-native:cognitiveservices:Account",
            "azure-native:compute:Disk",
            "azure-native:compute:DiskEncryptionSet",
            "azure-native:compute:VirtualMachine",
            "azure-native:compute:VirtualMachineScaleSet",
            "azure-native:containerregistry:Registry",
            "azure-native:containerservice:AgentPool",
            "azure-native:containerservice:ManagedCluster",
            "azure-native:keyvault:Key",
            "azure-native:keyvault:Vault",
            "azure-native:machinelearningservices:Compute",
            "azure-native:machinelearningservices:OnlineEndpoint",
            "azure-native:machinelearningservices:Workspace",
            "azure-native:managedidentity:UserAssignedIdentity",
            "azure-native:network:NatGateway",
            "azure-native:network:NetworkInterface",
            "azure-native:network:NetworkSecurityGroup",
            "azure-native:network:PrivateEndpoint",
            "azure-native:network:PublicIPAddress",
            "azure-native:network:VirtualNetwork",
            "azure-native:operationalinsights:Workspace",
            "azure-native:privatedns:PrivateZone",
            "azure-native:resources:ResourceGroup",
            "azure-native:storage:StorageAccount",
        ),
        _TAGS,
    ),
    "gcp:container/cluster:Cluster": "resourceLabels",
    # The labels of the machines, which is what the bill shows.
    "gcp:container/nodePool:NodePool": "nodeConfig.resourceLabels",
}
"""Where a type of resource carries its tags."""
_MANAGED_BY = "accelerator-blueprints"
_NEW_WITH_NEW_LABELS = (
    "gcp:tpu/v2Vm:V2Vm",
    "azure-native:keyvault:Key",
    "azure-native:machinelearningservices:Compute",
)
"""Types of which no source says that their labels change in place, or one that they cannot change."""


def missing_tags(resource: Resource, wanted: tuple[str, ...], view: StackView) -> list[str]:
    """Return the wanted tags that a resource certainly lacks, the default tags of its provider counted in."""
    place = TAGGABLE[resource.kind]
    given = resource.get(place)
    if is_unknown(given):
        return []
    # The provider's default labels do not reach the labels of a node pool's machines.
    inherited: Any = {} if "." in place else _default_tags(view.provider_of(resource))
    if is_unknown(inherited):
        return []
    found = {**mapping(inherited), **mapping(given)}
    return [name for name in wanted if found.get(name) in (None, "") and not is_unknown(found.get(name))]


def with_tags(resource: Resource, missing: list[str], facts: StackFacts) -> dict[str, Any] | None:
    """Return inputs with the missing tags; None where the stack does not say one, or a change could replace something.

    The blueprint of a resource is in no stack file.
    """
    place = TAGGABLE[resource.kind]
    values = {
        "environment": facts.environment,
        "owner": facts.owner,
        "cost-center": facts.cost_center,
        "stack": facts.stack.lower(),
        "managed-by": _MANAGED_BY,
    }
    if "." in place or resource.kind in _NEW_WITH_NEW_LABELS or not all(values.get(name) for name in missing):
        return None
    given = resource.get(place, {})
    if not isinstance(given, Mapping):
        return None
    return {**resource.inputs, place: {**given, **{name: values[name] for name in missing}}}


def _default_tags(provider: Resource | None) -> Any:
    if provider is None:
        return {}
    if provider.kind == "pulumi:providers:aws":
        return lookup(_parsed(provider.get("defaultTags")), "tags", {})
    return _parsed(provider.get("defaultLabels"))


def _parsed(value: Any) -> Any:
    """Objects among a provider's inputs travel as JSON text."""
    return _from_json(value) if isinstance(value, str) else value


# One provider has thousands of resources.
@lru_cache(maxsize=64)
def _from_json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return {}
