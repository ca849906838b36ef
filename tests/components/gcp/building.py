"""What the tests of Google Cloud's components share: a project, labels, and the rules that the components keep."""

from typing import Any

from accel.planning.graph import Graph, Resource
from policies.evaluation import Finding, evaluate
from tests.components.judging import TAGS, rules_of_a_component
from tests.policies.building import facts

PROJECT = "ml-prod-1"
NUMBER = "123456789012"
REGION = "europe-west4"
KEY = f"projects/{PROJECT}/locations/{REGION}/keyRings/ring/cryptoKeys/data"
LABELS = TAGS


def findings(graph: Graph, *without: str) -> list[Finding]:
    """Judge what a component made as a part of a prod stack that keeps its data in one region."""
    return evaluate(graph, facts("prod", data_regions=(REGION,)), rules=rules_of_a_component(*without))


def only(graph: Graph, type_: str) -> Resource:
    (found,) = graph.of(type_)
    return found


def named(graph: Graph, name: str) -> Resource:
    (found,) = [resource for resource in graph if resource.name == name]
    return found


def types(graph: Graph) -> list[tuple[str, str]]:
    """Return type and name of everything below the component, sorted."""
    return sorted((resource.type, resource.name) for resource in graph if resource.custom)


def without_none(given: dict[str, Any]) -> Any:
    return {key: value for key, value in given.items() if value is not None}
