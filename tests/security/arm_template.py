"""An ARM template of the azure-native resources of a recorded graph: their trees are ARM's own, `properties` flattened.

What a resource is and how it is called is read from the id that it would have:
`.../providers/<namespace>/<type>/<name>`, the same way for children and for what stands on any scope.
"""

import inspect
import re
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml

from accel.planning.graph import Graph, Resource, Unknown, plain

FILE = Path(__file__).with_name("arm_names.yaml")
_OUTSIDE = frozenset(
    ("location", "tags", "sku", "kind", "identity", "zones", "plan", "extendedLocation", "managedBy", "scale")
)
"""Members of an ARM resource beside `properties`."""
_UNKNOWN = "[reference('unknown')]"
"""An expression: what ARM templates have where a value is known only after something exists."""
_VERSION = re.compile(r"Uses Azure REST API version ([0-9]{4}-[0-9]{2}-[0-9]{2}(?:-preview)?)\.")


@cache
def _names() -> dict[str, dict[str, Any]]:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


def kind_and_name(resource: Resource) -> tuple[str, str]:
    """Return ARM's type and name of a resource: `Microsoft.Storage/storageAccounts/blobServices`, `account/default`."""
    # The last one: what stands on the scope of another resource has that one's id before its own.
    head, provider, tail = resource.id.rpartition("/providers/")
    if not provider:
        return "Microsoft.Resources/resourceGroups", head.rpartition("/")[2] or tail.rpartition("/")[2]
    namespace, *steps = tail.split("/")
    return "/".join([namespace, *steps[0::2]]), "/".join(steps[1::2])


def arm_template(graph: Graph) -> dict[str, Any]:
    """Return the template that creates the azure-native resources of a graph, recorded with known outputs."""
    return {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "resources": [_told(resource) for resource in graph if resource.package == "azure-native" and resource.custom],
    }


def _told(resource: Resource) -> dict[str, Any]:
    kind, name = kind_and_name(resource)
    inputs = {
        key: value for key, value in _known(plain(resource.inputs)).items() if not _says_where(key, value, resource.id)
    }
    outside = {key: inputs.pop(key) for key in list(inputs) if key in _OUTSIDE}
    return {
        "type": kind,
        "apiVersion": _version(resource.kind),
        "name": name,
        **outside,
        # Of some types azure-native does not lift the `properties`.
        "properties": _in_arms_words(inputs.pop("properties", inputs), kind, ""),
    }


def _says_where(key: str, value: Any, identifier: str) -> bool:
    """Whether an input is told by the id: the name of the resource, or of what it stands in."""
    if key.lower().endswith("name"):
        return value in identifier.split("/")
    return key in ("scope", "resourceUri")


def _in_arms_words(tree: Any, kind: str, path: str) -> Any:
    if isinstance(tree, list):
        return [_in_arms_words(item, kind, path) for item in tree]
    if not isinstance(tree, Mapping):
        return tree
    renamed = _names()["renamed"].get(kind, {})
    found: dict[str, Any] = {}
    for key, value in tree.items():
        here = f"{path}.{key}" if path else key
        told = _in_arms_words(value, kind, here)
        if here in _names()["flattened"].get(kind, []):
            told = [{"name": item.pop("name", None), "properties": item} for item in told]
        found[renamed.get(here, key)] = told
    return found


def _known(value: Any) -> Any:
    if isinstance(value, Unknown):
        return _UNKNOWN
    if isinstance(value, Mapping):
        return {key: _known(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_known(item) for item in value]
    return value


@cache
def _version(token: str) -> str:
    """Return the API version that the SDK's class of a type says it uses."""
    _, module, name = token.split(":")
    source = inspect.getsource(getattr(import_module(f"pulumi_azure_native.{module}"), name))
    said = _VERSION.search(source)
    assert said, f"{token}: no API version in the SDK's documentation"
    return said[1]
