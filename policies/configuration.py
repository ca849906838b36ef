"""Which rules run for a stack, at which level and with which settings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from accel.catalog.names import nearest
from accel.planning.problems import ConfigurationError, Problem, problems_of
from accel.planning.stack import StackFacts
from policies import held_settings, profiles
from policies.registry import all_rules
from policies.rule import Level, Rule, RuleSettings, SettingsByRule, strictest


@dataclass(frozen=True, slots=True)
class ConfiguredRule:
    """A rule with the level and the settings that hold for one stack."""

    rule: Rule[Any]
    level: Level
    settings: RuleSettings
    raised_by: tuple[str, ...] = ()
    """The compliance profiles that raised the level above the environment's."""

    @property
    def remediates(self) -> bool:
        """Whether what breaks the rule is repaired."""
        return self.settings.remediate


def configured(
    rules: Iterable[Rule[Any]], facts: StackFacts, overrides: SettingsByRule | None = None
) -> list[ConfiguredRule]:
    """Return every rule with its level and settings for a stack.

    Args:
        rules: the rules to configure.
        facts: the stack: its environment, its `policies` and its `exemptions`.
        overrides: settings that win over those of the stack.

    Raises:
        ConfigurationError: a rule that does not exist, a setting that it does not have, a wrong value, or a level that
            relaxes the rule.
    """
    chosen = {rule.id: rule for rule in rules}
    known = {rule.id for rule in all_rules()} | chosen.keys()
    file = f"stacks/Pulumi.{facts.stack}.yaml"
    problems = [
        _unknown_rule(file, f"exemptions[{index}].rule", exemption.rule, known)
        for index, exemption in enumerate(facts.exemptions)
        if exemption.rule not in known
    ]
    given: dict[str, dict[str, Any]] = {}
    for source in (facts.rule_settings, overrides or {}):
        for name, values in source.items():
            if name in known:
                given.setdefault(name, {}).update(values)
            else:
                problems.append(_unknown_rule(file, f"policies.{name}", dict(values), known, name))
    found: list[ConfiguredRule] = []
    for rule in chosen.values():
        try:
            found.append(with_settings(rule, facts, given.get(rule.id, {}), file))
        except ConfigurationError as error:
            problems.extend(error.problems)
    if problems:
        raise ConfigurationError(problems)
    return found


def with_settings(rule: Rule[Any], facts: StackFacts, values: Mapping[str, Any], file: str) -> ConfiguredRule:
    """Return a rule with the level and settings of a stack's environment and compliance, changed by `values`.

    A rule that repairs is mandatory for what it cannot repair: so it is on the engine, which knows no other way.

    Raises:
        ConfigurationError: a value is wrong, relaxes the level, is laxer than compliance wants it, or asks a rule to
            repair that cannot.
    """
    environment = facts.environment
    default: RuleSettings = profiles.required(rule, rule.settings.of(environment), facts.compliance)
    lowest = profiles.raised(rule, rule.level_in(environment), facts.compliance)
    if not values:
        return ConfiguredRule(rule, lowest.level, default, lowest.by)
    prefix = f"policies.{rule.id}"
    try:
        settings = rule.settings_model.model_validate({**default.model_dump(by_alias=True), **values})
    except ValidationError as error:
        raise ConfigurationError(problems_of(error, file=file, prefix=prefix, model=rule.settings_model)) from error
    problems = [
        *profiles.too_lax(rule, settings, facts.compliance, file),
        *held_settings.let_go(rule, settings, rule.settings.of(environment), facts.compliance, file),
    ]
    if settings.remediate and rule.remediate is None:
        hint = f"to keep it: {rule.remediation}"
        problems.append(Problem(file, f"{prefix}.remediate", True, "nothing: no machine can repair this safely", hint))
    level = Level.MANDATORY if settings.remediate else lowest.level
    if settings.level is not None:
        level = Level(settings.level)
        if strictest(level, lowest.level) is not level:
            by = f" ({', '.join(lowest.by)})" if lowest.by else ""
            hint = "to relax a rule, write an exemption with reason and end date"
            wanted = f"{lowest.level}{by} or stricter"
            problems.append(Problem(file, f"{prefix}.level", settings.level, wanted, hint))
        elif settings.remediate:
            level = Level.MANDATORY
    if problems:
        raise ConfigurationError(problems)
    return ConfiguredRule(rule, level, settings, lowest.by if level is lowest.level else ())


def _unknown_rule(file: str, key: str, value: object, known: Iterable[str], name: str | None = None) -> Problem:
    near = nearest(name or str(value), known)
    hint = f"did you mean {near!r}?" if near else "docs/policies.md lists them"
    return Problem(file, key, value, "the id of a rule", hint)
