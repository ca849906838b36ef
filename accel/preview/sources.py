"""Where a finding stands in the file that was previewed: the line of a stack file's key, or of a resource's URN."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import yaml

from accel.planning.configuration import NAMESPACE
from accel.planning.graph import Graph
from accel.planning.stack import project_root
from accel.preview.names import owner_of

_KEY_OF_RULE = {
    "allowed-regions": "dataRegions",
    "exemption-expired": "exemptions",
    "exemption-unused": "exemptions",
    "stack-budget": "monthlyBudgetUsd",
}
"""What a stack file says about the stack as a whole; other findings without a resource stand at `environment`."""
_URN = re.compile(r'"urn"\s*:\s*("(?:[^"\\]|\\[\\"/bfnrt]|\\u[0-9a-fA-F]{4})*")')


@dataclass(frozen=True)
class Sources:
    """The text of the file behind a preview."""

    file: str
    """As reports name it: relative to the project, with slashes."""
    text: str

    def line(self, rule: str, urn: str, graph: Graph) -> int:
        """Return the line, from 1, at which a finding is best shown; 1 where nothing better is known."""
        if self.file.endswith((".yaml", ".yml")):
            return self._stack_line(rule, urn, graph)
        return self._lines_of_text.get(urn, 1)

    def _stack_line(self, rule: str, urn: str, graph: Graph) -> int:
        resource = graph.by_urn.get(urn)
        if resource is None:
            return self._keys.get(_KEY_OF_RULE.get(rule, "environment"), self._keys.get("environment", 1))
        top = owner_of(resource, graph)
        cloud = top.removesuffix("-baseline")
        if top not in self._entries and cloud in self._keys:
            return self._keys[cloud]
        # A blueprint names what it builds after itself: `vllm` has `vllm`, `vllm-cluster`, `vllm-gpus`.
        owners = [name for name in self._entries if top == name or top.startswith(f"{name}-")]
        return self._entries[max(owners, key=len)] if owners else self._keys.get("blueprints", 1)

    @cached_property
    def _root(self) -> Mapping[str, Any]:
        """The nodes below `config` by their names without the namespace: (line of the key, node)."""
        try:
            node = yaml.compose(self.text, Loader=yaml.SafeLoader)
        except yaml.YAMLError:
            return {}
        config = dict(_pairs(node)).get("config")
        return {key.removeprefix(f"{NAMESPACE}:"): found for key, found in _pairs(config[1] if config else None)}

    @cached_property
    def _keys(self) -> dict[str, int]:
        return {key: line for key, (line, _) in self._root.items()}

    @cached_property
    def _entries(self) -> dict[str, int]:
        """Line of each blueprint entry by its name."""
        _, listed = self._root.get("blueprints", (0, None))
        found: dict[str, int] = {}
        for entry in listed.value if isinstance(listed, yaml.SequenceNode) else ():
            name = dict(_pairs(entry)).get("name")
            if name and isinstance(name[1], yaml.ScalarNode):
                found[name[1].value] = entry.start_mark.line + 1
        return found

    @cached_property
    def _lines_of_text(self) -> dict[str, int]:
        """First line of each URN of a JSON document that names it as `"urn": "..."`."""
        found: dict[str, int] = {}
        # Not splitlines: a JSON text may hold other ends of line, which editors do not count.
        for number, line in enumerate(self.text.split("\n"), start=1):
            named = _URN.search(line)
            if named:
                found.setdefault(json.loads(named[1]), number)
        return found


def stack_sources(stack: str) -> Sources:
    """Return the text of a stack's file, which a preview has just read."""
    file = f"stacks/Pulumi.{stack}.yaml"
    try:
        return Sources(file, (project_root() / file).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return Sources(file, "")


def _pairs(node: Any) -> list[tuple[str, tuple[int, Any]]]:
    if not isinstance(node, yaml.MappingNode):
        return []
    return [(str(key.value), (key.start_mark.line + 1, value)) for key, value in node.value]
