"""The same rules as a policy pack: what `pulumi preview --policy-pack policies` runs on the real engine.

The engine judges each resource by its inputs, defaults of the provider's schema filled in, before it is created; and
all of them at the end. Stack rules see the inputs that were judged before, as in the offline preview: in outputs
everything that the provider computes is unknown until it is too late.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyComplianceFramework,
    PolicyConfigSchema,
    PolicyResource,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    Severity,
    StackValidationArgs,
    StackValidationPolicy,
)

from accel.planning.graph import Graph, Resource, plain
from accel.planning.problems import ConfigurationError
from accel.planning.stack import StackFacts
from policies.configuration import ConfiguredRule, configured, with_settings
from policies.engine_values import for_engine, known, sealed, unwrapped
from policies.exemptions import Exemptions
from policies.registry import all_rules
from policies.remediation import repaired_inputs
from policies.rule import OF_EVERY_RULE, Level, Rule, RuleContext, RuleSettings, StackView

NAME = "accelerator-blueprints"
_ENFORCEMENT = {
    Level.MANDATORY: EnforcementLevel.MANDATORY,
    Level.ADVISORY: EnforcementLevel.ADVISORY,
    Level.DISABLED: EnforcementLevel.DISABLED,
}


def policies_for(facts: StackFacts, rules: Iterable[Rule[Any]] | None = None) -> list[Policy]:
    """Return one Pulumi policy for each rule, with the levels and settings of a stack.

    Raises:
        ConfigurationError: the stack file configures a rule wrongly.
    """
    memory = _Memory(facts)
    return [_policy(entry, memory) for entry in configured(all_rules() if rules is None else rules, facts)]


def _policy(entry: ConfiguredRule, memory: "_Memory") -> Policy:
    rule = entry.rule
    schema = entry.rule.settings_model.model_json_schema(by_alias=True)
    shared: dict[str, Any] = {
        "name": rule.id,
        "description": rule.title,
        "enforcement_level": EnforcementLevel.REMEDIATE if entry.remediates else _ENFORCEMENT[entry.level],
        "config_schema": _config_schema(schema),
        "display_name": rule.title,
        "severity": Severity(rule.severity),
        "framework": _framework(rule),
        "tags": [rule.group, rule.cloud, *(f"{name} {reference}" for name, reference in rule.frameworks)],
        "remediation_steps": rule.remediation,
    }
    if rule.check_resource is not None:
        # Always there: a policy pack's configuration may switch repairing on where the stack file does not.
        # The SDK takes what is no awaitable as well; its types do not say so.
        remediate: Any = _resource_remediation(entry, memory) if rule.remediate is not None else None
        return ResourceValidationPolicy(validate=_resource_validation(entry, memory), remediate=remediate, **shared)
    return StackValidationPolicy(validate=_stack_validation(entry, memory), **shared)


def _framework(rule: Rule[Any]) -> PolicyComplianceFramework | None:
    """Return the first reference: Pulumi takes one for each policy; the others are tags."""
    if not rule.frameworks:
        return None
    name, reference = rule.frameworks[0]
    return PolicyComplianceFramework(name=name, reference=reference)


def _config_schema(schema: Mapping[str, Any]) -> PolicyConfigSchema | None:
    """Return the settings that a policy-pack configuration may hold; level and repair have a key of Pulumi's own there.

    Defaults are left out: the engine would pass them as if somebody had set them, over the stack's own settings.
    """
    properties = {
        name: {key: value for key, value in item.items() if key != "default"}
        for name, item in schema.get("properties", {}).items()
        if name not in OF_EVERY_RULE
    }
    return PolicyConfigSchema(properties=properties) if properties else None


def _resource_validation(
    entry: ConfiguredRule, memory: "_Memory"
) -> Callable[[ResourceValidationArgs, ReportViolation], None]:
    rule = entry.rule

    def validate(args: ResourceValidationArgs, report: ReportViolation) -> None:
        resource = memory.seen(rule.id, args)
        if not rule.judges(args.resource_type) or rule.check_resource is None:
            return
        settings = _settings(entry, memory.facts, args.get_config(), report)
        if settings is None:
            return
        for message in rule.check_resource(resource, RuleContext(settings, memory.view_of(resource, args))):
            if memory.exemptions.covering(rule.id, args.urn) is None:
                report(message + _raised(entry), None)

    return validate


def _stack_validation(
    entry: ConfiguredRule, memory: "_Memory"
) -> Callable[[StackValidationArgs, ReportViolation], None]:
    rule = entry.rule

    def validate(args: StackValidationArgs, report: ReportViolation) -> None:
        settings = _settings(entry, memory.facts, args.get_config(), report)
        if settings is None:
            return
        for urn, message in rule.violations(memory.view(rule.id, args.resources), settings):
            if memory.exemptions.covering(rule.id, urn) is None:
                report(message + _raised(entry), urn or None)

    return validate


def _resource_remediation(
    entry: ConfiguredRule, memory: "_Memory"
) -> Callable[[ResourceValidationArgs], dict[str, Any] | None]:
    """Return what the engine asks for other inputs; None leaves them as they are."""

    def remediate(args: ResourceValidationArgs) -> dict[str, Any] | None:
        if not entry.rule.judges(args.resource_type):
            return None
        problems: list[str] = []
        settings = _settings(entry, memory.facts, args.get_config(), lambda message, _=None: problems.append(message))
        if settings is None:
            # The validation, which is asked next, reports them.
            return None
        inputs = sealed(args.props)
        resource = _resource(args, known(plain(inputs)))
        view = StackView(Graph([resource, *_provider(args)]), memory.facts, memory.exemptions)
        found = repaired_inputs(replace(entry, settings=settings), resource, inputs, view)
        return None if found is None else for_engine(found)

    return remediate


def _raised(entry: ConfiguredRule) -> str:
    return f" (raised by {', '.join(entry.raised_by)})" if entry.raised_by else ""


def _settings(
    entry: ConfiguredRule, facts: StackFacts, config: Mapping[str, Any], report: ReportViolation
) -> RuleSettings | None:
    """Return the rule's settings with those of a policy-pack configuration on top; a wrong one is a violation."""
    if not config:
        return entry.settings
    given = entry.settings.model_dump(by_alias=True, exclude=set(OF_EVERY_RULE))
    try:
        return with_settings(entry.rule, facts, {**given, **config}, "the policy pack's configuration").settings
    except ConfigurationError as error:
        for problem in error.problems:
            report(str(problem), None)
        return None


