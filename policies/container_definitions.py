"""Containers wherever a cloud runs them: one shape for what each service calls by names of its own."""

import json
from collections.abc import Iterator
from typing import Any

from accel.planning.graph import Resource, lookup
from policies.pods import containers, pod_specs
from policies.properties import mapping, objects
from policies.resource_types import SAGEMAKER_MODELS, WORKLOAD_PATCHES, WORKLOADS

_PODS = frozenset((*WORKLOADS, *WORKLOAD_PATCHES))
_PATHS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(SAGEMAKER_MODELS, ("primaryContainer", "containers")),
    "gcp:cloudrunv2/service:Service": ("template.containers",),
    "gcp:cloudrunv2/job:Job": ("template.template.containers",),
    "gcp:cloudrunv2/workerPool:WorkerPool": ("template.containers",),
    "gcp:cloudrun/service:Service": ("template.spec.containers",),
    "azure-native:containerinstance:ContainerGroup": ("initContainers", "containers"),
    "azure-native:app:ContainerApp": ("template.initContainers", "template.containers"),
    "azure-native:app:Job": ("template.initContainers", "template.containers"),
}
"""Where a type has its containers."""
_TRAINING = {
    "aws:sagemaker/trainingJob:TrainingJob": (),
    "aws:sagemaker/hyperParameterTuningJob:HyperParameterTuningJob": (
        "trainingJobDefinition",
        "trainingJobDefinitions",
    ),
}
"""Where a type describes its training; empty for the resource itself."""
_TASKS = "aws:ecs/taskDefinition:TaskDefinition"
_JOBS = "aws:batch/jobDefinition:JobDefinition"
_VARIABLES = ("env", "envs", "environment", "environmentVariables")
_COMMANDS = (
    "command",
    "commands",
    "entryPoint",
    "args",
    "containerEntrypoints",
    "containerArguments",
)

CONTAINER_TYPES = (*WORKLOADS, *WORKLOAD_PATCHES, *_PATHS, *_TRAINING, _TASKS, _JOBS)
"""Types that run containers."""


def container_definitions(resource: Resource) -> Iterator[dict[str, Any]]:
    """Yield the known containers of a resource as its service writes them, each with its image as `image`."""
    kind = resource.kind
    if kind in _PODS:
        for spec in pod_specs(resource):
            yield from containers(spec)
    elif kind in _TRAINING:
        for training in _trainings(resource):
            algorithm = mapping(training.get("algorithmSpecification"))
            yield {**algorithm, "image": algorithm.get("trainingImage"), "environment": training.get("environment")}
    elif kind == _TASKS:
        yield from objects(_parsed(resource.get("containerDefinitions")))
    elif kind == _JOBS:
        yield from _of_a_batch_job(resource)
    for path in _PATHS.get(kind, ()):
        for container in objects(resource.get(path)):
            # Azure Container Instances wraps what it runs.
            yield mapping(container.get("properties")) or container


def variables(container: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield names and values of a container's environment; None where the value comes from elsewhere."""
    for key in _VARIABLES:
        given = container.get(key)
        if isinstance(given, dict):
            yield from mapping(given).items()
            continue
        for variable in objects(given):
            yield str(variable.get("name")), variable.get("value")


def commands(container: dict[str, Any]) -> Iterator[Any]:
    """Yield the lists, or lone texts, of which a container's command line is made."""
    for key in _COMMANDS:
        given = container.get(key)
        if given is not None:
            yield given


def trainings_hyperparameters(resource: Resource) -> Iterator[tuple[str, Any]]:
    """Yield names and values of the hyperparameters of a job of SageMaker."""
    for training in _trainings(resource) if resource.kind in _TRAINING else ():
        for key in ("hyperParameters", "staticHyperParameters"):
            yield from mapping(training.get(key)).items()


def _trainings(resource: Resource) -> Iterator[dict[str, Any]]:
    paths = _TRAINING[resource.kind]
    if not paths:
        yield resource.inputs
    for path in paths:
        yield from objects(resource.get(path))


def _of_a_batch_job(resource: Resource) -> Iterator[dict[str, Any]]:
    yield from objects(_parsed(resource.get("containerProperties")))
    for nodes in objects(lookup(_parsed(resource.get("nodeProperties")), "nodeRangeProperties")):
        yield from objects(nodes.get("container"))
    for task in objects(lookup(_parsed(resource.get("ecsProperties")), "taskProperties")):
        yield from objects(task.get("containers"))
    for key in ("initContainers", "containers"):
        yield from objects(resource.get(f"eksProperties.podProperties.{key}"))


def _parsed(value: Any) -> Any:
    """Return what a property holds as JSON; None where it is no text, or none that can be read."""
    if not isinstance(value, str):
        return value if isinstance(value, list | dict) else None
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None
