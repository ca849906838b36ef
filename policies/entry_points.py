"""Where requests enter a Kubernetes cluster, and what stands before them.

An entry point is an Ingress or a route of the Gateway API. What guards it is said in four places: annotations of the
Ingress; a BackendConfig that a Service names (GKE Ingress); a GCPBackendPolicy on what serves (GKE Gateway); and a
policy of Envoy Gateway on the route or its gateway. Names may be unknown: then the guard counts as standing there.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from accel.planning.graph import Graph, Resource, lookup
from policies.named_objects import NamedObjects, known_name
from policies.pods import namespace_of
from policies.properties import absent, is_unknown, mapping, objects
from policies.resource_types import GATEWAYS, INGRESSES, KUBERNETES_SERVICES, ROUTES
from policies.selector_index import SelectorIndex

BACKEND_CONFIG = "kubernetes:cloud.google.com/v1:BackendConfig"
GCP_BACKEND_POLICY = "kubernetes:networking.gke.io/v1:GCPBackendPolicy"
ENVOY_SECURITY_POLICY = "kubernetes:gateway.envoyproxy.io/v1alpha1:SecurityPolicy"
ENVOY_TRAFFIC_POLICY = "kubernetes:gateway.envoyproxy.io/v1alpha1:BackendTrafficPolicy"
_CONFIG_ANNOTATIONS = ("cloud.google.com/backend-config", "beta.cloud.google.com/backend-config")
_Reference = tuple[str, Any, Any]
"""Kind, namespace and name of another object; without a namespace it stands in that of the entry point."""


@dataclass(frozen=True, slots=True)
class Guard:
    """What shows that somebody stands before an entry point."""

    annotated: Callable[[Mapping[str, Any]], bool]
    """Judges the annotations of an Ingress."""
    attached: Mapping[str, Callable[[Resource], bool]]
    """By type, judges a policy that is attached to what serves, to a route or to its gateway."""


def unguarded(graph: Graph, guard: Guard) -> Iterator[Resource]:
    """Yield the entry points that are certainly without a guard. One pass over each kind of object."""
    guarded = _guarded(graph, guard)
    for ingress in graph.of(*INGRESSES):
        annotations = ingress.get("metadata.annotations")
        stands = is_unknown(annotations) or guard.annotated(mapping(annotations))
        if not stands and not _all_named(guarded, ingress, _behind_ingress(ingress)):
            yield ingress
    for route in graph.of(*ROUTES):
        own = guarded.holds(route.kind.rpartition(":")[2], namespace_of(route), route.get("metadata.name"))
        if not own and not _all_gateways(guarded, route) and not _all_named(guarded, route, _behind_route(route)):
            yield route


def _all_gateways(named: NamedObjects, route: Resource) -> bool:
    """Say whether a route has gateways, and all of them are guarded, or the listeners of them that it is bound to."""
    parents = objects(route.get("spec.parentRefs"))
    for parent in parents:
        space = parent.get("namespace")
        space = namespace_of(route) if space is None else space
        kind, name, section = str(parent.get("kind") or "Gateway"), parent.get("name"), parent.get("sectionName")
        listener = not absent(section) and named.holds(_section_of(kind, section), space, name)
        if not listener and not named.holds(kind, space, name):
            return False
    return bool(parents)


def _all_named(named: NamedObjects, entry: Resource, references: Iterable[_Reference]) -> bool:
    """Say whether there are references from an entry point, and all of them are named, or may be."""
    home = namespace_of(entry)
    listed = list(references)
    return bool(listed) and all(
        named.holds(kind, home if namespace is None else namespace, name) for kind, namespace, name in listed
    )


def _guarded(graph: Graph, guard: Guard) -> NamedObjects:
    named = NamedObjects()
    selecting: dict[str, list[tuple[Any, Resource]]] = {}
    sections = set[str]()
    configs, standing = set[tuple[str, str]](), set[tuple[str, str]]()
    for type_, judge in guard.attached.items():
        for policy in graph.of(type_):
            stands = judge(policy)
            if type_ == BACKEND_CONFIG:
                key = (known_name(namespace_of(policy)), known_name(policy.get("metadata.name")))
                configs.add(key)
                standing.update({key} if stands else ())
            elif stands:
                sections.update(_add_targets(named, policy))
                for selector in objects(policy.get("spec.targetSelectors")):
                    selecting.setdefault(str(selector.get("kind")), []).append((selector, policy))
    for kind, selectors in selecting.items():
        index = SelectorIndex(selectors)
        for found in graph.of(*(type_ for type_ in (*ROUTES, *GATEWAYS) if type_.endswith(f":{kind}"))):
            if any(True for _ in index.selecting(namespace_of(found), found.get("metadata.labels"))):
                named.add(kind, namespace_of(found), found.get("metadata.name"))
    for kind in sections:
        _add_whole(named, graph, kind)
    for service in graph.of(*KUBERNETES_SERVICES) if BACKEND_CONFIG in guard.attached else ():
        space = known_name(namespace_of(service))
        wanted = [(space, name) for name in _config_names(service.get("metadata.annotations"))]
        # What a configuration of another stack says is not known here.
        if wanted and all(key in standing or key not in configs for key in wanted):
            named.add("Service", namespace_of(service), service.get("metadata.name"))
    return named


def _add_targets(named: NamedObjects, policy: Resource) -> Iterator[str]:
    """Add what a policy is attached to; yields the kinds of what it is attached to only in part."""
    spec = policy.get("spec")
    for target in (*objects(lookup(spec, "targetRef")), *objects(lookup(spec, "targetRefs"))):
        kind, section = str(target.get("kind")), target.get("sectionName")
        if absent(section) or is_unknown(section):
            named.add(kind, namespace_of(policy), target.get("name"))
        else:
            named.add(_section_of(kind, section), namespace_of(policy), target.get("name"))
            yield kind


def _section_of(kind: str, section: Any) -> str:
    """Return the kind under which one listener of a gateway, or one rule of a route, is kept."""
    return f"{kind}#{section}"


def _add_whole(named: NamedObjects, graph: Graph, kind: str) -> None:
    """Add the gateways and routes all of whose sections are guarded one by one."""
    for found in graph.of(*(type_ for type_ in (*ROUTES, *GATEWAYS) if type_.endswith(f":{kind}"))):
        space, name = namespace_of(found), found.get("metadata.name")
        parts = objects(found.get("spec.listeners" if found.kind in GATEWAYS else "spec.rules"))
        if parts and all(named.holds(_section_of(kind, part.get("name")), space, name) for part in parts):
            named.add(kind, space, name)


def _config_names(annotations: Any) -> list[str]:
    """Return the configurations that a Service names, as JSON: `{"default": "iap", "ports": {"http": "iap"}}`."""
    for key in _CONFIG_ANNOTATIONS:
        text = mapping(annotations).get(key)
        if not isinstance(text, str):
            continue
        try:
            given = mapping(json.loads(text))
        except (ValueError, RecursionError):
            return []
        return [str(name) for name in (given.get("default"), *mapping(given.get("ports")).values()) if name]
    return []


def _behind_ingress(ingress: Resource) -> Iterator[_Reference]:
    default = ingress.get("spec.defaultBackend")
    if not absent(default):
        yield "Service", None, _service(default)
    # Version v1beta1 wrote it so.
    older = ingress.get("spec.backend")
    if not absent(older):
        yield "Service", None, _service(older)
    for rule in objects(ingress.get("spec.rules")):
        for path in objects(lookup(rule, "http.paths")):
            yield "Service", None, _service(path.get("backend"))


def _service(backend: Any) -> Any:
    """Return the name of the Service behind an Ingress; `serviceName` in version v1beta1."""
    name = lookup(backend, "service.name")
    return lookup(backend, "serviceName") if name is None else name


def _behind_route(route: Resource) -> Iterator[_Reference]:
    for rule in objects(route.get("spec.rules")):
        yield from _references(rule.get("backendRefs"), "Service")


def _references(given: Any, kind: str) -> Iterator[_Reference]:
    for reference in objects(given):
        yield str(reference.get("kind") or kind), reference.get("namespace"), reference.get("name")
