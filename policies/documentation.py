"""The rules in words: docs/policies.md as a whole, and one rule at a time for `accel policies explain RULE`."""

import json
from collections.abc import Iterable
from itertools import groupby
from typing import Any, get_args

from policies.profiles import raised
from policies.rule import OF_EVERY_RULE, Group, PerEnvironment, Rule

ENVIRONMENTS = ("dev", "staging", "prod")
FILE = "docs/policies.md"
_GROUPS: tuple[Group, ...] = get_args(Group)
_TITLES = {"any": "any cloud", "aws": "AWS", "gcp": "Google Cloud", "azure": "Azure", "kubernetes": "Kubernetes"}
_INTRODUCTION = """\
# Rules

Generated from `policies/` by `accel policies --write`; `make golden` writes it too.

A rule judges what a stack would create, in `accel preview`, and in the policy pack on the real engine
(`pulumi preview --policy-pack policies`). Its level differs by environment: *mandatory* stops the update, *advisory*
warns.

A stack file makes a rule stricter and sets its values under `policies`; to relax one for a resource, it says why and
until when. `compliance` makes whole sets of rules stricter ([compliance.md](compliance.md)):

```yaml
config:
  accelerator-blueprints:compliance: [soc2, gdpr]
  accelerator-blueprints:dataClass: personal
  accelerator-blueprints:policies:
    storage-lifecycle: {level: mandatory}
    autoscaler-bounded: {maxUnits: 12}
    kms-key-rotation: {remediate: true}
  accelerator-blueprints:exemptions:
    - {rule: s3-access-logging, resource: scratch-*, reason: holds only what can be computed again, until: 2027-03-31}
```

An exemption that has ended is a violation (`exemption-expired`), and one that covers nothing is told
(`exemption-unused`).

`remediate: true` lets a rule write what keeps it into the resource before it is created or changed: tags, encryption
flags and switches of public access, never what replaces or deletes a resource. The preview and the engine do the same:
the preview reports what was changed as *remediated*, the engine as `[remediate]`. Write it into the program all the
same, which else says something other than what is built. What such a rule cannot repair stops the update. Rules with a
remediation: {repairing}.

`accel policies list` filters the rules, `accel policies explain RULE` says why one is there, and
`accel policies coverage` shows which rules judge which control of a framework.
"""


_BY_ITSELF = "yes, with policies.{}.remediate: true in the stack file"


def document(rules: Iterable[Rule[Any]]) -> str:
    """Return docs/policies.md: an overview of each group, then one section for each rule."""
    ordered = sorted(rules, key=lambda rule: (_GROUPS.index(rule.group), rule.id))
    repairing = ", ".join(f"[{rule.id}](#{rule.id})" for rule in ordered if rule.remediate is not None)
    parts = [_INTRODUCTION.replace("{repairing}", repairing)]
    for group, found in groupby(ordered, key=lambda rule: rule.group):
        members = list(found)
        parts.append(f"## {group.capitalize()}: {len(members)} rules\n\n{_overview(members)}")
        parts.extend(_section(rule) for rule in members)
    return "\n".join(parts)


def levels(rules: Iterable[Rule[Any]]) -> dict[str, dict[str, str]]:
    """Return the level of each rule in each environment, by id."""
    return {
        rule.id: {environment: rule.levels.of(environment).value for environment in ENVIRONMENTS}
        for rule in sorted(rules, key=lambda rule: rule.id)
    }


def explain(rule: Rule[Any]) -> str:
    """Return one rule in plain text: what it asks, why, at which level, how to keep it, and its settings."""
    lines = [
        f"{rule.id}: {rule.title}",
        "",
        f"  severity     {rule.severity} ({rule.group}, {_TITLES[rule.cloud]})",
        f"  levels       {', '.join(f'{name} {rule.levels.of(name)}' for name in ENVIRONMENTS)}",
        f"  why          {rule.why}",
        f"  remediation  {rule.remediation}",
    ]
    if rule.remediate is not None:
        lines.append(f"  by itself    {_BY_ITSELF.format(rule.id)}")
    if rule.frameworks:
        lines.append(f"  references   {_references(rule)}")
    lines += [f"  setting      {name}: {text} (default {value})" for name, text, value in _settings(rule)]
    return "\n".join(lines) + "\n"


def described(rule: Rule[Any], compliance: Iterable[str] = ()) -> dict[str, Any]:
    """Return one rule for other programs to read, its levels as some compliance profiles raise them."""
    levels = {name: raised(rule, rule.levels.of(name), compliance) for name in ENVIRONMENTS}
    return {
        "rule": rule.id,
        "title": rule.title,
        "group": rule.group,
        "cloud": rule.cloud,
        "severity": rule.severity,
        "levels": {name: found.level.value for name, found in levels.items()},
        "raised_by": {name: list(found.by) for name, found in levels.items()},
        "why": rule.why,
        "remediation": rule.remediation,
        "remediates": rule.remediate is not None,
        "references": [{"framework": name, "reference": reference} for name, reference in rule.frameworks],
        "settings": [{"name": name, "text": text, "default": value} for name, text, value in _settings(rule)],
    }


def _overview(rules: Iterable[Rule[Any]]) -> str:
    rows = [
        f"| [{rule.id}](#{rule.id}) | {rule.title} | {_TITLES[rule.cloud]} | {rule.severity} | {_levels(rule)} |"
        for rule in rules
    ]
    return "\n".join(["| Rule | Holds | Where | Severity | dev / staging / prod |", "|---|---|---|---|---|", *rows, ""])


def _section(rule: Rule[Any]) -> str:
    lines = [
        f"### {rule.id}",
        "",
        f"{rule.title}. {rule.why}",
        "",
        f"- Level: {', '.join(f'{rule.levels.of(name)} in {name}' for name in ENVIRONMENTS)}",
        f"- Severity: {rule.severity}",
        f"- Remediation: {rule.remediation}",
    ]
    if rule.remediate is not None:
        lines.append("- Repairs by itself where the stack file says `remediate: true`.")
    if rule.frameworks:
        lines.append(f"- References: {_references(rule)}")
    lines += [f"- Setting `{name}`: {text} Default: {value}." for name, text, value in _settings(rule)]
    return "\n".join([*lines, ""])


def _levels(rule: Rule[Any]) -> str:
    found = [rule.levels.of(name) for name in ENVIRONMENTS]
    return found[0].value if len(set(found)) == 1 else " / ".join(found)


def _references(rule: Rule[Any]) -> str:
    """Return the references with each framework named once, in the order of the rule."""
    by_name: dict[str, list[str]] = {}
    for name, reference in rule.frameworks:
        by_name.setdefault(name, []).append(reference)
    return "; ".join(f"{name} {', '.join(references)}" for name, references in by_name.items())


def _settings(rule: Rule[Any]) -> list[tuple[str, str, str]]:
    """Return name, description and default of each setting; those of every rule are told once."""
    return [
        (field.alias or name, field.description or "", _default(rule.settings, name))
        for name, field in rule.settings_model.model_fields.items()
        if name not in OF_EVERY_RULE
    ]


def _default(settings: PerEnvironment[Any], name: str) -> str:
    values = [_shown(getattr(settings.of(environment), name)) for environment in ENVIRONMENTS]
    if len(set(values)) == 1:
        return values[0]
    return ", ".join(f"{value} in {name}" for name, value in zip(ENVIRONMENTS, values, strict=True))


def _shown(value: Any) -> str:
    return "none" if value is None else json.dumps(value, default=str)
