"""What anybody who may describe a resource can read of it: variables, command lines, metadata, start-up data."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from accel.planning.graph import Resource, lookup
from policies.azure import machine_path
from policies.compute_engine import metadata_of
from policies.container_definitions import (
    CONTAINER_TYPES,
    commands,
    container_definitions,
    trainings_hyperparameters,
    variables,
)
from policies.pods import name_of, pod_templates
from policies.properties import is_unknown, mapping
from policies.resource_types import (
    AZURE_MACHINES,
    COMPUTE_MACHINES,
    COMPUTE_PROJECT_METADATA,
    EC2_INSTANCES,
    INGRESSES,
    KUBERNETES_SERVICES,
    LAUNCH_CONFIGURATIONS,
    LAUNCH_TEMPLATES,
    TPU_VMS,
    WORKBENCHES,
    WORKLOADS,
)

_CONFIG_MAP = "kubernetes:core/v1:ConfigMap"
_DEPLOYMENT = "azure-native:machinelearningservices:OnlineDeployment"
_FUNCTION = "aws:lambda/function:Function"
_PARAMETER = "aws:ssm/parameter:Parameter"
_EXTENSIONS = (
    "azure-native:compute:VirtualMachineExtension",
    "azure-native:compute:VirtualMachineScaleSetExtension",
)
_MACHINES = (
    *EC2_INSTANCES,
    *LAUNCH_TEMPLATES,
    *LAUNCH_CONFIGURATIONS,
    *TPU_VMS,
    *COMPUTE_MACHINES,
    *COMPUTE_PROJECT_METADATA,
    *WORKBENCHES,
    "aws:sagemaker/notebookInstanceLifecycleConfiguration:NotebookInstanceLifecycleConfiguration",
)
_START_UP = ("userData", "userDataBase64", "metadataStartupScript", "onCreate", "onStart")
_ANNOTATED = (*INGRESSES, *KUBERNETES_SERVICES)
_MAPPINGS = {
    _FUNCTION: ("the variable", ("environment.variables",)),
    # Version 2 of the provider wrote it elsewhere.
    _DEPLOYMENT: (
        "the environment variable",
        ("properties.environmentVariables", "onlineDeploymentProperties.environmentVariables"),
    ),
    _CONFIG_MAP: ("the key", ("data",)),
}

READABLE_TYPES = (*CONTAINER_TYPES, *_ANNOTATED, *_MAPPINGS, _PARAMETER, *_EXTENSIONS, *_MACHINES, *AZURE_MACHINES)
"""Types whose texts are read."""


class Text(NamedTuple):
    """A text with its name; the value is UNKNOWN where only the cloud knows it."""

    place: str
    name: str
    value: Any
    named: bool = True
    """Whether the name says what the value is. An annotation `auth-secret` holds the name of one."""


def readable_texts(resource: Resource) -> Iterator[Text]:
    """Yield every text of a resource of `READABLE_TYPES`."""
    kind = resource.kind
    if kind in _MAPPINGS:
        place, paths = _MAPPINGS[kind]
        for path in paths:
            yield from (Text(place, name, value) for name, value in mapping(resource.get(path)).items())
    elif kind in CONTAINER_TYPES:
        yield from _of_containers(resource)
    elif kind in AZURE_MACHINES:
        profile = machine_path(resource, "osProfile")
        yield Text("the start-up data", "customData", resource.get(f"{profile}.customData"))
        yield Text("the start-up data", "userData", resource.get(machine_path(resource, "userData")))
    elif kind == _PARAMETER:
        if resource.get("type") in ("String", "StringList"):
            name = str(resource.get("name")).rpartition("/")[2]
            for key in ("value", "insecureValue"):
                yield Text("the parameter", name, resource.get(key))
    elif kind in _EXTENSIONS:
        yield from _of_settings(resource.get("settings"))
    elif kind in _MACHINES:
        yield from (Text("the metadata", name, value) for name, value in mapping(metadata_of(resource)).items())
        yield from (Text("the start-up data", name, resource.get(name)) for name in _START_UP)
    if kind.startswith("kubernetes:"):
        templates = pod_templates(resource) if kind in WORKLOADS else ()
        for holder in (resource.inputs, *(template for template in templates if template is not resource.inputs)):
            for name, value in mapping(lookup(holder, "metadata.annotations")).items():
                yield Text("the annotation", name, value, named=False)


def _of_containers(resource: Resource) -> Iterator[Text]:
    for container in container_definitions(resource):
        place = name_of(container)
        for name, value in variables(container):
            yield Text(f"{place}: the environment variable", name, value)
        for command in commands(container):
            yield from _of_command(f"{place}: the argument", command)
    for name, value in trainings_hyperparameters(resource):
        yield Text("the hyperparameter", name, value)


def _of_settings(settings: Any) -> Iterator[Text]:
    """Yield the leaves of an object, whose texts may be command lines."""
    waiting = [("settings", settings)]
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend(mapping(value).items())
        elif isinstance(value, list):
            waiting.extend((name, item) for item in value)
        elif isinstance(value, str) and " " in value:
            yield from _of_command(f"{name} of the settings:", value)
        else:
            yield Text("the setting", name, value)


_WORDS = re.compile(r"[^\s;&|]+")
_ASSIGNMENT = re.compile(r"(-{0,2}[A-Za-z_][\w.-]*)=(.+)", re.DOTALL)
_EXPRESSION = re.compile(r"[()\[\]{}$`<>]")
"""What a script works out and does not hold."""


def _of_command(place: str, command: Any) -> Iterator[Text]:
    """Yield `--name value`, `--name=value` and `NAME=value` of a command line, and the rest of it as one text."""
    words = _words(command)
    rest: list[str] = []
    index = 0
    while index < len(words):
        word, scripted = words[index]
        index += 1
        if not isinstance(word, str):
            continue
        assigned = _ASSIGNMENT.fullmatch(word)
        if assigned:
            name, value = assigned.groups()
        elif word.startswith("-") and index < len(words) and not _is_flag(words[index][0]):
            name, value = word, words[index][0]
            index += 1
        else:
            rest.append(word)
            continue
        given = value.strip("\"'") if isinstance(value, str) else value
        yield Text(place, name, given, named=not (scripted and isinstance(given, str) and _EXPRESSION.search(given)))
    if rest:
        yield Text(place, "", "\n".join(rest), named=False)


def _words(command: Any) -> list[tuple[Any, bool]]:
    """Return the words of a command line, and of each whether a shell reads it once more."""
    found: list[tuple[Any, bool]] = []
    for part in command if isinstance(command, list) else [command]:
        if isinstance(part, str) and any(mark in part for mark in " \n\t"):
            found.extend((word.strip("\"'"), True) for word in _WORDS.findall(part))
        elif isinstance(part, str) or is_unknown(part):
            found.append((part, False))
    return found


def _is_flag(word: Any) -> bool:
    return isinstance(word, str) and word.startswith("-")
