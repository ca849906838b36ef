"""What the picture shows: components that hold resources, the clouds they stand in, and who takes from whom."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from accel.planning.graph import Graph, Resource
from accel.preview.names import cloud_of, is_provider, short_type

if TYPE_CHECKING:
    from accel.preview.preview import Preview

MOST_NODES = 40
"""More than these, and a picture shows less than a table: then only the outermost components are drawn."""
LOOSE = "no component"


@dataclass
class Node:
    """A component with resources of its own, or the resources of a cloud that no component holds."""

    name: str
    kind: str
    cloud: str
    resources: int = 0
    monthly_usd: float = 0.0
    findings: Counter[str] = field(default_factory=Counter[str])
    """Findings by level."""


@dataclass(frozen=True)
class Architecture:
    """The picture as data."""

    nodes: dict[str, Node]
    """By key; in the order in which a program makes them."""
    links: tuple[tuple[str, str], ...]
    """From who gives to who takes: its key, its ARN, its subnets, its cluster."""
    left_out: int
    """Components that there was no room for."""

    def taken(self, key: str) -> list[str]:
        """Return the names of what a node takes from."""
        return [self.nodes[giver].name for giver, taker in self.links if taker == key]


def architecture(preview: "Preview") -> Architecture:
    """Return the picture of a stack."""
    graph = preview.graph
    homes = _homes(graph, outermost=False)
    if len(set(homes.values())) > MOST_NODES:
        homes = _homes(graph, outermost=True)
    nodes = _nodes(preview, homes)
    links = _links(graph, homes)
    left_out = max(0, len(nodes) - MOST_NODES)
    if left_out:
        worth = Counter(key for link in links for key in link)
        kept = sorted(nodes, key=lambda key: (-nodes[key].monthly_usd, -worth[key], -nodes[key].resources))[:MOST_NODES]
        nodes = {key: node for key, node in nodes.items() if key in set(kept)}
        links = [link for link in links if link[0] in nodes and link[1] in nodes]
    return Architecture(nodes, tuple(links), left_out)


def _homes(graph: Graph, *, outermost: bool) -> dict[str, str]:
    """Return the node of each resource that a cloud holds, by URN."""
    homes: dict[str, str] = {}
    for resource in graph:
        if not resource.custom or is_provider(resource):
            continue
        # A resource may be the parent of another; only components are drawn.
        components = [parent for parent in graph.ancestors(resource) if not parent.custom]
        homes[resource.urn] = components[-1 if outermost else 0].urn if components else f"{LOOSE}, {cloud_of(resource)}"
    return homes


def _nodes(preview: "Preview", homes: dict[str, str]) -> dict[str, Node]:
    graph = preview.graph
    members: dict[str, list[Resource]] = defaultdict(list)
    for urn, home in homes.items():
        members[home].append(graph.by_urn[urn])
    nodes: dict[str, Node] = {}
    for key, held in members.items():
        cloud = Counter(cloud_of(resource) for resource in held).most_common(1)[0][0]
        component = graph.by_urn.get(key)
        name, kind = (component.name, short_type(component.type)) if component else (LOOSE, f"{cloud} resources")
        nodes[key] = Node(name, kind, cloud, len(held))
    for line in preview.estimate.lines:
        if line.urn in homes:
            nodes[homes[line.urn]].monthly_usd += line.monthly_usd
    for finding in preview.findings:
        home = homes.get(finding.urn, finding.urn)
        if home in nodes:
            nodes[home].findings[finding.level] += 1
    return nodes


def _links(graph: Graph, homes: dict[str, str]) -> list[tuple[str, str]]:
    found: dict[tuple[str, str], None] = {}
    # Files of other tools may know dependencies only as a whole.
    by_property = any(any(resource.property_dependencies.values()) for resource in graph)
    for urn, home in homes.items():
        resource = graph.by_urn[urn]
        for target in _wired(resource, graph, by_property=by_property):
            for giver in _held(target, graph, homes):
                if giver != home:
                    found[giver, home] = None
    # The SDK tells dependencies in an order of its own, another one in each run.
    place = {home: index for index, home in enumerate(dict.fromkeys(homes.values()))}
    return sorted(found, key=lambda link: (place[link[1]], place[link[0]]))


def _wired(resource: Resource, graph: Graph, *, by_property: bool) -> Iterator[str]:
    yield from _inputs(resource, by_property=by_property)
    # What a provider was given leads to the cluster that its resources run in.
    provider = graph.provider_of(resource)
    if provider is not None and is_provider(provider):
        yield from _inputs(provider, by_property=by_property)


def _inputs(resource: Resource, *, by_property: bool) -> Iterable[str]:
    if not by_property:
        return resource.dependencies
    return (urn for urns in resource.property_dependencies.values() for urn in urns)


def _held(urn: str, graph: Graph, homes: dict[str, str]) -> Iterable[str]:
    if urn in homes:
        return (homes[urn],)
    target = graph.by_urn.get(urn)
    if target is None or target.custom:
        return ()
    return dict.fromkeys(homes[child.urn] for child in graph.children.get(urn, []) if child.urn in homes)
