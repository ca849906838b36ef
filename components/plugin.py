"""The components as a Pulumi plugin, for programs in TypeScript, Go, .NET, Java and YAML."""

import inspect
import pkgutil
from importlib import import_module
from importlib.util import find_spec

import pulumi
from pulumi.provider.experimental import component_provider_host

import components

NAME = "accel"
"""Package of every component's type token, `accel:index:<Class>`."""
_AZURE = "components.azure."
"""These need the extra `azure`."""


def component_classes() -> list[type[pulumi.ComponentResource]]:
    """Return every component of this package; imports the SDKs of all clouds, of Azure's where it is installed."""
    found: dict[str, type[pulumi.ComponentResource]] = {}
    for module in pkgutil.walk_packages(components.__path__, f"{components.__name__}."):
        if module.name.startswith(_AZURE) and find_spec("pulumi_azure_native") is None:
            continue
        for name, value in inspect.getmembers(import_module(module.name), inspect.isclass):
            if issubclass(value, pulumi.ComponentResource) and value.__module__ == module.name:
                found[name] = value
    return [found[name] for name in sorted(found)]


def serve() -> None:
    """Serve the components to the engine whose address is the program's first argument; does not return."""
    component_provider_host(component_classes(), NAME)
