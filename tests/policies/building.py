"""Small graphs and facts for rules to judge, and the shape of a rule's cases."""

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from accel.planning.graph import Graph, Resource
from accel.planning.stack import Exemption, ProfileOverrides, StackFacts, effective_profile
from policies.evaluation import Finding, evaluate
from policies.registry import all_rules

TODAY = datetime.date(2026, 11, 24)


def facts(environment: str = "prod", **changes: Any) -> StackFacts:
    known: Any = environment if environment in ("dev", "staging", "prod") else "prod"
    overrides = changes.pop("profile", {})
    found = StackFacts(
        stack="test",
        environment=known,
        owner="ml-platform",
        cost_center="research",
        monthly_budget_usd=changes.pop("monthly_budget_usd", 1_000_000),
        profile=effective_profile(known, ProfileOverrides(**overrides)),
        today=TODAY,
        **changes,
    )
    return replace(found, environment=environment)  # type: ignore[arg-type] - also environments that nobody knows


def exemption(rule: str, resource: str, until: datetime.date = TODAY) -> Exemption:
    return Exemption(rule=rule, resource=resource, reason="a reason for the auditor", until=until)


def urn_of(type_: str, name: str) -> str:
    return f"urn:pulumi:test::accelerator-blueprints::{type_}::{name}"


def resource(
    type_: str,
    name: str = "subject",
    inputs: Mapping[str, Any] | None = None,
    *,
    uses: Mapping[str, Resource] | None = None,
    **rest: Any,
) -> Resource:
    """Build a resource; `uses` says which property takes an output of which resource."""
    linked = {key: (target.urn,) for key, target in (uses or {}).items()}
    return Resource(
        urn=urn_of(type_, name),
        type=type_,
        name=name,
        inputs=dict(inputs or {}),
        dependencies=tuple(urn for urns in linked.values() for urn in urns),
        property_dependencies=linked,
        **rest,
    )


def document(*statements: Mapping[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


Kind = Literal["kept", "broken", "unknown", "not applicable"]


@dataclass(frozen=True)
class Case:
    """One sentence about one rule."""

    rule: str
    kind: Kind
    sentence: str
    resources: tuple[Resource, ...]
    at: tuple[str, ...] = ()
    """Names of the resources that break the rule; `stack` for the stack as a whole."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.rule}: {self.sentence}".replace(" ", "_")

    @property
    def graph(self) -> Graph:
        return Graph(self.resources)

    def findings(self, graph: Graph | None = None) -> list[Finding]:
        """Run the rule alone, at its strictest environment unless the case names another."""
        rule = next(rule for rule in all_rules() if rule.id == self.rule)
        overrides = {self.rule: dict(self.settings)} if self.settings else None
        enabled = [name for name in ("prod", "staging", "dev") if rule.levels.of(name) != "disabled"]
        given = facts(**{"environment": enabled[0], **self.facts})
        return evaluate(graph or self.graph, given, rules=[rule], overrides=overrides)


def kept(rule: str, sentence: str, *resources: Resource, **rest: Any) -> Case:
    return Case(rule, "kept", sentence, resources, **rest)


def broken(rule: str, sentence: str, *resources: Resource, at: tuple[str, ...] | None = None, **rest: Any) -> Case:
    return Case(rule, "broken", sentence, resources, at=(resources[0].name,) if at is None else at, **rest)


def unknown(rule: str, sentence: str, *resources: Resource, at: tuple[str, ...] = (), **rest: Any) -> Case:
    """A case with a value that only the cloud knows; `at` where something beside it is certainly broken."""
    return Case(rule, "unknown", sentence, resources, at=at, **rest)


def beside(rule: str, sentence: str, *resources: Resource, **rest: Any) -> Case:
    """A case to which the rule does not apply."""
    return Case(rule, "not applicable", sentence, resources, **rest)
