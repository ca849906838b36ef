"""Machines stand in subnets without a way to the internet of their own."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from accel.planning.graph import Graph
from policies.ec2 import MACHINES
from policies.frameworks import NETWORK_BOUNDARY
from policies.resource_types import (
    EKS_NODE_GROUPS,
    SAGEMAKER_DOMAINS,
    SAGEMAKER_MODELS,
    SAGEMAKER_NOTEBOOKS,
    SPOT_FLEETS,
    SUBNETS,
)
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule, Violation
from policies.sagemaker_jobs import JOBS
from policies.subnets import public_subnets

_STANDING = (
    *MACHINES,
    *EKS_NODE_GROUPS,
    *SAGEMAKER_DOMAINS,
    *SAGEMAKER_MODELS,
    *SAGEMAKER_NOTEBOOKS,
    *JOBS,
    *SPOT_FLEETS,
    "aws:autoscaling/group:Group",
    "aws:batch/computeEnvironment:ComputeEnvironment",
)
_PLACES = (
    "subnetId",
    "subnetIds",
    "vpcConfig",
    "networkInterfaces",
    "vpcZoneIdentifiers",
    "computeResources",
    "networkConfig",
    "trainingJobDefinition",
    "trainingJobDefinitions",
    "monitoringScheduleConfig",
    "launchSpecifications",
    "launchTemplateConfigs",
)


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    public = {subnet.urn: subnet for subnet in public_subnets(graph)}
    if not public:
        return
    every = {subnet.urn for subnet in graph.of(*SUBNETS)}
    ids = {str(subnet.outputs.get("id")): urn for urn, subnet in public.items()}
    for machine in graph.of(*_STANDING):
        named = [ids[text] for place in _PLACES for text in _texts(machine.inputs.get(place)) if text in ids]
        # Where ids are unknown, a property may depend on more subnets than it names: on all of a network's.
        linked = [urn for place in _PLACES for urn in machine.property_dependencies.get(place, ()) if urn in every]
        certain = named or (linked if all(urn in public for urn in linked) else [])
        for urn in dict.fromkeys(certain):
            yield Violation(machine.urn, f"stands in {public[urn].name}, a subnet with a route to an internet gateway")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


RULE = Rule(
    id="machine-in-private-subnet",
    title="Machines stand in private subnets",
    group="security",
    cloud="aws",
    severity="high",
    levels=MANDATORY_OUTSIDE_DEV,
    why="In a public subnet one wrong address or security group puts an accelerator machine on the internet.",
    remediation="Give the private subnets of the stack; public ones are for NAT gateways and load balancers.",
    frameworks=(*NETWORK_BOUNDARY,),
    check_stack=_check,
)
