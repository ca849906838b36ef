"""A Terraform plan of a recorded graph, for judges that read plans and know nothing of Pulumi.

Only AWS and GCP resources are told: their providers are bridged from Terraform's, so every property has one name there.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, get_args, get_origin

import yaml
from pulumi._types import output_type_types, resource_types, unwrap_optional_type

from accel.planning.graph import UNKNOWN, Graph, Resource, Unknown, plain

FILE = Path(__file__).with_name("terraform_names.yaml")
PROVIDERS = {"aws": "aws", "gcp": "google"}
"""Terraform's provider by package of ours."""
_UPPER = re.compile(r"(?<!^)([A-Z])")
_ODD = re.compile(r"[^A-Za-z0-9_]")
_IDENTITIES = ("id", "arn", "selfLink", "name", "email", "member", "keyId", "repositoryId")
"""Outputs by which resources name each other; others, such as a region, are equal by chance."""


class UnknownToTerraformError(LookupError):
    """A type or a list of objects whose Terraform name nobody has looked up."""


@cache
def names() -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """Return Terraform's types by token, and its property names by Terraform type and dotted Pulumi path."""
    table = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return table["types"], table["names"]


def address_of(resource: Resource) -> str:
    """Return the address of a resource in the plan.

    Raises:
        UnknownToTerraformError: no Terraform type is known for its token.
    """
    types, _ = names()
    if resource.type not in types:
        raise UnknownToTerraformError(f"{resource.type}: add its Terraform type to {FILE.name}")
    return f"{types[resource.type]}.{_ODD.sub('_', resource.name)}"


def terraform_plan(graph: Graph) -> dict[str, Any]:
    """Return the plan that creates the AWS and GCP resources of a graph, as `terraform show -json` writes it.

    Raises:
        UnknownToTerraformError: a resource or a list of objects in it has no known Terraform name.
    """
    order = {urn: place for place, urn in enumerate(graph.by_urn)}
    told = [_told(resource, graph, order) for resource in graph if resource.package in PROVIDERS]
    return {
        "format_version": "1.2",
        "terraform_version": "1.9.0",
        "planned_values": {"root_module": {"resources": [{**one.head, "values": one.values} for one in told]}},
        "resource_changes": [
            {
                **one.head,
                "change": {"actions": ["create"], "before": None, "after": one.values, "after_unknown": one.unknown},
            }
            for one in told
        ],
        "configuration": {"root_module": {"resources": [{**one.head, "expressions": one.expressions} for one in told]}},
    }


@dataclass
class _Told:
    head: dict[str, Any]
    values: dict[str, Any] = field(default_factory=dict[str, Any])
    unknown: dict[str, Any] = field(default_factory=dict[str, Any])
    expressions: dict[str, Any] = field(default_factory=dict[str, Any])


def _told(resource: Resource, graph: Graph, order: Mapping[str, int]) -> _Told:
    address = address_of(resource)
    kind, _, name = address.partition(".")
    provider = f"registry.terraform.io/hashicorp/{PROVIDERS[resource.package]}"
    head = {"address": address, "mode": "managed", "type": kind, "name": name, "provider_name": provider}
    reader = _Reader(kind, _references(_before(resource, graph, order)))
    return _Told(head, *reader.block(plain(resource.inputs), resource_types(_class(resource.type)), ""))


def _before(resource: Resource, graph: Graph, order: Mapping[str, int]) -> list[Resource]:
    """Return what a resource depends on, also through others, in the order of registration."""
    found: set[str] = set()
    waiting = list(resource.dependencies)
    while waiting:
        urn = waiting.pop()
        if urn not in found and urn in graph.by_urn:
            found.add(urn)
            waiting.extend(graph.by_urn[urn].dependencies)
    before = [graph.by_urn[urn] for urn in sorted(found, key=order.__getitem__)]
    return [other for other in before if other.package in PROVIDERS]


