"""The resource graph as plain data: what a program would create, whoever recorded it.

The offline preview, the policy pack on the real engine, `pulumi preview --json` and `pulumi stack export` all become
this one shape, so that a cost or a rule is written once. Property names are the providers' own (camelCase).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, TypeVar, final

from accel.planning.type_tokens import canonical

T = TypeVar("T")


@final
class Unknown:
    """A value that only the cloud knows, after the resource exists. Falsy on purpose: test with `is UNKNOWN` first."""

    def __repr__(self) -> str:
        return "[unknown]"

    def __bool__(self) -> bool:
        return False


UNKNOWN: Final = Unknown()


@final
@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """A value that must never be shown; `value` is there for rules that judge it, never for output."""

    value: Any

    def __repr__(self) -> str:
        return "[secret]"


_LEAVES = frozenset({str, bool, int, float, type(None), Unknown})
"""Types without anything inside; asking for the exact type is several times as fast as asking for a base."""


def plain(value: Any) -> Any:
    """Return `value` with every `Secret` opened, for rules and costs that must judge what is inside.

    What holds no secret is returned itself and not copied: nobody may change it.
    """
    kind = type(value)
    if kind in _LEAVES:
        return value
    if kind is dict:
        return _opened(value, value.items())
    if kind is list:
        return _opened(value, enumerate(value))
    if kind is Secret:
        return plain(value.value)
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value


def _opened(container: Any, items: Iterable[tuple[Any, Any]]) -> Any:
    changed = [(key, found) for key, item in items if type(item) not in _LEAVES and (found := plain(item)) is not item]
    if not changed:
        return container
    copy = container.copy()
    for key, found in changed:
        copy[key] = found
    return copy


def shown(value: Any) -> Any:
    """Return `value` as it may be printed: secrets as `[secret]`, unknowns as `[unknown]`."""
    if isinstance(value, Secret | Unknown):
        return repr(value)
    if isinstance(value, Mapping):
        return {key: shown(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [shown(item) for item in value]
    return value


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource of a program, with its inputs as its provider would receive them."""

    urn: str
    type: str
    name: str
    inputs: dict[str, Any] = field(default_factory=dict[str, Any])
    outputs: dict[str, Any] = field(default_factory=dict[str, Any])
    parent: str | None = None
    dependencies: tuple[str, ...] = ()
    property_dependencies: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    provider: str = ""
    protect: bool = False
    retain_on_delete: bool = False
    custom: bool = True
    id: str = ""
    """What the cloud calls it; empty where only the cloud knows."""

    @property
    def kind(self) -> str:
        """The type token as rules and prices write it: without the API version that some providers put into it."""
        return canonical(self.type)

    @property
    def provider_urn(self) -> str:
        """The URN of its explicit provider, without the id behind it; empty where there is none."""
        return self.provider.rpartition("::")[0]

    @property
    def package(self) -> str:
        """The provider package of the type token: `aws` of `aws:s3/bucket:Bucket`."""
        return self.kind.partition(":")[0]

    def get(self, path: str, default: Any = None) -> Any:
        """Return the value at a dotted path of the inputs (`settings.0.name`), opened if secret.

        Gives UNKNOWN as soon as any step of the path is unknown, `default` where a step is absent. A single-element
        list is entered by its index like any other: `ingress.0.cidrBlocks`.
        """
        return lookup(self.inputs, path, default)


def lookup(tree: Any, path: str, default: Any = None) -> Any:
    """Follow a dotted path through mappings and lists; UNKNOWN wins over absence, secrets are opened."""
    node: Any = tree
    for step in path.split("."):
        if type(node) is dict:
            if step not in node:
                return default
            node = node[step]
            continue
        # A secret within a secret is one, too.
        while isinstance(node, Secret):
            node = node.value
        if isinstance(node, Unknown):
            return UNKNOWN
        if isinstance(node, Mapping):
            if step not in node:
                return default
            node = node[step]
        elif isinstance(node, list | tuple) and step.isdigit() and int(step) < len(node):
            node = node[int(step)]
        else:
            return default
    node = plain(node)
    return default if node is None else node


class Graph:
    """All resources of a stack, in the order of registration, with the look-ups that rules and costs need."""

    def __init__(self, resources: Iterable[Resource]) -> None:
        self.resources: tuple[Resource, ...] = tuple(resources)
        self._derived: dict[Any, Any] = {}

    def __iter__(self) -> Iterator[Resource]:
        return iter(self.resources)

    def __len__(self) -> int:
        return len(self.resources)

    @cached_property
    def by_urn(self) -> dict[str, Resource]:
        """Resources by URN."""
        return {resource.urn: resource for resource in self.resources}

    @cached_property
    def by_type(self) -> dict[str, list[Resource]]:
        """Resources by type token, whatever API version it names."""
        found: dict[str, list[Resource]] = defaultdict(list)
        for resource in self.resources:
            found[resource.kind].append(resource)
        return dict(found)

    @cached_property
    def children(self) -> dict[str, list[Resource]]:
        """Resources by the URN of their parent."""
        found: dict[str, list[Resource]] = defaultdict(list)
        for resource in self.resources:
            if resource.parent:
                found[resource.parent].append(resource)
        return dict(found)

    @cached_property
    def dependents(self) -> dict[str, list[Resource]]:
        """Resources that depend on a URN, directly."""
        found: dict[str, list[Resource]] = defaultdict(list)
        for resource in self.resources:
            for urn in dict.fromkeys(resource.dependencies):
                found[urn].append(resource)
        return dict(found)

    def of(self, *types: str) -> list[Resource]:
        """Return the resources of any of these type tokens."""
        return [resource for kind in types for resource in self.by_type.get(kind, [])]

    def derived(self, build: Callable[["Graph"], T]) -> T:
        """Return what `build` makes of the graph, which nobody changes: it is called once, however many rules ask."""
        if build not in self._derived:
            self._derived[build] = build(self)
        return self._derived[build]

    def provider_of(self, resource: Resource) -> Resource | None:
        """Return the provider that a resource was given, if it is explicit."""
        return self.by_urn.get(resource.provider_urn) or self.by_urn.get(resource.provider)

    def referred(self, resource: Resource, *types: str, first: str = "") -> list[Resource]:
        """Return the resources of these types that `resource` takes an output of: its VPC, its template.

        Those that its property `first` takes one of come first.
        """
        linked = dict.fromkeys((*resource.property_dependencies.get(first, ()), *resource.dependencies))
        known = (self.by_urn.get(urn) for urn in linked)
        return [found for found in known if found is not None and found.kind in types]

    def referring(self, target: Resource, *types: str) -> list[Resource]:
        """Return the resources of these types that take an output of `target` (its bucket, its VPC, its key)."""
        return [resource for resource in self.dependents.get(target.urn, []) if resource.kind in types]

    def ancestors(self, resource: Resource) -> Iterator[Resource]:
        """Yield the parents of a resource, nearest first."""
        parent = self.by_urn.get(resource.parent or "")
        while parent is not None:
            yield parent
            parent = self.by_urn.get(parent.parent or "")
