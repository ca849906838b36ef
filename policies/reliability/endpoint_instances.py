"""A SageMaker endpoint has an instance to spare."""

from collections.abc import Iterable, Iterator

from pydantic import Field

from accel.planning.cost.hardware import ENDPOINT_CONFIGURATIONS
from accel.planning.cost.sagemaker import Scaling, scaling_of_endpoints, scalings_of
from accel.planning.graph import Graph, Resource, lookup
from policies.frameworks import AVAILABILITY
from policies.properties import absent, number, objects
from policies.resource_types import SAGEMAKER_ENDPOINTS
from policies.rule import PerEnvironment, Rule, RuleContext, RuleSettings, Violation, levels


class EndpointInstancesSettings(RuleSettings):
    """How many instances an endpoint needs."""

    min_instances: int = Field(ge=1, description="Fewest instances behind each variant of an endpoint.")


def _check(graph: Graph, context: RuleContext[EndpointInstancesSettings]) -> Iterable[Violation]:
    scalings, wanted = graph.derived(scaling_of_endpoints), context.settings.min_instances
    for endpoint in graph.of(*SAGEMAKER_ENDPOINTS):
        for variant, fewest in _fewest(graph, endpoint, scalings.get(endpoint.urn, [])):
            if fewest < wanted:
                yield Violation(endpoint.urn, f"{variant} keeps {fewest:g} instances, fewer than {wanted}")


def _fewest(graph: Graph, endpoint: Resource, scalings: list[Scaling]) -> Iterator[tuple[str, float]]:
    for configuration in graph.referred(endpoint, *ENDPOINT_CONFIGURATIONS):
        for variant in objects(configuration.get("productionVariants")):
            if not absent(lookup(variant, "serverlessConfig")):
                continue
            mine = scalings_of(variant, scalings)
            count = mine[0].target.get("minCapacity") if mine else lookup(variant, "initialInstanceCount")
            name, fewest = lookup(variant, "variantName"), number(count)
            if fewest is not None:
                yield name if isinstance(name, str) else "a variant", fewest


RULE = Rule(
    id="endpoint-instances",
    title="SageMaker endpoints keep several instances",
    group="reliability",
    cloud="aws",
    severity="medium",
    levels=levels("disabled", "disabled", "advisory"),
    why="SageMaker spreads instances over zones: with one of them, its zone or its replacement is the whole endpoint.",
    remediation="Raise minCapacity of the scalable target (scaling.minInstances), or initialInstanceCount without one.",
    frameworks=(*AVAILABILITY,),
    settings=PerEnvironment(
        EndpointInstancesSettings(min_instances=1),
        EndpointInstancesSettings(min_instances=1),
        # One may fail and another answers.
        EndpointInstancesSettings(min_instances=2),
    ),
    check_stack=_check,
)
