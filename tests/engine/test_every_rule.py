"""Each mandatory rule stops a shipped stack that breaks it on the real engine, and no other rule speaks."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pulumi
import pytest

from accel.planning.graph import Resource, plain
from blueprints.program import run
from policies.registry import all_rules
from tests.breaches import Breach, Together, breaches, together
from tests.engine.harness import EngineStack, Outcome, change_settings, project_copy
from tests.engine.stand_in import Clouds

pytestmark = pytest.mark.engine

_RULES = {rule.id: rule for rule in all_rules()}


def with_settings(folder: Path, breach: Breach) -> None:
    def replaced(settings: dict[str, Any]) -> None:
        found = breach.configured(settings)
        settings.clear()
        settings.update(found)

    change_settings(project_copy(folder), breach.stack, replaced)


def register(items: Iterable[Resource]) -> None:
    made: dict[str, pulumi.Resource] = {}
    for item in items:
        options = pulumi.ResourceOptions(
            protect=item.protect,
            retain_on_delete=item.retain_on_delete,
            depends_on=[made[urn] for urn in item.dependencies],
        )
        made[item.urn] = pulumi.CustomResource(item.type, item.name, plain(item.inputs), options)


def breaking(breach: Breach) -> Callable[[], None]:
    """Return the stack's own program with the breach's changes made on the way to the engine."""

    def transform(shown: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
        if shown.name not in breach.change:
            return None
        props: Mapping[str, Any] = shown.props
        return pulumi.ResourceTransformResult(breach.changed(shown.name, props), shown.opts)

    def program() -> None:
        pulumi.runtime.register_resource_transform(transform)
        run()
        register(breach.add)

    return program


def reported(outcome: Outcome) -> set[tuple[str, str]]:
    """Return rule and URN of each mandatory violation; the URN of the stack itself is left empty, as offline."""
    return {
        (rule, "" if "::pulumi:pulumi:Stack::" in urn else urn)
        for rule, level, urn in outcome.violations
        if level == "mandatory"
    }


@pytest.mark.parametrize("group", together(breaches()), ids=str)
def test_pulumi_up_stops_at_what_is_broken_and_reports_nothing_else(
    group: Together, clouds: Clouds, tmp_path: Path
) -> None:
    with_settings(tmp_path, group)
    outcome = EngineStack.create(group.stack, tmp_path, breaking(group), clouds, preview_first=True).up(rules=True)
    assert outcome.error is not None
    assert reported(outcome) == {(found.rule, found.urn) for found in group.findings()}
    assert {rule for rule, _ in reported(outcome)} == {row.rule for row in group.rows}
    assert clouds.things == {}


def one_of_each_package() -> list[Breach]:
    """Return a breach of a resource rule for each provider package; what stops them is the same for all rules."""
    found: dict[str, Breach] = {}
    for breach in breaches():
        if _RULES[breach.rule].check_resource is not None and breach.add and not breach.settings:
            found.setdefault(breach.add[0].package, breach)
    return list(found.values())


@pytest.mark.parametrize("breach", one_of_each_package(), ids=str)
def test_an_update_without_preview_stops_before_the_resource_that_breaks_a_rule(
    breach: Breach, clouds: Clouds, tmp_path: Path
) -> None:
    with_settings(tmp_path, breach)

    def program() -> None:
        register(breach.add)

    outcome = EngineStack.create(breach.stack, tmp_path, program, clouds).up(rules=True)
    assert outcome.error is not None
    # Rules of the stack as a whole miss the rest of it here.
    assert {rule for rule in outcome.broken() if _RULES[rule].check_resource is not None} == {breach.rule}
    assert clouds.things == {}
