"""No rule fails on a property tree that it did not expect, and nothing unknown hides what is certainly broken.

A crash would turn a mandatory rule into a note, and so would a value that the rule takes for a good one.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accel.planning.cost.estimate import Estimate, estimate
from accel.planning.graph import UNKNOWN, Graph, Resource, Secret
from policies.configuration import configured
from policies.evaluation import evaluate, remediated
from policies.registry import all_rules
from policies.remediation import repaired
from policies.rule import EVERY_TYPE
from tests.policies.building import TODAY, Case, facts, urn_of
from tests.policies.cases import all_cases

Path = tuple[str | int, ...]
FACTS = facts("prod", data_regions=("europe-west4",))
REPAIRING = {rule.id: {"remediate": True} for rule in all_rules() if rule.remediate is not None}
STRICTEST = facts(
    "prod",
    compliance=("soc2", "iso27001", "hipaa", "gdpr"),
    data_class="health",
    rule_settings=REPAIRING,
    monthly_budget_usd=1,
)
"""Every profile on, every repair on, and no region named: the branches that `FACTS` leaves out."""
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


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(graphs())
def test_no_property_tree_makes_a_repair_fail_and_none_is_repaired_twice(graph: Graph) -> None:
    fixed, told = remediated(graph, STRICTEST)
    assert all(finding.properties and finding.urn in graph.by_urn for finding in told)
    evaluate(fixed, STRICTEST, estimate=no_cost())
    assert remediated(fixed, STRICTEST) == (fixed, [])


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


def where(case: Case, graph: Graph | None = None) -> set[str]:
    return {finding.urn for finding in case.findings(graph)}


def of_rule(rule: str) -> list[Case]:
    return [case for case in all_cases() if case.rule == rule]


def sealed(tree: Any) -> Any:
    """Return a property tree in which every value, and every value within it, is a secret."""
    if isinstance(tree, Mapping):
        return {key: Secret(sealed(item)) for key, item in tree.items()}
    return [Secret(sealed(item)) for item in tree] if isinstance(tree, list) else tree


def noise(count: int) -> list[Resource]:
    """Return resources of a type that no rule knows, full of what only the cloud knows."""
    type_ = "random:index/randomId:RandomId"
    inputs: dict[str, Any] = {"a": UNKNOWN, "b": [UNKNOWN, {"c": UNKNOWN}]}
    return [
        Resource(urn=urn_of(type_, f"n{index}"), type=type_, name=f"n{index}", inputs=inputs) for index in range(count)
    ]


def with_inputs(case: Case, change: Any) -> Graph:
    return Graph(replace(item, inputs=change(item.inputs)) for item in case.resources)


RULES = [rule.id for rule in all_rules()]


@pytest.mark.parametrize("rule", RULES)
def test_resources_of_no_concern_and_their_order_change_nothing(rule: str) -> None:
    for case in of_rule(rule):
        before, after = noise(1), noise(3)[1:]
        assert where(case) <= where(case, Graph([*before, *case.resources, *after]))
        assert where(case) == where(case, Graph(reversed(case.resources)))


@pytest.mark.parametrize("rule", RULES)
def test_properties_of_no_concern_change_nothing(rule: str) -> None:
    for case in of_rule(rule):
        beside = with_inputs(case, lambda inputs: {**inputs, "zzNoise": UNKNOWN, "zzMore": {"a": [UNKNOWN, None]}})
        assert where(case) == where(case, beside)


@pytest.mark.parametrize("rule", RULES)
def test_a_secret_is_judged_as_what_is_in_it(rule: str) -> None:
    for case in of_rule(rule):
        assert where(case) == where(case, with_inputs(case, sealed))


OTHERS = (None, True, False, "", "x", 0, 1, 10**9, [], {}, ["x"], "true", "false", "gs://b")
"""Known values to try anywhere."""
DECIDED_TOGETHER = {
    "activity-log-exported": "several settings export one subscription, each some categories",
    "elb-tls": "a listener without TLS may do one thing, and its type says which",
    "pod-token-on-purpose": "the account that a pod names may be one that gives no token",
    "pod-network-policy": "a policy selects by labels and expressions together",
    "stack-budget": "where a machine stands decides its price",
    "blueprint-budget": "where a machine stands decides its price",
    "price-fresh": "what a machine is decides which price counts",
}
"""Rules that one unknown value may decide although no single known one does, and why."""


def test_what_is_decided_together_is_about_rules_that_exist() -> None:
    assert DECIDED_TOGETHER.keys() <= set(RULES)


@cache
def values_by_key() -> Mapping[str, list[Any]]:
    """Return the known values that some case has under a key: among them are those that keep a rule."""
    found: dict[str, dict[str, Any]] = {}
    for case in all_cases():
        for item in case.resources:
            for path in paths(item.inputs):
                value = at(item.inputs, path)
                if value is not UNKNOWN:
                    found.setdefault(str(path[-1]), {})[repr(value)] = value
    return {key: list(values.values()) for key, values in found.items()}


def at(tree: Any, path: Path) -> Any:
    for step in path:
        tree = tree[step]
    return tree


def is_known_leaf(value: Any) -> bool:
    return value is not None and value is not UNKNOWN and not isinstance(value, Mapping | list)


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule not in DECIDED_TOGETHER])
def test_an_unknown_value_hides_no_violation_that_every_known_one_leaves(rule: str) -> None:
    """Where no value that can be thought of repairs a resource, a value that nobody knows does not either."""
    for case in of_rule(rule):
        broken = where(case)
        for position, path in places(case) if broken else ():
            if isinstance(path[-1], int) or not is_known_leaf(at(case.resources[position].inputs, path)):
                continue
            hidden = broken - where(case, changed(case, position, path, UNKNOWN))
            tries: Iterable[Any] = (*OTHERS, *values_by_key()[str(path[-1])])
            for urn in hidden:
                assert any(urn not in where(case, changed(case, position, path, value)) for value in tries), (
                    f"{case}: {path} of {case.resources[position].name}"
                )


@pytest.mark.parametrize("rule", sorted(REPAIRING))
def test_an_unknown_value_anywhere_makes_no_repair_fail_and_stays_unknown(rule: str) -> None:
    chosen = [one for one in all_rules() if one.id == rule]
    for case in of_rule(rule):
        settings_of_rule = {rule: {**case.settings, "remediate": True}}
        changes: dict[str, Any] = {"environment": "prod", **case.facts, "rule_settings": settings_of_rule}
        given = facts(**changes)
        entries = configured(chosen, given)
        for position, path in places(case):
            graph = changed(case, position, path, UNKNOWN)
            fixed, _ = repaired(graph, given, entries)
            assert at(fixed.resources[position].inputs, path) is UNKNOWN