def _references(targets: Iterable[Resource]) -> dict[str, str]:
    """Return the expression of each text by which one of these resources is known: its maker's, not an echo of it."""
    found: dict[str, str] = {}
    for target in targets:
        known = {**target.inputs, **target.outputs, "id": target.id}
        for output in _IDENTITIES:
            value = plain(known.get(output))
            if isinstance(value, str) and value:
                found.setdefault(value, f"{address_of(target)}.{_snake(output)}")
    return found


@dataclass(frozen=True)
class _Reader:
    """Translates the properties of one resource; texts that are outputs of others become references to them."""

    kind: str
    references: Mapping[str, str]

    def block(
        self, properties: Mapping[str, Any], types: Mapping[str, Any], path: str
    ) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
        """Return the values of a block, which of them are unknown, and the expressions that stand for them."""
        values: dict[str, Any] = {}
        unknown: dict[str, Any] = {}
        expressions: dict[str, Any] = {}
        for key, value in properties.items():
            if value is None or value == [] or key == "__defaults":
                continue
            here = f"{path}.{key}" if path else key
            inner = _nested(types.get(key))
            if inner is not None and value is not UNKNOWN:
                name = self._name(key, here, listed=isinstance(value, list))
                told = [self.block(item, inner, here) for item in _listed(value)]
                values[name], unknown[name], expressions[name] = (list(part) for part in zip(*told, strict=True))
                continue
            name = self._name(key, here)
            found = list(dict.fromkeys(self._taken(value)))
            if found:
                expressions[name] = {"references": [part for one in found for part in (one, one.rpartition(".")[0])]}
            if value is UNKNOWN or (isinstance(value, str) and found):
                unknown[name] = True
            elif isinstance(value, list) and found:
                values[name] = [None if item in self.references else item for item in value]
            else:
                values[name] = _known(value)
                if not found:
                    expressions[name] = {"constant_value": values[name]}
        return values, unknown, expressions

    def _name(self, key: str, path: str, *, listed: bool = False) -> str:
        known = names()[1].get(self.kind, {})
        if listed and path not in known:
            raise UnknownToTerraformError(f"{self.kind}: add the Terraform name of {path} to {FILE.name}")
        return known.get(path) or _snake(key)

    def _taken(self, value: Any) -> Iterator[str]:
        """Yield the expressions in a text or a list of texts: an identity, or an ARN with something after it."""
        for item in value if isinstance(value, list) else [value]:
            if not isinstance(item, str):
                continue
            if item in self.references:
                yield self.references[item]
            else:
                yield from (found for text, found in self.references.items() if item.startswith(f"{text}:"))


def _listed(value: Any) -> list[Mapping[str, Any]]:
    """Return the objects of a block; one that is unknown as a whole has no known member."""
    return [item if isinstance(item, Mapping) else {} for item in (value if isinstance(value, list) else [value])]


def _known(value: Any) -> Any:
    """Return a value of a map or list with nothing where the cloud decides."""
    if isinstance(value, Unknown):
        return None
    if isinstance(value, Mapping):
        return {key: _known(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_known(item) for item in value]
    return value


def _snake(name: str) -> str:
    return _UPPER.sub(lambda found: "_" + found[1].lower(), name)


@cache
def _class(token: str) -> type:
    """Return the SDK's class of a type token."""
    package, module, name = token.split(":")
    return getattr(import_module(f"pulumi_{package}.{module.partition('/')[0]}"), name)


def _nested(annotation: Any) -> dict[str, Any] | None:
    """Return the property types of an SDK type that is an object or a list of objects; None for maps and scalars."""
    if annotation is None:
        return None
    annotation = unwrap_optional_type(annotation)
    if (origin := get_origin(annotation)) is not None:
        if issubclass(origin, Mapping):
            return None
        return _nested(get_args(annotation)[0])
    if isinstance(annotation, type) and getattr(annotation, "_pulumi_output_type", False):
        return output_type_types(annotation)
    return None
