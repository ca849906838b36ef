"""A server that fits into a part of a GPU does not rent all of it."""

from collections.abc import Iterable

from pydantic import Field

from accel.planning.graph import Graph
from accel.planning.sharing import sharing_of
from policies.frameworks import CAPACITY
from policies.rule import ADVISORY, Rule, RuleContext, RuleSettings, Violation, everywhere
from policies.serving import workloads_by_pool


class GpuSliceSettings(RuleSettings):
    """When cutting a GPU is worth it."""

    min_partitions: int = Field(ge=2, description="Parts of a GPU from which on it must be cut.")


def _check(graph: Graph, context: RuleContext[GpuSliceSettings]) -> Iterable[Violation]:
    for urn, workloads in workloads_by_pool(graph).items():
        for workload in workloads:
            found = sharing_of(graph.by_urn[urn], workload)
            if found is not None and found.partitions >= context.settings.min_partitions:
                yield Violation(
                    workload.resource.urn,
                    f"{found.model.id} with a request of {found.context_tokens} tokens fits into {found.partition}, of "
                    f"which a {found.accelerator} makes {found.partitions}, and has a whole one",
                )


RULE = Rule(
    id="gpu-slice-fits",
    title="Servers that fit into a part of a GPU have a part of it",
    group="cost",
    cloud="gcp",
    severity="low",
    levels=ADVISORY,
    why="A whole data-centre GPU for a small model leaves most of its memory and arithmetic idle, and paid for.",
    remediation="Set gpuPartitionSize of the node pool (nodePool.partitionSize) to that size, or take a smaller GPU.",
    frameworks=(*CAPACITY,),
    # Half a GPU is the least that can be given to somebody else.
    settings=everywhere(GpuSliceSettings(min_partitions=2)),
    check_stack=_check,
)
