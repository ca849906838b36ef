"""For each mandatory rule one small change after which a shipped stack breaks that rule, and no other.

`breaches.yaml` holds them, a row each:

- `rule`, `stack`: what is broken, and where.
- `change`: by name of a resource of the stack, a path in its inputs (steps joined by `/`) and the value to put there;
  `[gone]` leaves the property out.
- `add`: resources that the stack does not have, as `{type, name, inputs, protect, after}`; `after` has others of them,
  as `type::name`, on which one depends.
- `settings`: by key of the stack file (steps joined by `/`), its value.
- `apart`: why it is not broken together with others, which `together` does for the real engine; those of
  one reason are.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from accel.planning.graph import Graph, Resource, plain
from accel.preview.preview import Preview, judge, run_program, settings_of
from blueprints.loading import parse_stack_file
from policies.evaluation import Finding, evaluate
from tests.previews import preview_of
from tests.tools import ROOT

FILE = Path(__file__).with_suffix(".yaml")
GONE = "[gone]"
_PREFIX = "accelerator-blueprints:"


@dataclass(frozen=True, eq=False)
class Breach:
    """How a shipped stack comes to break one rule."""

    rule: str
    stack: str
    change: Mapping[str, Mapping[str, Any]]
    add: tuple[Resource, ...]
    settings: Mapping[str, Any]
    apart: str = ""

    def __str__(self) -> str:
        return self.rule

    @cached_property
    def preview(self) -> Preview:
        """The stack with the changed settings, before its resources are changed."""
        return changed_preview(self.stack, json.dumps(self.settings)) if self.settings else preview_of(self.stack)

    def configured(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """Return the stack file's settings, without their namespace, as this breach has them."""
        return with_values(settings, self.settings)

    @property
    def graph(self) -> Graph:
        """The stack's resources with the change in them."""
        resources = [
            replace(item, inputs=self.changed(item.name, plain(item.inputs))) if item.name in self.change else item
            for item in self.preview.graph
        ]
        return Graph([*resources, *self.add])

    def changed(self, name: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """Return the inputs that the resource of a name has in the changed stack."""
        return with_values(inputs, self.change.get(name, {}))

    def findings(self) -> list[Finding]:
        """Return what the changed stack breaks by mandatory rules, exemptions left aside."""
        return [found for found in evaluate(self.graph, self.preview.facts) if found.level == "mandatory"]


@cache
def breaches() -> tuple[Breach, ...]:
    """Return every breach of the file."""
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return tuple(
        Breach(
            row["rule"],
            row["stack"],
            row.get("change", {}),
            tuple(added(item, row["stack"]) for item in row.get("add", ())),
            row.get("settings", {}),
            row.get("apart", ""),
        )
        for row in rows
    )


@dataclass(frozen=True, eq=False)
class Together(Breach):
    """Several breaches of one stack that change different things: one run of the engine shows all of them."""

    rows: tuple[Breach, ...] = ()

    @classmethod
    def of(cls, rows: Sequence[Breach]) -> "Together":
        """Return rows as one change of their stack."""
        change: dict[str, dict[str, Any]] = {}
        settings: dict[str, Any] = {}
        for row in rows:
            for name, paths in row.change.items():
                change.setdefault(name, {}).update(paths)
            settings.update(row.settings)
        added = tuple(item for row in rows for item in row.add)
        return cls(rows[0].rule, rows[0].stack, change, added, settings, rows=tuple(rows))

    def __str__(self) -> str:
        return f"{self.stack}, {len(self.rows)} from {self.rule}"


def together(rows: Iterable[Breach]) -> list[Together]:
    """Put each row with the first others that it leaves alone."""
    groups: list[list[Breach]] = []
    for row in rows:
        fitting = (group for group in groups if all(_leaves_alone(row, other) for other in group))
        found = next(fitting, None)
        if found is None:
            groups.append([row])
        else:
            found.append(row)
    return [Together.of(group) for group in groups]


def _leaves_alone(one: Breach, other: Breach) -> bool:
    if (one.stack, bool(one.settings), one.apart) != (other.stack, bool(other.settings), other.apart):
        return False
    if {item.name for item in one.add} & {item.name for item in other.add}:
        return False
    changes = [(one.change[name], other.change[name]) for name in one.change.keys() & other.change.keys()]
    return not any(_clash(*pair) for pair in (*changes, (one.settings, other.settings)))


def _clash(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Say whether two changes of one thing meet: the same path with another value, or a path within another."""
    return any(
        f"{first}/".startswith(f"{second}/") or f"{second}/".startswith(f"{first}/")
        for first in one
        for second in other
        if first != second or one[first] != other[second]
    )


def added(item: Mapping[str, Any], stack: str) -> Resource:
    """Return a resource that the shipped stack does not have."""
    project = f"urn:pulumi:{stack}::accelerator-blueprints"
    protect = item.get("protect", False)
    return Resource(
        urn=f"{project}::{item['type']}::{item['name']}",
        type=item["type"],
        name=item["name"],
        inputs=dict(item.get("inputs", {})),
        dependencies=tuple(f"{project}::{other}" for other in item.get("after", ())),
        protect=protect,
        retain_on_delete=protect,
    )


@cache
def changed_preview(stack: str, settings: str) -> Preview:
    """Return a stack as its program makes it with other settings, which are JSON so that equal ones are run once."""
    path = ROOT / "stacks" / f"Pulumi.{stack}.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    own = {key.removeprefix(_PREFIX): value for key, value in content["config"].items()}
    found = with_values(own, json.loads(settings))
    content["config"] = {_PREFIX + key: value for key, value in found.items()}
    file = parse_stack_file(yaml.safe_dump(content), stack=stack, file=f"stacks/{path.name}")
    read = settings_of(file)
    return judge(run_program(file, ROOT), read, read.facts(preview_of(stack).facts.today))


def with_values(tree: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a tree with other values, by path."""
    found: Any = tree
    for path, value in values.items():
        found = with_value(found, path.split("/"), value)
    return dict(found)


def with_value(tree: Any, path: Sequence[str], value: Any) -> Any:
    """Return a tree with another value at a path, or without it; what lies beside the path is not copied."""
    step, *rest = path
    fresh: Any = list(tree) if isinstance(tree, list | tuple) else dict(tree or {})
    key: Any = int(step) if isinstance(fresh, list) else step
    if rest:
        inner = fresh[key] if isinstance(fresh, list) else fresh.get(key, {})
        fresh[key] = with_value(inner, rest, value)
    elif value == GONE:
        del fresh[key]
    elif isinstance(fresh, list) and key == len(fresh):
        fresh.append(value)
    else:
        fresh[key] = value
    return fresh
