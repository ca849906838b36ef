from policies import compliance_documentation, documentation
from policies.documentation import ENVIRONMENTS, levels
from policies.profiles import PROFILES, raised
from policies.registry import all_rules
from tests.goldens import check_golden
from tests.tools import ROOT


def test_golden_levels_of_every_rule_in_every_environment() -> None:
    lines = [
        f"{rule}: {{{', '.join(f'{environment}: {level}' for environment, level in by_environment.items())}}}"
        for rule, by_environment in levels(all_rules()).items()
    ]
    header = "# The level of each rule in each environment; a change here changes what stops an update.\n"
    check_golden(ROOT / "tests/policies/levels.yaml", header + "\n".join(lines) + "\n")


def test_golden_levels_that_each_profile_raises_in_each_environment() -> None:
    lines = [
        "# The rules whose level a compliance profile raises, with all their levels; the others are as in levels.yaml."
    ]
    for profile in PROFILES:
        lines.append(f"{profile}:")
        for rule in sorted(all_rules(), key=lambda rule: rule.id):
            found = {name: raised(rule, rule.levels.of(name), (profile,)) for name in ENVIRONMENTS}
            if any(one.by for one in found.values()):
                lines.append(f"  {rule.id}: {{{', '.join(f'{name}: {one.level}' for name, one in found.items())}}}")
    check_golden(ROOT / "tests/policies/profiles.yaml", "\n".join(lines) + "\n")


def test_golden_documentation_of_the_rules() -> None:
    check_golden(ROOT / documentation.FILE, documentation.document(all_rules()))


def test_golden_documentation_of_compliance() -> None:
    check_golden(ROOT / compliance_documentation.FILE, compliance_documentation.document(all_rules()))
