"""docs/compliance.md: what the profiles raise, with reasons and sources, and which rules judge which control."""

from collections.abc import Iterable, Sequence
from typing import Any

from accel.catalog.compliance import requirements
from policies.coverage import Coverage, coverage
from policies.documentation import ENVIRONMENTS
from policies.held_settings import HELD
from policies.profiles import NEVER_RAISED, PROFILES, RAISED_ALL_THE_SAME, RAISES, raised
from policies.rule import Rule

FILE = "docs/compliance.md"
_INTRODUCTION = """\
# Compliance

Generated from `policies/` and `accel/catalog/data/` by `accel policies --write`; `make golden` writes it too.

A stack file switches profiles on:

```yaml
config:
  accelerator-blueprints:compliance: [hipaa, gdpr]
  accelerator-blueprints:dataClass: health
```

Each profile raises the level of the rules that refer to its framework, in the preview and in the policy pack alike, and
wants some settings to be at least as strict as a source says. It relaxes nothing, and a stack file cannot relax what it
raised; an exemption with reason and end date still can. Of several profiles the strictest holds. Reports say which
profile raised a finding.

A rule proves a control only as far as the resources of a stack can. No framework is kept by rules alone, and nothing
here is legal advice.
"""
_REGIONS = """\
## Where personal data may be

With `gdpr` and `dataClass: personal` or `health`, the rule [allowed-regions](policies.md#allowed-regions) lets
resources stand only in regions within the European Economic Area or in a country for which the European Commission has
decided that it protects personal data adequately. A decision for some recipients alone (United States, Canada) does not
count: whether a cloud and its customer are among them is for a person to say. That person names the region in
`dataRegions`, and then that list alone decides. Of a place whose country nobody wrote down (a pair of regions, a local
zone, a new region) [region-country-known](policies.md#region-country-known) says so.

The countries of the regions stand in `accel/catalog/data/region_countries.csv`, the decisions in
`accel/catalog/data/data_protection.csv`, each with its source; a decision that ends by itself ends here too.
"""


def document(rules: Iterable[Rule[Any]]) -> str:
    """Return the whole page."""
    ordered = sorted(rules, key=lambda rule: rule.id)
    parts = [_INTRODUCTION, _levels(), _settings(), _REGIONS]
    for name in PROFILES:
        parts += [_raised(ordered, name), _matrix(coverage(ordered, name))]
    return "\n".join(parts)


def _levels() -> str:
    becomes = [f"- *{level}* becomes *{higher}*" for level, higher in RAISES.items()]
    never = [f"- `{name}`: {reason}" for name, reason in NEVER_RAISED.items()]
    all_the_same = [f"- `{name}`, by {', '.join(profiles)}" for name, profiles in RAISED_ALL_THE_SAME.items()]
    spared = ["Never raised:", "", *never, "", "Raised all the same:", "", *all_the_same]
    return "\n".join(["## Levels", "", *becomes, "", *spared, ""])


def _settings() -> str:
    rows = [
        [one.profile, f"`{one.key}`", str(one).partition(" (")[0], one.reason, f"{one.source} ({one.source_date})"]
        for one in requirements(PROFILES)
    ]
    held = [f"- `policies.{key}`: {bound} the default" for key, bound in HELD.items()]
    return "\n".join(
        [
            f"## Settings\n\n{_table(['Profile', 'Key', 'Wanted', 'Why', 'Source'], rows)}",
            "Where a rule refers to the framework of a profile, these of its settings may not be laxer than their",
            "default in the environment; what must be laxer needs an exemption with reason and end date.",
            "",
            *held,
            "",
        ]
    )


def _raised(rules: Sequence[Rule[Any]], profile: str) -> str:
    rows: list[list[str]] = []
    for rule in rules:
        levels = [raised(rule, rule.levels.of(name), (profile,)) for name in ENVIRONMENTS]
        if any(one.by for one in levels):
            said = [f"**{one.level}**" if one.by else one.level.value for one in levels]
            rows.append([f"[{rule.id}](policies.md#{rule.id})", *said])
    title = f"## {PROFILES[profile]} (`{profile}`)\n\nRaises {len(rows)} rules; what it raised is bold.\n"
    return f"{title}\n{_table(['Rule', *ENVIRONMENTS], rows)}"


def _matrix(found: Coverage) -> str:
    rows = [
        [control, ", ".join(f"[{rule}](policies.md#{rule})" for rule in rules)]
        for control, rules in found.rules.items()
    ]
    text = f"### {found.framework}: controls\n\n{_table(['Control', 'Rules'], rows)}"
    if found.without is None:
        return f"{text}\nNo list of its controls is known here, so what has no rule is not told.\n"
    return f"{text}\nWithout a rule ({len(found.without)}; {found.note}): {', '.join(found.without)}.\n"


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
