"""Replicas stand in different zones."""

from collections.abc import Iterable
from typing import Any

from accel.planning.graph import Graph, lookup
from policies.frameworks import AVAILABILITY
from policies.pods import pod_specs
from policies.properties import complete, differs, entries, is_unknown
from policies.replicas import REPLICATED, ReplicasOfWorkloads
from policies.rule import PlainContext, Rule, Violation, levels

_ZONE = "topology.kubernetes.io/zone"
_SEVERAL = 2
_ANTI_AFFINITY = "affinity.podAntiAffinity"


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    replicas = graph.derived(ReplicasOfWorkloads)
    for workload in graph.of(*REPLICATED):
        lowest = replicas.of(workload).lowest
        if lowest is None or lowest < _SEVERAL:
            continue
        if any(not _spread(spec) for spec in pod_specs(workload)):
            yield Violation(workload.urn, f"nothing spreads its {lowest:g} replicas over zones")


def _spread(spec: dict[str, Any]) -> bool:
    """Say whether pods are kept apart by zone, or may be."""
    constraints = spec.get("topologySpreadConstraints")
    if not complete(constraints) or any(
        not differs(lookup(item, "topologyKey"), _ZONE) for item in entries(constraints)
    ):
        return True
    affinity = lookup(spec, _ANTI_AFFINITY)
    if is_unknown(affinity):
        return True
    hard = entries(lookup(affinity, "requiredDuringSchedulingIgnoredDuringExecution"))
    soft = entries(lookup(affinity, "preferredDuringSchedulingIgnoredDuringExecution"))
    keys = [lookup(term, "topologyKey") for term in hard]
    keys += [lookup(term, "podAffinityTerm.topologyKey") for term in soft]
    return any(not differs(key, _ZONE) for key in keys)


RULE = Rule(
    id="topology-spread",
    title="Replicas are spread over zones",
    group="reliability",
    cloud="kubernetes",
    severity="medium",
    levels=levels("disabled", "advisory", "mandatory"),
    why="Left alone, the scheduler may put all replicas where there is room: in one zone, which then fails.",
    remediation=f"Add a topologySpreadConstraint, or a podAntiAffinity, with topologyKey {_ZONE}.",
    frameworks=(*AVAILABILITY,),
    check_stack=_check,
)
