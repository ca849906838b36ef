from policies.documentation import FILE, document, levels
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


def test_golden_documentation_of_the_rules() -> None:
    check_golden(ROOT / FILE, document(all_rules()))
