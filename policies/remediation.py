"""Repairs what breaks a rule, where its stack file says `remediate: true`: alike in the preview and on the engine.

A rule says which inputs would keep it; only what differs is written into the inputs as they are. So a secret stays
sealed, a value that only the cloud knows stays unknown, and nothing else changes.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from accel.planning.graph import UNKNOWN, Graph, Resource, Secret
from accel.planning.stack import StackFacts
from policies.configuration import ConfiguredRule
from policies.exemptions import Exemptions
from policies.properties import opened, without_secrets
from policies.rule import Level, RuleContext, StackView

_SEALED = "[secret]"


class Change(NamedTuple):
    """One property that a repair wrote."""

    path: str
    value: Any


class Repair(NamedTuple):
    """What one rule did to one resource."""

    entry: ConfiguredRule
    urn: str
    changes: tuple[Change, ...]

    @property
    def message(self) -> str:
        """The changes in words: `enableKeyRotation set to true`."""
        return ", ".join(f"{change.path} {_words(change.value)}" for change in self.changes)


def repaired_inputs(
    entry: ConfiguredRule, resource: Resource, sealed: dict[str, Any], view: StackView
) -> dict[str, Any] | None:
    """Return the inputs with which a resource keeps a rule; None where it does, is exempt, or nobody can know them.

    Args:
        entry: the rule with its settings.
        resource: the resource with its secrets opened, as rules read it.
        sealed: its inputs as they are.
        view: the stack, as far as it is known.
    """
    rule = entry.rule
    if rule.remediate is None or rule.check_resource is None or not rule.judges(resource.type):
        return None
    context = RuleContext(entry.settings, view)
    if not any(True for _ in rule.check_resource(resource, context)):
        return None
    if view.exemptions.covering(rule.id, resource.urn) is not None:
        return None
    wanted = rule.remediate(resource, context)
    if wanted is None or not any(True for _ in changes(resource.inputs, wanted)):
        return None
    return merged(sealed, resource.inputs, wanted)


def repaired(graph: Graph, facts: StackFacts, entries: Iterable[ConfiguredRule]) -> tuple[Graph, list[Repair]]:
    """Return the graph with every repair applied, in the order of the rules, and what was repaired."""
    repairing = [entry for entry in entries if entry.remediates and entry.level is not Level.DISABLED]
    if not repairing:
        return graph, []
    exemptions = Exemptions(facts)
    repairs: list[Repair] = []
    readable = opened(graph)
    for entry in repairing:
        view = StackView(readable, facts, exemptions)
        done: dict[str, Resource] = {}
        for resource, judged in zip(graph, readable, strict=True):
            inputs = repaired_inputs(entry, judged, resource.inputs, view)
            if inputs is not None:
                done[resource.urn] = replace(resource, inputs=inputs)
                repairs.append(Repair(entry, resource.urn, tuple(changes(resource.inputs, inputs))))
        if done:
            graph = Graph(done.get(resource.urn, resource) for resource in graph)
            fixed = {urn: without_secrets(resource) for urn, resource in done.items()}
            readable = Graph(fixed.get(resource.urn, resource) for resource in readable)
    return graph, repairs


def merged(sealed: Any, before: Any, after: Any) -> Any:
    """Return `sealed`, of which `before` is what rules read, with what differs in `after`."""
    if _same(before, after):
        return sealed
    if isinstance(sealed, Secret):
        return Secret(merged(sealed.value, before, after))
    if isinstance(sealed, Mapping) and isinstance(before, Mapping) and isinstance(after, Mapping):
        return {
            key: merged(sealed[key], before[key], value) if key in sealed and key in before else value
            for key, value in after.items()
        }
    if isinstance(sealed, list) and isinstance(before, list) and isinstance(after, list):
        common = min(len(before), len(after))
        kept = [merged(*items) for items in zip(sealed[:common], before[:common], after[:common], strict=True)]
        return [*kept, *after[common:]]
    return after


def changes(before: Any, after: Any, path: str = "") -> Iterator[Change]:
    """Yield what differs, by dotted path; a value inside a secret is not told."""
    if _same(before, after):
        return
    if isinstance(after, Secret):
        if not isinstance(before, Secret) or any(True for _ in changes(before.value, after.value)):
            yield Change(path, _SEALED)
    elif isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys((*before, *after)):
            yield from changes(before.get(key), after.get(key), f"{path}.{key}" if path else str(key))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (was, now) in enumerate(zip(before, after, strict=True)):
            yield from changes(was, now, f"{path}.{index}")
    else:
        yield Change(path, after)


def _same(before: Any, after: Any) -> bool:
    """Say whether nothing is to be done; what holds others is looked into, since 1 and true are equal."""
    if after is before:
        return True
    return type(after) is type(before) and not isinstance(after, Mapping | list | Secret) and after == before


def _words(value: Any) -> str:
    if value is None:
        return "removed"
    if isinstance(value, bool):
        return f"set to {str(value).lower()}"
    return f"set to {_shown(value)}"


def _shown(value: Any) -> str:
    if isinstance(value, Secret):
        return _SEALED
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_shown(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_shown, value)) + "]"
    return "[unknown]" if value is UNKNOWN else str(value)
