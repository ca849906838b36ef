"""Each mandatory rule is broken alone by one small change of a shipped stack."""

import pytest

from policies.registry import all_rules
from tests.breaches import Breach, breaches


def test_every_rule_that_is_mandatory_somewhere_has_one_breach() -> None:
    mandatory = [
        rule.id for rule in all_rules() if "mandatory" in (rule.levels.dev, rule.levels.staging, rule.levels.prod)
    ]
    assert sorted(breach.rule for breach in breaches()) == sorted(mandatory)


@pytest.mark.parametrize("breach", breaches(), ids=str)
def test_a_breach_breaks_its_rule_and_no_other(breach: Breach) -> None:
    assert {found.rule for found in breach.findings()} == {breach.rule}
