"""What a Deployment says of the model that it serves: its arguments, its environment, and the model's name."""

from collections.abc import Iterator, Mapping
from typing import Any

from accel.catalog.models import Model, known_model
from accel.catalog.serving import quantization_of_method
from accel.planning.fit import Load
from accel.planning.graph import Resource, lookup

_CONTAINERS = "spec.template.spec.containers"


def argument(deployment: Resource, flag: str) -> str | None:
    """Return the value of a server's argument, whether it stands behind `=` or is the next one."""
    for container in _containers(deployment):
        words = [str(word) for part in ("command", "args") for word in _list(lookup(container, part))]
        for index, word in enumerate(words):
            name, separator, value = word.partition("=")
            if name == flag:
                return value if separator else next(iter(words[index + 1 : index + 2]), None)
    return None


def variable(deployment: Resource, name: str) -> str | None:
    """Return the value of an environment variable of a server; None where it is not set, or not known."""
    for container in _containers(deployment):
        for entry in _list(lookup(container, "env")):
            value = lookup(entry, "value")
            if lookup(entry, "name") == name and isinstance(value, str):
                return value
    return None


def model_of(deployment: Resource) -> Model | None:
    """Return the model that a server serves; None where its arguments name none that the catalogue holds."""
    name = argument(deployment, "--served-model-name") or argument(deployment, "--model")
    return known_model(name) if name else None


def load_of(deployment: Resource, context_tokens: int) -> Load | None:
    """Return what a server is asked with requests of so many tokens; None where nobody knows how much weights take."""
    method = argument(deployment, "--quantization")
    stored = quantization_of_method(method) if method else None
    return None if method and stored is None else Load(context_tokens, quantization=stored)


def _containers(deployment: Resource) -> Iterator[Any]:
    for container in _list(deployment.get(_CONTAINERS)):
        if isinstance(container, Mapping):
            yield container


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
