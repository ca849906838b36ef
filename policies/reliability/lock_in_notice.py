"""Training that no other cloud could run is a decision, and is told."""

from collections.abc import Iterable, Iterator

from pydantic import Field

from accel.catalog.accelerators import accelerators
from accel.planning.cost.hardware import EC2_INSTANCES, NODE_POOLS, TPU_VMS, rented
from accel.planning.graph import Graph, Resource
from policies.accelerators import is_for_training
from policies.frameworks import CLOUD_EXIT
from policies.rule import Rule, RuleContext, RuleSettings, Violation, everywhere, levels
from policies.serving import workloads_by_pool

_ONLY_AT = {"aws": "AWS", "google": "Google Cloud", "microsoft": "Azure"}
"""Clouds that make chips and rent them out themselves, by vendor in the catalogue of accelerators."""
_TRAINERS = (*EC2_INSTANCES, "aws:autoscaling/group:Group", "aws:sagemaker/trainingJob:TrainingJob")


class LockInSettings(RuleSettings):
    """What is decided already."""

    accepted: list[str] = Field(default=[], description="Ids of accelerators that the team has decided to depend on.")


def _check(graph: Graph, context: RuleContext[LockInSettings]) -> Iterable[Violation]:
    for resource in _trainers(graph):
        for kind in dict.fromkeys(rent.accelerator for rent in rented(resource) if rent.accelerator):
            found = accelerators().get(kind)
            if found is not None and found.vendor in _ONLY_AT and kind not in context.settings.accepted:
                yield Violation(
                    resource.urn,
                    f"trains on {kind}, which {_ONLY_AT[found.vendor]} alone rents out: what is written for it runs "
                    "on no other cloud",
                )


def _trainers(graph: Graph) -> Iterator[Resource]:
    # Slices train whatever their generation: nothing of ours serves from them.
    yield from graph.of(*TPU_VMS)
    for resource in graph.of(*_TRAINERS):
        if any(is_for_training(rent.accelerator) for rent in rented(resource)):
            yield resource
    serving = workloads_by_pool(graph)
    yield from (pool for pool in graph.of(*NODE_POOLS) if pool.urn not in serving)


RULE = Rule(
    id="lock-in-notice",
    title="Training is portable to another cloud, or the team has decided otherwise",
    group="reliability",
    cloud="any",
    severity="low",
    levels=levels("disabled", "advisory", "advisory"),
    why=(
        "TPU, Trainium and Inferentia are cheap, and one cloud alone has them: when it is short of them, or raises its "
        "price, there is nowhere to go without rewriting and measuring again."
    ),
    remediation=(
        "Keep the training code free of the vendor's interfaces and try it on GPUs, or name the accelerator in "
        "policies.lock-in-notice.accepted."
    ),
    frameworks=(*CLOUD_EXIT,),
    settings=everywhere(LockInSettings()),
    check_stack=_check,
)
