"""The components as a Pulumi plugin, for programs in TypeScript, Go, .NET, Java and YAML."""

import inspect
import pkgutil
from importlib import import_module

import pulumi
from pulumi.provider.experimental import component_provider_host

import components

NAME = "accel"
"""Package of every component's type token, `accel:index:<Class>`."""


def component_classes() -> list[type[pulumi.ComponentResource]]:
    """Return every component of this package; imports the SDKs of all clouds."""
    found: dict[str, type[pulumi.ComponentResource]] = {}
    for module in pkgutil.walk_packages(components.__path__, f"{components.__name__}."):
        for name, value in inspect.getmembers(import_module(module.name), inspect.isclass):
            if issubclass(value, pulumi.ComponentResource) and value.__module__ == module.name:
                found[name] = value
    return [found[name] for name in sorted(found)]


def serve() -> None:
    """Serve the components to the engine whose address is the program's first argument; does not return."""
    component_provider_host(component_classes(), NAME)
