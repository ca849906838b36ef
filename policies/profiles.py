"""Compliance profiles: what a stack with `compliance: [hipaa, gdpr]` raises. Nothing here relaxes anything.

Levels rise by the references of the rules themselves; values rise by the rows of `accel/catalog/data/compliance.yaml`,
each with its reason and source. Of several profiles the strictest holds.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from accel.catalog.compliance import Requirement, requirements
from accel.planning.problems import Problem
from accel.planning.stack import StackFacts
from policies.frameworks import GDPR, HIPAA, ISO, SOC2
from policies.rule import Group, Level, Rule, RuleSettings

PROFILES: Mapping[str, str] = {"soc2": SOC2, "iso27001": ISO, "hipaa": HIPAA, "gdpr": GDPR}
"""Name in a stack file -> the framework to whose controls rules refer."""

RAISES: Mapping[Level, Level] = {
    Level.ADVISORY: Level.MANDATORY,
    # Off in an environment for a reason that no framework knows (nobody protects what lives a day): told, no more.
    Level.DISABLED: Level.ADVISORY,
}
"""What becomes of the level of a rule that refers to the framework of a profile."""

NEVER_RAISED: Mapping[Group | str, str] = {
    "cost": "what a stack may cost is a budget's matter and no framework's",
    "exemption-unused": "an exemption too many weakens nothing",
    "lock-in-notice": "what it costs to leave a cloud is for the team to weigh",
    "packages-judged": "that no rule reads a package says nothing of what is in it",
    "region-country-known": "that nobody wrote down a country does not make it the wrong one",
}
"""Groups and rules that no profile raises, and why."""


RAISED_ALL_THE_SAME: Mapping[str, tuple[str, ...]] = {
    "log-retention-bounded": ("gdpr",),
    "storage-lifecycle": ("gdpr",),
}
"""Rules of cost that some profiles raise: what is kept for ever costs, and keeps personal data for longer than needed.

Art. 5(1)(e) of the GDPR knows no environment: a copy for trials is kept for no longer either.
"""


@dataclass(frozen=True, slots=True)
class Raised:
    """A level, and the profiles that raised it."""

    level: Level
    by: tuple[str, ...] = ()


def raised(rule: Rule[Any], level: Level, compliance: Iterable[str]) -> Raised:
    """Return the level of a rule under some profiles."""
    higher = RAISES.get(level)
    if higher is None:
        return Raised(level)
    by = tuple(name for name in compliance if raises(name, rule))
    return Raised(higher, by) if by else Raised(level)


def raises(profile: str, rule: Rule[Any]) -> bool:
    """Say whether a profile has a say in the level of a rule: the rule refers to its framework, and is not spared."""
    spared = rule.group in NEVER_RAISED or rule.id in NEVER_RAISED
    if spared and profile not in RAISED_ALL_THE_SAME.get(rule.id, ()):
        return False
    return refers_to(rule, PROFILES.get(profile, ""))


def refers_to(rule: Rule[Any], framework: str) -> bool:
    """Say whether a rule refers to a control of a framework."""
    return any(name == framework for name, _ in rule.frameworks)


def remarks(facts: StackFacts) -> list[str]:
    """Return in words what the profiles of a stack want of its own settings, for whoever reads a report."""
    return [
        f"{wanted.profile} wants {wanted.key} {str(wanted).partition(' (')[0]}: {wanted.reason} ({wanted.source})"
        for wanted in requirements(facts.compliance, "profile.")
    ]


def required(rule: Rule[Any], settings: RuleSettings, compliance: Iterable[str]) -> RuleSettings:
    """Return settings of a rule, as strict as the profiles want them."""
    for wanted in requirements(compliance, f"policies.{rule.id}."):
        settings = settings.model_copy(update={_field(rule, wanted): _strictest(rule, settings, wanted)})
    return settings


def too_lax(rule: Rule[Any], settings: RuleSettings, compliance: Iterable[str], file: str) -> list[Problem]:
    """Return one problem for each setting that is laxer than a profile wants."""
    problems: list[Problem] = []
    for wanted in requirements(compliance, f"policies.{rule.id}."):
        value = getattr(settings, _field(rule, wanted))
        if not wanted.kept_by(value):
            problems.append(Problem(file, wanted.key, value, str(wanted), "to relax a rule, write an exemption"))
    return problems


def _strictest(rule: Rule[Any], settings: RuleSettings, wanted: Requirement) -> float:
    value = wanted.strictest(getattr(settings, _field(rule, wanted)))
    return int(value) if float(value).is_integer() else value


def _field(rule: Rule[Any], wanted: Requirement) -> str:
    """Return the name in the model of a setting that a requirement names as a stack file does.

    Raises:
        ValueError: the rule has no such setting: a row of the table is wrong.
    """
    for name, field in rule.settings_model.model_fields.items():
        if wanted.setting in (name, field.alias):
            return name
    raise ValueError(f"compliance.yaml: {wanted.key}: {rule.id} has no such setting")
