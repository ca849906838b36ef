"""Who prices which type of resource: one table, filled from the modules of the clouds that a stack uses."""

from collections.abc import Callable, Iterable, Mapping
from fnmatch import fnmatchcase
from functools import cache
from importlib import import_module

from accel.planning.cost.context import CostContext
from accel.planning.cost.items import Free, Item, Unpriceable
from accel.planning.graph import Resource
from accel.planning.type_tokens import canonical

Pricer = Callable[[Resource, CostContext], Iterable[Item]]
"""Gives everything that one resource costs; raises `Unpriceable` for what it cannot know."""

_MODULES: Mapping[str, tuple[str, ...]] = {
    "aws": ("aws_network", "aws_data", "aws_operations", "aws_services", "ec2", "ec2_fleets", "eks", "sagemaker"),
    "azure": ("azure_classic",),
    "azure-native": ("azure", "azure_data", "azure_machines", "aks"),
    "gcp": ("gcp_network", "gcp_data", "gcp_operations", "gcp_services", "compute", "compute_groups", "gke", "tpu_vm"),
    "kubernetes": ("kubernetes",),
    "accel": ("engine",),
    "pulumi": ("engine",),
}
"""Modules of each package. Each has `PRICERS`, by type token, and `FREE`: tokens, or patterns of them (`aws:iam/*`)."""


@cache
def pricer_of(type_token: str) -> Pricer:
    """Return who prices a type; a type that nobody has classified is named as unpriced."""
    type_token = canonical(type_token)
    package = type_token.partition(":")[0]
    for module in _modules(package):
        if type_token in module.pricers:
            return module.pricers[type_token]
    free = any(fnmatchcase(type_token, pattern) for module in _modules(package) for pattern in module.free)
    return _free if free else _unclassified


class _Module:
    def __init__(self, name: str) -> None:
        loaded = import_module(f"accel.planning.cost.{name}")
        self.pricers: Mapping[str, Pricer] = loaded.PRICERS
        self.free: tuple[str, ...] = loaded.FREE


@cache
def _modules(package: str) -> tuple[_Module, ...]:
    return tuple(_Module(name) for name in _MODULES.get(package, ()))


def _free(resource: Resource, _: CostContext) -> Iterable[Item]:
    yield Free(resource.urn, resource.type)


def _unclassified(resource: Resource, context: CostContext) -> Iterable[Item]:
    # The engine does not tell rules which resources are components; one has no provider, and has children.
    if not resource.provider and resource.urn in context.graph.children:
        return _free(resource, context)
    raise Unpriceable(f"nobody has classified the type {resource.type}", "unclassified")
