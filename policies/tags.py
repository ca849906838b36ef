"""Tags on AWS and labels on Google Cloud: which resources carry them, and which of them are missing."""

import json
from typing import Any

from accel.planning.graph import Resource, lookup
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
    "gcp:container/cluster:Cluster": "resourceLabels",
    # The labels of the machines, which is what the bill shows.
    "gcp:container/nodePool:NodePool": "nodeConfig.resourceLabels",
}
"""Where a type of resource carries its tags."""


def missing_tags(resource: Resource, wanted: tuple[str, ...], view: StackView) -> list[str]:
    """Return the wanted tags that a resource certainly lacks, the default tags of its provider counted in."""
    place = TAGGABLE[resource.type]
    given = resource.get(place)
    if is_unknown(given):
        return []
    # The provider's default labels do not reach the labels of a node pool's machines.
    inherited: Any = {} if "." in place else _default_tags(view.provider_of(resource))
    if is_unknown(inherited):
        return []
    found = {**mapping(inherited), **mapping(given)}
    return [name for name in wanted if found.get(name) in (None, "") and not is_unknown(found.get(name))]


def _default_tags(provider: Resource | None) -> Any:
    if provider is None:
        return {}
    if provider.type == "pulumi:providers:aws":
        return lookup(_parsed(provider.get("defaultTags")), "tags", {})
    return _parsed(provider.get("defaultLabels"))


def _parsed(value: Any) -> Any:
    """Objects among a provider's inputs travel as JSON text."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return {}
