"""Stack settings as a whole: whatever a file holds, the answer is settings or one line for each mistake."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from accel.planning.problems import ConfigurationError
from accel.planning.stack import CommonSettings
from blueprints.loading import read_stack_file, stack_names
from blueprints.settings import StackSettings, validate_stack

FILE = "stacks/Pulumi.dev.yaml"
SHIPPED: dict[str, dict[str, Any]] = {name: read_stack_file(name).values for name in stack_names()}


def judge(values: dict[str, Any]) -> StackSettings | list[str]:
    """Return the settings, or the lines that say what is wrong with them."""
    try:
        return validate_stack(values, stack="dev", file=FILE)
    except ConfigurationError as error:
        return str(error).splitlines()


def places(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every value in a tree, the tree itself left out."""
    items: Any = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in items:
        yield (*path, key)
        yield from places(value, (*path, key))


def at(tree: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        tree = tree[step]
    return tree


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(["dev", "nat", "us-east-1", "10.0.0.0/8", "g2-standard-8", "ml.inf2.xlarge", "spot", "v5e", "-"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@st.composite
def malformed(draw: st.DrawFn) -> dict[str, Any]:
    """A shipped stack file in which a few values were replaced, dropped, renamed or repeated."""
    values = copy.deepcopy(SHIPPED[draw(st.sampled_from(sorted(SHIPPED)))])
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(list(places(values))))
        owner, key = at(values, path[:-1]), path[-1]
        action = draw(st.sampled_from(["replace", "drop", "rename", "repeat"]))
        if action == "replace":
            owner[key] = draw(anything)
        elif action == "drop":
            del owner[key]
        elif isinstance(owner, dict):
            new = draw(st.text(max_size=6)) if action == "rename" else f"{key}s"
            owner[new] = copy.deepcopy(owner[key]) if action == "repeat" else owner.pop(key)
        else:
            owner.append(copy.deepcopy(owner[key]))
        if not values:
            break
    return values


def assert_judged(values: dict[str, Any]) -> None:
    found = judge(values)
    if isinstance(found, StackSettings):
        return
    assert found
    for line in found:
        assert line.startswith(f"{FILE}: ")
        key, _, reason = line.removeprefix(f"{FILE}: ").partition(": ")
        assert key
        assert "is not allowed; allowed: " in reason


@settings(max_examples=2000)
@given(malformed())
def test_a_malformed_stack_file_is_told_by_key_and_reason_and_never_by_a_traceback(values: dict[str, Any]) -> None:
    assert_judged(values)


@settings(max_examples=500)
@given(st.dictionaries(st.sampled_from([*SHIPPED["dev"], "x"]), anything))
@example({})
@example({"blueprints": [{"kind": ["gke_vllm"]}]})
@example({"blueprints": [{"kind": "gke_vllm", "name": None}]})
@example({"aws": float("nan")})
def test_arbitrary_values_are_told_by_key_and_reason(values: dict[str, Any]) -> None:
    assert_judged(values)


@pytest.mark.parametrize("stack", sorted(SHIPPED))
def test_every_shipped_stack_file_is_right(stack: str) -> None:
    assert isinstance(judge(SHIPPED[stack]), StackSettings)


def test_every_mistake_is_told_at_once() -> None:
    values = {**SHIPPED["dev"], "environment": "devel", "monthlyBudgetUsd": -1, "ownr": "a"}
    found = judge(values)
    assert isinstance(found, list)
    assert [line.split(": ")[1] for line in found] == ["ownr", "environment", "monthlyBudgetUsd"]


@pytest.mark.parametrize(
    "required", [field.alias for field in CommonSettings.model_fields.values() if field.is_required()]
)
def test_a_missing_common_key_is_named(required: str) -> None:
    found = judge({key: value for key, value in SHIPPED["dev"].items() if key != required})
    assert found == [f"{FILE}: {required}: nothing is not allowed; allowed: a value; this key is required"]


def test_a_cloud_that_a_blueprint_needs_is_asked_for_by_name() -> None:
    found = judge({key: value for key, value in SHIPPED["dev"].items() if key != "aws"})
    assert isinstance(found, list)
    (line,) = found
    assert line.startswith(f"{FILE}: aws: nothing is not allowed")
    assert "(sagemaker_inf2) builds there" in line


def test_a_secret_value_is_not_repeated_in_a_message() -> None:
    with pytest.raises(ConfigurationError) as caught:
        validate_stack(
            {**SHIPPED["dev"], "owner": "Hush Hush"},
            stack="dev",
            file=FILE,
            secret_keys=frozenset({"accelerator-blueprints:owner"}),
        )
    assert "Hush" not in str(caught.value)
    assert "[secret]" in str(caught.value)


def test_two_blueprints_of_one_name_are_refused() -> None:
    entries = SHIPPED["dev"]["blueprints"]
    found = judge({**SHIPPED["dev"], "blueprints": [*entries, entries[0]]})
    assert isinstance(found, list)
    assert "a name that blueprints[0] does not have" in found[0]
