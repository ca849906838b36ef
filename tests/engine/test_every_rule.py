"""Each mandatory rule stops a shipped stack that breaks it on the real engine, and no other rule speaks."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pulumi
import pytest

from accel.planning.graph import Graph, Resource, plain
from blueprints.program import run
from policies.evaluation import evaluate
from policies.registry import all_rules
from tests.breaches import Breach, breaches
from tests.engine.harness import EngineStack, Outcome, change_settings, project_copy
from tests.engine.stand_in import Clouds

pytestmark = pytest.mark.engine

_STACKS = ("azure-baseline", "dev", "staging")
_TRIED = [breach for breach in breaches() if breach.stack in _STACKS]
_RULES = {rule.id: rule for rule in all_rules()}


def touched(breach: Breach) -> set[str]:
    return {*breach.change, *(item.name for item in breach.add)}


def groups(chosen: Iterable[Breach]) -> list[tuple[Breach, ...]]:
    """Put breaches together that share stack and settings and touch different resources: one run shows them all."""
    found: list[list[Breach]] = []
    for breach in chosen:
        fitting = [
            group
            for group in found
            if (group[0].stack, group[0].settings) == (breach.stack, breach.settings)
            and not touched(breach) & {name for other in group for name in touched(other)}
        ]
        # A settings row changes what the whole stack is judged by: it stands alone.
        if fitting and not breach.settings:
            fitting[0].append(breach)
        else:
            found.append([breach])
    return [tuple(group) for group in found]


def named(group: tuple[Breach, ...]) -> str:
    return f"{group[0].stack}, {len(group)} from {group[0].rule}"


def with_settings(folder: Path, breach: Breach) -> None:
    def replaced(settings: dict[str, Any]) -> None:
        found = breach.configured(settings)
        settings.clear()
        settings.update(found)

    change_settings(project_copy(folder), breach.stack, replaced)


def register(item: Resource) -> None:
    options = pulumi.ResourceOptions(protect=item.protect, retain_on_delete=item.retain_on_delete)
    pulumi.CustomResource(item.type, item.name, plain(item.inputs), options)


def breaking(group: tuple[Breach, ...]) -> Callable[[], None]:
    """Return the stack's own program with the changes of these breaches made on the way to the engine."""

    def transform(shown: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
        props: Mapping[str, Any] = shown.props
        for breach in group:
            if shown.name in breach.change:
                props = breach.changed(shown.name, props)
        return None if props is shown.props else pulumi.ResourceTransformResult(dict(props), shown.opts)

    def program() -> None:
        pulumi.runtime.register_resource_transform(transform)
        run()
        for item in (item for breach in group for item in breach.add):
            register(item)

    return program


def expected(group: tuple[Breach, ...]) -> set[tuple[str, str]]:
    """Return the mandatory findings of the offline evaluation, all breaches of the group together."""
    resources = {item.urn: item for item in group[0].preview.graph}
    for breach in group:
        resources.update({item.urn: item for item in breach.graph if item.name in breach.change})
        resources.update({item.urn: item for item in breach.add})
    found = evaluate(Graph(resources.values()), group[0].preview.facts)
    return {(item.rule, item.urn) for item in found if item.level == "mandatory"}


def reported(outcome: Outcome) -> set[tuple[str, str]]:
    """Return rule and URN of each mandatory violation; the URN of the stack itself is left empty, as offline."""
    return {
        (rule, "" if "::pulumi:pulumi:Stack::" in urn else urn)
        for rule, level, urn in outcome.violations
        if level == "mandatory"
    }


@pytest.mark.parametrize("group", groups(_TRIED), ids=named)
def test_pulumi_up_stops_at_what_is_broken_and_reports_nothing_else(
    group: tuple[Breach, ...], clouds: Clouds, tmp_path: Path
) -> None:
    with_settings(tmp_path, group[0])
    outcome = EngineStack.create(group[0].stack, tmp_path, breaking(group), clouds, preview_first=True).up(rules=True)
    assert outcome.error is not None
    assert reported(outcome) == expected(group)
    assert {rule for rule, _ in reported(outcome)} >= {breach.rule for breach in group}
    assert clouds.things == {}


def one_of_each_package() -> list[Breach]:
    """Return a breach of a resource rule for each provider package; what stops them is the same for all rules."""
    found: dict[str, Breach] = {}
    for breach in breaches():
        if _RULES[breach.rule].check_resource is not None and not breach.settings:
            found.setdefault(broken_resources(breach)[0].package, breach)
    return list(found.values())


def broken_resources(breach: Breach) -> list[Resource]:
    return [item for item in breach.graph if item.name in breach.change or item in breach.add]


@pytest.mark.parametrize("breach", one_of_each_package(), ids=str)
def test_an_update_without_preview_stops_before_the_resource_that_breaks_a_rule(
    breach: Breach, clouds: Clouds, tmp_path: Path
) -> None:
    with_settings(tmp_path, breach)

    def program() -> None:
        for item in broken_resources(breach):
            register(item)

    outcome = EngineStack.create(breach.stack, tmp_path, program, clouds).up(rules=True)
    assert outcome.error is not None
    # Rules of the stack as a whole miss the rest of it here.
    assert {rule for rule in outcome.broken() if _RULES[rule].check_resource is not None} == {breach.rule}
    assert clouds.things == {}
