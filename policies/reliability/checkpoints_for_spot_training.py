"""Interruptible training writes its checkpoints where they outlive it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from accel.planning.cost.hardware import COMPUTE_INSTANCES, EC2_INSTANCES, TPU_VMS, rented
from accel.planning.graph import UNKNOWN, Graph, Resource
from policies.accelerators import trains
from policies.frameworks import RECOVERY
from policies.properties import absent
from policies.resource_types import GCS_BUCKETS, S3_BUCKETS
from policies.rule import MANDATORY, PlainContext, Rule, Violation

_JOBS = ("aws:sagemaker/trainingJob:TrainingJob",)
_BUCKETS = ("gs://", "s3://")
_TOLD = ("metadata", "metadataStartupScript", "userData", "userDataBase64", "tags", "labels")
"""Where a machine is told what to do."""


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    buckets = {bucket.urn for bucket in graph.of(*GCS_BUCKETS, *S3_BUCKETS)}
    for machine in _interruptible(graph):
        told = any(_names_a_bucket(machine.get(name)) for name in _TOLD)
        if not told and not buckets.intersection(machine.dependencies):
            yield Violation(machine.urn, "is interruptible and knows no bucket for checkpoints")
    for job in graph.of(*_JOBS):
        # Off by default.
        if job.get("enableManagedSpotTraining") is True and absent(job.get("checkpointConfig.s3Uri")):
            yield Violation(job.urn, "is interruptible and has no checkpointConfig")


def _interruptible(graph: Graph) -> Iterator[Resource]:
    for machine in graph.of(*TPU_VMS, *EC2_INSTANCES, *COMPUTE_INSTANCES):
        if any(rent.interruptible and trains(machine, rent) for rent in rented(machine)):
            yield machine


def _names_a_bucket(value: Any) -> bool:
    """Say whether a bucket is named somewhere in a value, or may be."""
    if isinstance(value, Mapping):
        return any(_names_a_bucket(item) for item in value.values())
    return value is UNKNOWN or (isinstance(value, str) and any(scheme in value for scheme in _BUCKETS))


RULE = Rule(
    id="checkpoints-for-spot-training",
    title="Spot training has a checkpoint bucket",
    group="reliability",
    cloud="any",
    severity="high",
    levels=MANDATORY,
    why=("A spot machine is taken back with seconds or minutes of notice; without checkpoints all its hours are lost."),
    remediation="Give the machine a checkpoint bucket and the job a checkpointConfig, or buy it on demand.",
    frameworks=(*RECOVERY,),
    check_stack=_check,
)
