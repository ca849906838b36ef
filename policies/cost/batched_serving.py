"""Large accelerators answer several requests at once."""

from collections.abc import Iterable, Iterator

from pydantic import Field

from accel.catalog import gke
from accel.catalog.accelerators import accelerators
from accel.catalog.batching import batch_arguments, batch_variables
from accel.planning.cost.hardware import rented
from accel.planning.graph import Graph, Resource
from accel.planning.served import argument, variable
from policies.frameworks import CAPACITY
from policies.properties import mapping, objects
from policies.resource_types import SAGEMAKER_ENDPOINT_CONFIGURATIONS, SAGEMAKER_MODELS
from policies.rule import ADVISORY, Rule, RuleContext, RuleSettings, Violation, everywhere
from policies.serving import model_servers, workloads_by_pool

_ONE = "1"


class BatchedServingSettings(RuleSettings):
    """What counts as large."""

    min_memory_gib: float = Field(gt=0, description="Memory of an accelerator from which on requests must share it.")


def _check(graph: Graph, context: RuleContext[BatchedServingSettings]) -> Iterable[Violation]:
    large = {
        name
        for name, found in accelerators().items()
        if found.memory_gib is not None and found.memory_gib >= context.settings.min_memory_gib
    }
    yield from (
        Violation(resource.urn, f"{setting} is 1 on {kind}: each request reads all weights for itself")
        for resource, kind, setting in (*_pods(graph), *_models(graph))
        if kind in large
    )


def _pods(graph: Graph) -> Iterator[tuple[Resource, str, str]]:
    pools = {workload.resource.urn: urn for urn, found in workloads_by_pool(graph).items() for workload in found}
    for server in model_servers(graph):
        setting = next((name for name in batch_arguments() if argument(server, name) == _ONE), None) or next(
            (name for name in batch_variables() if variable(server, name) == _ONE), None
        )
        if setting is None:
            continue
        asked = mapping(server.get("spec.template.spec.nodeSelector")).get(gke.name("accelerator"))
        rents = rented(graph.by_urn[pools[server.urn]]) if server.urn in pools else []
        kinds = [rent.accelerator for rent in rents] or [asked]
        for kind in dict.fromkeys(kind for kind in kinds if isinstance(kind, str)):
            yield server, kind, setting


def _models(graph: Graph) -> Iterator[tuple[Resource, str, str]]:
    """A model of SageMaker is told how to serve, and the configurations that name it on which machines."""
    told: dict[str, tuple[Resource, str]] = {}
    for model in graph.of(*SAGEMAKER_MODELS):
        for container in (model.get("primaryContainer"), *objects(model.get("containers"))):
            environment = mapping(mapping(container).get("environment"))
            setting = next((name for name in batch_variables() if str(environment.get(name)) == _ONE), None)
            if setting is not None:
                told[model.urn] = model, setting
    for configuration in graph.of(*SAGEMAKER_ENDPOINT_CONFIGURATIONS) if told else ():
        kinds = dict.fromkeys(rent.accelerator for rent in rented(configuration))
        for urn in configuration.dependencies:
            if urn in told:
                model, setting = told[urn]
                yield from ((model, kind, setting) for kind in kinds if kind is not None)


RULE = Rule(
    id="batched-serving",
    title="Large accelerators answer several requests at once",
    group="cost",
    cloud="any",
    severity="medium",
    levels=ADVISORY,
    why=(
        "To make one token a server reads all weights, for one request or for many: one at a time, a large accelerator "
        "waits for its memory and does a small part of what it is paid for."
    ),
    remediation="Let the server batch: leave out the setting, or raise it as far as the cache of its requests fits.",
    frameworks=(*CAPACITY,),
    # Below it are accelerators (T4, A4000) whose memory one request may fill beside the weights.
    settings=everywhere(BatchedServingSettings(min_memory_gib=20)),
    check_stack=_check,
)
