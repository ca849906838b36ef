"""What a cloud would answer: ids, ARNs and other outputs, believable and the same in every run.

One module per cloud, loaded when the first resource of that cloud is registered. Nothing here is a fact about prices or
limits; it only lets a program run to its end without an account.
"""

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import Any

from accel.preview.believable.identity import Identity

Answer = Callable[[Identity], dict[str, Any]]
Invoke = Callable[[Mapping[str, Any], Identity], dict[str, Any]]

_MODULES = {
    "aws": ("aws", "aws_network", "aws_sagemaker", "aws_baseline"),
    "azure-native": ("azure",),
    "gcp": ("gcp", "gke", "tpu", "gcp_baseline"),
    "kubernetes": ("kubernetes",),
}


@cache
def _answers(package: str) -> Mapping[str, Answer]:
    found: dict[str, Answer] = {}
    for module in _MODULES.get(package, ()):
        found.update(import_module(f"accel.preview.believable.{module}").OUTPUTS)
    return found


@cache
def _invokes(package: str) -> Mapping[str, Invoke]:
    found: dict[str, Invoke] = {}
    for module in _MODULES.get(package, ()):
        found.update(getattr(import_module(f"accel.preview.believable.{module}"), "INVOKES", {}))
    return found


def outputs_of(identity: Identity) -> tuple[str, dict[str, Any]]:
    """Return the id and the outputs, beyond its inputs, that a cloud would give a resource."""
    answer = _answers(identity.type.partition(":")[0]).get(identity.type)
    outputs = answer(identity) if answer else {"name": identity.physical_name}
    return str(outputs.pop("id", identity.physical_name)), outputs


def invoke_result(token: str, arguments: Mapping[str, Any], identity: Identity) -> dict[str, Any] | None:
    """Return what a provider function would answer, or None where only the cloud can know."""
    answer = _invokes(token.partition(":")[0]).get(token)
    return answer(arguments, identity) if answer else None
