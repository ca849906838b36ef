import datetime
import json

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from accel.planning.configuration import own_values
from accel.planning.problems import ConfigurationError
from blueprints.loading import HIDDEN, as_engine_text, parse_stack_file, read_stack_file

FILE = "stacks/Pulumi.dev.yaml"


def problem_lines(text: str) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        parse_stack_file(text, stack="dev", file=FILE)
    return str(caught.value).splitlines()


def test_an_unknown_stack_is_told_with_the_nearest_name() -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_stack_file("stagin")
    line = str(caught.value)
    assert line.startswith("stacks/: stack: 'stagin' is not allowed; allowed: ")
    assert "did you mean 'staging'?" in line


@pytest.mark.parametrize("name", ["../secret", "a/b", "", ".", "dev\n"])
def test_a_stack_name_cannot_leave_the_folder_of_stacks(name: str) -> None:
    with pytest.raises(ConfigurationError, match="stack"):
        read_stack_file(name)


@pytest.mark.parametrize("text", ["", "config:", "[]", "config: 3", "x: {}", "42", "config: [a]"])
def test_a_file_of_the_wrong_shape_is_one_problem(text: str) -> None:
    (line,) = problem_lines(text)
    assert line.startswith(f"{FILE}: (the whole file): ")


def test_broken_yaml_names_its_line() -> None:
    (line,) = problem_lines("config:\n  a:b: [1,\n")
    assert line.startswith(f"{FILE}: line ")


def test_a_key_given_twice_is_refused() -> None:
    (line,) = problem_lines("config:\n  accelerator-blueprints:owner: a\n  accelerator-blueprints:owner: b\n")
    assert "the key 'accelerator-blueprints:owner' twice" in line


def test_a_value_within_itself_is_refused() -> None:
    (line,) = problem_lines("config:\n  accelerator-blueprints:owner: &a [*a]\n")
    assert line.startswith(f"{FILE}: accelerator-blueprints:owner: ")


def test_a_key_without_namespace_is_told_its_full_name() -> None:
    (line,) = problem_lines("config:\n  owner: a\n")
    assert "write accelerator-blueprints:owner" in line


def test_settings_outside_config_are_refused() -> None:
    (line,) = problem_lines("owner: a\nconfig: {}\n")
    assert line.startswith(f"{FILE}: owner: 'a' is not allowed; allowed: config")


def test_encrypted_values_become_placeholders_and_their_keys_are_known_as_secret() -> None:
    text = "config:\n  accelerator-blueprints:x: {token: {secure: AAABBB}}\n  gcp:credentials: {secure: CCC}\n"
    file = parse_stack_file(text, stack="dev", file=FILE)
    assert file.values == {"x": {"token": HIDDEN}}
    assert file.secret_keys == {"accelerator-blueprints:x", "gcp:credentials"}
    assert "AAABBB" not in json.dumps(file.engine_config)


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
    | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=100)
@given(
    st.dictionaries(
        st.text(alphabet="abcXYZ", min_size=1, max_size=8), st.lists(values) | st.dictionaries(st.text(), values)
    )
)
def test_lists_and_maps_reach_the_program_as_they_stand_in_the_file(tree: dict[str, object]) -> None:
    passed = {f"accelerator-blueprints:{key}": as_engine_text(value) for key, value in tree.items()}
    expected = json.loads(json.dumps(tree, default=lambda day: day.isoformat()))
    assert own_values(passed) == expected


@settings(max_examples=500)
@given(st.text() | st.binary().map(lambda raw: raw.decode("latin-1")))
@example("config: !!python/object:os.system {}")
@example("config: {<<: 3}")
@example("config: {? [a] : b}")
@example("config: {1: 2, null: 3}")
@example("config: {a:b: .nan}")
@example("config: {a:b: 99999-99-99}")
@example("config: {'a:b': 2026-13-45}")
@example("config: {'a:b': {1: 2}}")
@example("config:\n  'a:b': !!binary aGk=\n")
@example("config:\n  'a:b': !!set {x, y}\n")
@example("\x00")
@example("&a [*a]")
def test_no_text_gives_anything_but_a_stack_file_or_problems(text: str) -> None:
    try:
        parse_stack_file(text, stack="dev", file=FILE)
    except ConfigurationError as error:
        lines = str(error).splitlines()
        assert lines
        assert all(line.startswith(f"{FILE}: ") and "allowed: " in line for line in lines)


@settings(max_examples=300)
@given(values)
def test_no_yaml_value_gives_anything_but_a_stack_file_or_problems(tree: object) -> None:
    text = yaml.safe_dump({"config": {"accelerator-blueprints:x": tree}})
    test_no_text_gives_anything_but_a_stack_file_or_problems.hypothesis.inner_test(text)


def test_dates_reach_the_program_as_iso_text() -> None:
    assert as_engine_text({"until": datetime.date(2026, 12, 31)}) == '{"until": "2026-12-31"}'
