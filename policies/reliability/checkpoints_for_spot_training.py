"""Interruptible training writes its checkpoints where they outlive it."""

from collections.abc import Iterable

from accel.planning.graph import UNKNOWN, Graph
from policies.frameworks import RECOVERY
from policies.properties import mapping
from policies.resource_types import GCS_BUCKETS, TPU_VMS
from policies.rule import MANDATORY, PlainContext, Rule, Violation


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    buckets = {bucket.urn for bucket in graph.of(*GCS_BUCKETS)}
    for tpu in graph.of(*TPU_VMS):
        # Both default to false.
        if not (tpu.get("schedulingConfig.spot") is True or tpu.get("schedulingConfig.preemptible") is True):
            continue
        metadata = tpu.get("metadata")
        values = [metadata, *mapping(metadata).values()]
        known = any(value is UNKNOWN or (isinstance(value, str) and "gs://" in value) for value in values)
        if not known and not buckets.intersection(tpu.dependencies):
            yield Violation(tpu.urn, "is interruptible and knows no bucket for checkpoints")


RULE = Rule(
    id="checkpoints-for-spot-training",
    title="Spot training has a checkpoint bucket",
    group="reliability",
    cloud="gcp",
    severity="high",
    levels=MANDATORY,
    why="A spot machine is taken back with 30 seconds of notice; without checkpoints all its hours are lost.",
    remediation="Give the TPU slice a checkpoint bucket, or buy it on demand.",
    frameworks=(*RECOVERY,),
    check_stack=_check,
)