class _Memory:
    """What one run of the engine has shown so far: the SDK hands each policy its own copy of everything."""

    def __init__(self, facts: StackFacts) -> None:
        self.facts = facts
        self.exemptions = Exemptions(facts)
        self._resources: dict[str, tuple[Resource, set[str]]] = {}
        self._view: tuple[StackView, set[str]] | None = None
        self._alone: tuple[Resource, StackView] | None = None

    def seen(self, rule: str, args: ResourceValidationArgs) -> Resource:
        """Return the resource that a rule is shown, read once for all rules.

        A rule that is shown the same URN again is in another run: the inputs may have changed.
        """
        known = self._resources.get(args.urn)
        if known is None or rule in known[1]:
            known = (_resource(args, unwrapped(args.props)), set())
            self._resources[args.urn] = known
        known[1].add(rule)
        return known[0]

    def view_of(self, resource: Resource, args: ResourceValidationArgs) -> StackView:
        """Return a resource that was just seen alone with its provider, read once for the rules that follow."""
        if self._alone is None or self._alone[0] is not resource:
            self._alone = (resource, StackView(Graph([resource, *_provider(args)]), self.facts, self.exemptions))
        return self._alone[1]

    def view(self, rule: str, resources: Sequence[PolicyResource]) -> StackView:
        """Return the whole stack, built once for all rules of a run."""
        if self._view is None or rule in self._view[1]:
            self._view = (StackView(Graph(map(self._whole, resources)), self.facts, self.exemptions), set())
        self._view[1].add(rule)
        return self._view[0]

    def _whole(self, resource: PolicyResource) -> Resource:
        outputs = unwrapped(resource.props)
        judged = self._resources.get(resource.urn)
        return replace(
            _resource(resource, judged[0].inputs if judged else outputs),
            outputs=outputs,
            parent=resource.parent.urn if resource.parent else None,
            dependencies=tuple(found.urn for found in resource.dependencies),
            property_dependencies={
                name: tuple(found.urn for found in targets) for name, targets in resource.property_dependencies.items()
            },
        )


class _Shown(Protocol):
    resource_type: str
    urn: str
    name: str
    opts: Any
    provider: Any


def _resource(shown: _Shown, inputs: dict[str, Any]) -> Resource:
    return Resource(
        urn=shown.urn,
        type=shown.resource_type,
        name=shown.name,
        inputs=inputs,
        parent=getattr(shown.opts, "parent", None) or None,
        provider=f"{shown.provider.urn}::id" if shown.provider else "",
        protect=bool(getattr(shown.opts, "protect", False)),
    )


def _provider(args: ResourceValidationArgs) -> list[Resource]:
    if args.provider is None:
        return []
    found = args.provider
    return [Resource(urn=found.urn, type=found.resource_type, name=found.name, inputs=unwrapped(found.props))]
