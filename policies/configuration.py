"""Which rules run for a stack, at which level and with which settings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from accel.catalog.names import nearest
from accel.planning.problems import ConfigurationError, Problem, problems_of
from accel.planning.stack import StackFacts
from policies.registry import all_rules
from policies.rule import Level, Rule, RuleSettings, SettingsByRule, strictest


@dataclass(frozen=True, slots=True)
class ConfiguredRule:
    """A rule with the level and the settings that hold for one stack."""

    rule: Rule[Any]
    level: Level
    settings: RuleSettings


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
            found.append(with_settings(rule, facts.environment, given.get(rule.id, {}), file))
        except ConfigurationError as error:
            problems.extend(error.problems)
    if problems:
        raise ConfigurationError(problems)
    return found


def with_settings(rule: Rule[Any], environment: str, values: Mapping[str, Any], file: str) -> ConfiguredRule:
    """Return a rule with its environment's level and settings, changed by `values`.

    Raises:
        ConfigurationError: a value is wrong or relaxes the level.
    """
    default: RuleSettings = rule.settings.of(environment)
    level = rule.level_in(environment)
    if not values:
        return ConfiguredRule(rule, level, default)
    prefix = f"policies.{rule.id}"
    try:
        settings = rule.settings_model.model_validate({**default.model_dump(by_alias=True), **values})
    except ValidationError as error:
        raise ConfigurationError(problems_of(error, file=file, prefix=prefix, model=rule.settings_model)) from error
    if settings.level is not None:
        wanted = Level(settings.level)
        if strictest(wanted, level) is not wanted:
            hint = "to relax a rule, write an exemption with reason and end date"
            raise ConfigurationError([Problem(file, f"{prefix}.level", settings.level, f"{level} or stricter", hint)])
        level = wanted
    return ConfiguredRule(rule, level, settings)


def _unknown_rule(file: str, key: str, value: object, known: Iterable[str], name: str | None = None) -> Problem:
    near = nearest(name or str(value), known)
    hint = f"did you mean {near!r}?" if near else "docs/policies.md lists them"
    return Problem(file, key, value, "the id of a rule", hint)
