"""Models are served from machines that are made for serving."""

from collections.abc import Iterable, Iterator

from pydantic import Field

from accel.planning.cost.hardware import ENDPOINT_CONFIGURATIONS, rented
from accel.planning.graph import Graph, Resource
from policies.accelerators import is_for_training
from policies.frameworks import CAPACITY
from policies.rule import PerEnvironment, Rule, RuleContext, RuleSettings, Violation, levels
from policies.serving import workloads_by_pool


class TrainingMachineSettings(RuleSettings):
    """What counts as a machine of the size of training."""

    min_accelerators: int = Field(ge=1, description="Fewest accelerators made for training in such a machine.")


def _check(graph: Graph, context: RuleContext[TrainingMachineSettings]) -> Iterable[Violation]:
    for resource in _servers(graph):
        for rent in rented(resource):
            if is_for_training(rent.accelerator) and rent.accelerators >= context.settings.min_accelerators:
                yield Violation(
                    resource.urn,
                    f"serves from {rent.machine}: {rent.accelerators:g} x {rent.accelerator} are made for training",
                )


def _servers(graph: Graph) -> Iterator[Resource]:
    yield from graph.of(*ENDPOINT_CONFIGURATIONS)
    # A pool serves if a Deployment of the stack runs on it.
    for urn in workloads_by_pool(graph):
        yield graph.by_urn[urn]


RULE = Rule(
    id="training-machine-for-inference",
    title="Inference does not run on machines of the size of training",
    group="cost",
    cloud="any",
    severity="medium",
    levels=levels("mandatory", "mandatory", "advisory"),
    why="Most models are served as well, and for a small part of the price, by accelerators made for inference.",
    remediation="Quantise the model or take an inference accelerator; exempt what needs the size, with the reason.",
    frameworks=(*CAPACITY,),
    settings=PerEnvironment(
        TrainingMachineSettings(min_accelerators=2),
        TrainingMachineSettings(min_accelerators=4),
        TrainingMachineSettings(min_accelerators=8),
    ),
    check_stack=_check,
)
