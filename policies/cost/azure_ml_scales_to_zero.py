"""Clusters of Azure ML shrink to nothing when no job runs."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.azure import word
from policies.frameworks import CAPACITY, checkov
from policies.properties import number
from policies.resource_types import ML_COMPUTES
from policies.rule import PlainContext, Rule, levels


def _check(compute: Resource, _: PlainContext) -> Iterable[str]:
    if word(compute.get("properties.computeType")) != "amlcompute":
        return
    # The default is 0.
    fewest = number(compute.get("properties.properties.scaleSettings.minNodeCount", 0))
    if fewest is not None and fewest > 0:
        yield f"keeps {fewest:g} nodes when no job runs"


RULE = Rule(
    id="azure-ml-scales-to-zero",
    title="Azure ML clusters shrink to no nodes",
    group="cost",
    cloud="azure",
    severity="medium",
    levels=levels("mandatory", "advisory", "advisory"),
    why="A job ends in the evening, and its accelerators are paid for until the morning.",
    remediation="Set scaleSettings.minNodeCount to 0; nodes come back with the next job.",
    frameworks=(*checkov("CKV_AZURE_150"), *CAPACITY),
    types=ML_COMPUTES,
    check_resource=_check,
)
