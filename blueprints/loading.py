"""From a stack file, or from the engine's configuration, to validated settings.

Both ways give the same values and the same messages: the offline preview reads `stacks/Pulumi.<stack>.yaml`,
`pulumi up` gets the same keys as text.
"""

import datetime
import json
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from accel.catalog.names import nearest
from accel.planning.configuration import NAMESPACE
from accel.planning.problems import ConfigurationError, Problem
from accel.planning.stack import project_root

_TOP_LEVEL = {"config", "encryptionsalt", "encryptedkey", "secretsprovider", "environment"}
_WHOLE_FILE = "(the whole file)"
HIDDEN = "[secret]"


@dataclass(frozen=True)
class StackFile:
    """One stack file, read but not yet judged."""

    stack: str
    file: str
    """The file as messages name it."""
    values: dict[str, Any]
    """Our own keys without their namespace."""
    engine_config: dict[str, str]
    """Every key as the engine would pass it: full name, lists and maps as JSON text."""
    secret_keys: frozenset[str]
    """Full names of the keys that hold something encrypted; their values are placeholders."""


def stack_names(root: Path | None = None) -> list[str]:
    """Return the names of all stacks that have a file."""
    folder = (root or project_root()) / "stacks"
    return sorted(path.name.removeprefix("Pulumi.").removesuffix(".yaml") for path in folder.glob("Pulumi.*.yaml"))


def read_stack_file(stack: str, root: Path | None = None) -> StackFile:
    """Read `stacks/Pulumi.<stack>.yaml`.

    Raises:
        ConfigurationError: there is no such file, it is not YAML, or it is not shaped as a stack file.
    """
    base = root or project_root()
    file = f"stacks/Pulumi.{stack}.yaml"
    path = base / file
    names = stack_names(base)
    if stack not in names:
        near = nearest(stack, names)
        hint = f"did you mean {near!r}?" if near else ""
        raise ConfigurationError([Problem("stacks/", "stack", stack, ", ".join(names) or "no stack has a file", hint)])
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError([Problem(file, _WHOLE_FILE, None, f"readable UTF-8 text ({error})")]) from error
    return parse_stack_file(text, stack=stack, file=file)


def parse_stack_file(text: str, *, stack: str, file: str) -> StackFile:
    """Read the text of a stack file; see `read_stack_file`."""
    try:
        content: Any = yaml.load(text, Loader=_StrictLoader)  # noqa: S506 - derives from SafeLoader
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ConfigurationError([Problem(file, *_where(error))]) from error
    if not isinstance(content, Mapping) or not isinstance(content.get("config"), Mapping):
        shape = f"a map with the key `config`, which holds {NAMESPACE}:environment and the other keys"
        raise ConfigurationError([Problem(file, _WHOLE_FILE, _kind(content), shape)])
    problems: list[Problem] = []
    for key in content:
        if key not in _TOP_LEVEL:
            hint = f"put settings under config:, as {NAMESPACE}:{key}"
            problems.append(Problem(file, str(key), content[key], ", ".join(sorted(_TOP_LEVEL)), hint))
    values: dict[str, Any] = {}
    engine: dict[str, str] = {}
    secrets: set[str] = set()
    for key, value in content["config"].items():
        if not isinstance(key, str) or ":" not in key:
            hint = f"write {NAMESPACE}:{key}"
            problems.append(Problem(file, f"config.{key}", value, "keys of the form namespace:name", hint))
            continue
        try:
            plain = _without_ciphertext(value, key, secrets)
            engine[key] = as_engine_text(plain)
        except (RecursionError, ValueError, TypeError):
            problems.append(Problem(file, key, _kind(value), "plain text, numbers, lists and maps, none within itself"))
            continue
        namespace, _, name = key.partition(":")
        if namespace == NAMESPACE:
            values[name] = plain
    if problems:
        raise ConfigurationError(problems)
    return StackFile(stack, file, values, engine, frozenset(secrets))


def as_engine_text(value: Any) -> str:
    """Return a configuration value as the engine passes it to a program."""
    if isinstance(value, str):
        return value
    return json.dumps(value, default=_date_text, allow_nan=False)


def _without_ciphertext(value: Any, key: str, secrets: set[str]) -> Any:
    """Put a placeholder where the file holds an encrypted value, which only the engine can open."""
    if isinstance(value, Mapping):
        if set(value) == {"secure"}:
            secrets.add(key)
            return HIDDEN
        if not all(isinstance(name, str) for name in value):
            raise TypeError(key)
        return {name: _without_ciphertext(item, key, secrets) for name, item in value.items()}
    if isinstance(value, list):
        return [_without_ciphertext(item, key, secrets) for item in value]
    return value


def _date_text(value: Any) -> str:
    if isinstance(value, datetime.date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _kind(value: Any) -> str:
    return "an empty file" if value is None else type(value).__name__


def _where(error: Exception) -> tuple[str, object, str]:
    mark = getattr(error, "problem_mark", None)
    place = f"line {mark.line + 1}" if mark else _WHOLE_FILE
    reason = getattr(error, "problem", None) or str(error) or type(error).__name__
    return place, None, f"valid YAML ({reason})"


class _StrictLoader(yaml.SafeLoader):
    """Safe YAML that refuses a key given twice: the second would win silently."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, Hashable):
                raise yaml.constructor.ConstructorError(None, None, "a key must be plain text", key_node.start_mark)
            if key in seen and key != "<<":
                raise yaml.constructor.ConstructorError(None, None, f"the key {key!r} twice", key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep=deep)
