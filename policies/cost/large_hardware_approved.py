"""Somebody has agreed to many accelerators on demand."""

from collections.abc import Iterable, Iterator

from pydantic import Field

from accel.planning.cost.compute_groups import GROUPS
from accel.planning.cost.hardware import ENDPOINT_CONFIGURATIONS, RENTERS, SPOKEN_FOR, Rented, rented
from accel.planning.cost.purchases import ON_DEMAND
from accel.planning.cost.sagemaker import Scaling, scaling_of_endpoints, scalings_of
from accel.planning.graph import Graph, Resource, lookup
from policies.blueprints import tag_of
from policies.frameworks import CAPACITY
from policies.machine_counts import lists_alternatives, most_machines, rented_by
from policies.properties import number, objects
from policies.resource_types import SAGEMAKER_ENDPOINTS
from policies.rule import MANDATORY, Rule, RuleContext, RuleSettings, Violation, everywhere


class ApprovalSettings(RuleSettings):
    """What must be agreed to, and how one sees that it was."""

    min_accelerators: int = Field(ge=1, description="Fewest accelerators of one resource that somebody must agree to.")
    tag: str = Field(min_length=1, description="Tag or label that says who agreed, or where it is written down.")


def _check(graph: Graph, context: RuleContext[ApprovalSettings]) -> Iterable[Violation]:
    settings = context.settings
    for resource, count, kinds in _rents(graph):
        if count >= settings.min_accelerators and tag_of(resource, settings.tag) is None:
            yield Violation(
                resource.urn,
                f"may rent {count:g} x {' or '.join(kinds)} on demand, and no tag {settings.tag} says who agreed",
            )


def _rents(graph: Graph) -> Iterator[tuple[Resource, float, list[str]]]:
    # What is named for others to rent is counted where it is rented.
    for resource in graph.of(*(kind for kind in RENTERS if kind not in SPOKEN_FOR), *GROUPS):
        most = most_machines(resource)
        asked = [rent for rent in rented_by(graph, resource) if _counts(rent)]
        if asked and most:
            counts = [rent.accelerators * most for rent in asked]
            yield resource, max(counts) if lists_alternatives(resource) else sum(counts), _kinds(asked)
    yield from _endpoints(graph)


def _endpoints(graph: Graph) -> Iterator[tuple[Resource, float, list[str]]]:
    scalings = graph.derived(scaling_of_endpoints)
    for endpoint in graph.of(*SAGEMAKER_ENDPOINTS):
        for configuration in graph.referred(endpoint, *ENDPOINT_CONFIGURATIONS):
            asked = [rent for rent in rented(configuration) if _counts(rent)]
            most = _most(configuration, scalings.get(endpoint.urn, []))
            count = sum(rent.accelerators * most.get(rent.machine or "", 0) for rent in asked)
            if asked:
                yield endpoint, count, _kinds(asked)


def _most(configuration: Resource, scalings: list[Scaling]) -> dict[str, float]:
    """Return the most instances of each machine type behind an endpoint; those that are known."""
    found: dict[str, float] = {}
    for variant in objects(configuration.get("productionVariants")):
        machine = lookup(variant, "instanceType")
        highest = [number(scaling.target.get("maxCapacity")) for scaling in scalings_of(variant, scalings)]
        counts = [number(lookup(variant, "initialInstanceCount")), *highest]
        if isinstance(machine, str):
            found[machine] = max((count for count in counts if count is not None), default=0)
    return found


def _counts(rent: Rented) -> bool:
    return rent.accelerator is not None and rent.purchase == ON_DEMAND


def _kinds(rents: Iterable[Rented]) -> list[str]:
    return list(dict.fromkeys(str(rent.accelerator) for rent in rents))


RULE = Rule(
    id="large-hardware-approved",
    title="Somebody has agreed to eight accelerators or more on demand",
    group="cost",
    cloud="any",
    severity="high",
    levels=MANDATORY,
    why="A machine with eight GPUs costs as much in a week as a person in a month: two should have looked at it.",
    remediation="Tag it with who agreed, or with the ticket where that is written down, or rent fewer, or as spot.",
    frameworks=(*CAPACITY,),
    # Eight is what one machine of the largest GPUs has.
    settings=everywhere(ApprovalSettings(min_accelerators=8, tag="approval")),
    check_stack=_check,
)
