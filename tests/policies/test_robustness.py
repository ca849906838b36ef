"""No rule fails on a property tree that it did not expect: a crash would turn a mandatory rule into a note."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accel.planning.cost.estimate import Estimate, estimate
from accel.planning.graph import UNKNOWN, Graph, Resource, Secret
from policies.evaluation import evaluate
from policies.registry import all_rules
from policies.rule import EVERY_TYPE
from tests.policies.building import TODAY, Case, facts, urn_of
from tests.policies.cases import all_cases

Path = tuple[str | int, ...]
FACTS = facts("prod", data_regions=("europe-west4",))
TYPES = sorted({type_ for rule in all_rules() for type_ in rule.types if rule.types != EVERY_TYPE})


@cache
def no_cost() -> Estimate:
    """What nothing costs: here rules are tried, not the estimate that some of them read."""
    return estimate(Graph([]), FACTS, today=TODAY)


def paths(tree: Any, here: Path = ()) -> Iterator[Path]:
    """Yield the place of every value in a property tree."""
    if here:
        yield here
    items = tree.items() if isinstance(tree, Mapping) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in items:
        yield from paths(value, (*here, key))


def replaced(tree: Any, path: Path, value: Any) -> Any:
    """Return a copy of a property tree with another value at one place."""
    if not path:
        return value
    key, *rest = path
    if isinstance(tree, Mapping):
        return {name: replaced(item, tuple(rest), value) if name == key else item for name, item in tree.items()}
    return [replaced(item, tuple(rest), value) if index == key else item for index, item in enumerate(tree)]


def changed(case: Case, position: int, path: Path, value: Any) -> Graph:
    return Graph(
        replace(item, inputs=replaced(item.inputs, path, value)) if index == position else item
        for index, item in enumerate(case.resources)
    )


def places(case: Case) -> list[tuple[int, Path]]:
    return [(position, path) for position, item in enumerate(case.resources) for path in paths(item.inputs)]


VOCABULARY = sorted(
    {str(key) for case in all_cases() for item in case.resources for path in paths(item.inputs) for key in path}
)
leaves = (
    st.sampled_from(
        [UNKNOWN, None, "", [], {}, True, False, 0, -1, 1e308, "*", "0.0.0.0/0", "arn:aws:s3:::b", "{", "[]"]
    )
    | st.text(max_size=6)
    | st.integers()
    | st.floats(allow_nan=True)
)
trees = st.recursive(
    leaves | leaves.map(Secret),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(VOCABULARY), inner, max_size=4),
    max_leaves=12,
)
property_maps = st.dictionaries(st.sampled_from(VOCABULARY), trees, max_size=6)


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """A few resources of types that rules judge, with any properties, some of them taking outputs of others."""
    found: list[Resource] = []
    for index in range(draw(st.integers(1, 4))):
        type_, inputs = draw(st.sampled_from(TYPES)), draw(property_maps)
        links = {
            name: tuple(draw(st.lists(st.sampled_from([item.urn for item in found] or ["urn:of:nobody"]), max_size=2)))
            for name in draw(st.lists(st.sampled_from(sorted(inputs) or ["name"]), max_size=2))
        }
        urns = tuple(urn for linked in links.values() for urn in linked)
        found.append(
            Resource(
                urn=urn_of(type_, f"r{index}"),
                type=type_,
                name=f"r{index}",
                inputs=inputs,
                parent=found[0].urn if found and draw(st.booleans()) else None,
                dependencies=urns,
                property_dependencies=links,
                provider=draw(st.sampled_from(["", "urn:of:nobody::id"])),
                protect=draw(st.booleans()),
            )
        )
    return Graph(found)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(graphs())
def test_no_property_tree_makes_a_rule_fail(graph: Graph) -> None:
    for finding in evaluate(graph, FACTS, estimate=no_cost()):
        assert finding.message
        assert finding.urn == "" or finding.urn in graph.by_urn


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_odd_value_at_one_place_makes_a_rule_fail(data: st.DataObject) -> None:
    case = data.draw(st.sampled_from([case for case in all_cases() if places(case)]))
    position, path = data.draw(st.sampled_from(places(case)))
    evaluate(changed(case, position, path, data.draw(trees)), FACTS, estimate=no_cost())


@pytest.mark.parametrize("rule", [rule.id for rule in all_rules()])
def test_an_unknown_value_anywhere_never_makes_the_rule_fail(rule: str) -> None:
    for case in all_cases():
        if case.rule == rule:
            for position, path in places(case):
                case.findings(changed(case, position, path, UNKNOWN))


@pytest.mark.parametrize("rule", [rule.id for rule in all_rules()])
def test_a_missing_value_anywhere_never_makes_the_rule_fail(rule: str) -> None:
    for case in all_cases():
        if case.rule == rule:
            for position, path in places(case):
                case.findings(changed(case, position, path, None))
