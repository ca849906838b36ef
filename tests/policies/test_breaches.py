"""Each mandatory rule is broken alone by one small change of a shipped stack."""

import json

import pytest

from accel.planning.graph import plain
from policies.registry import all_rules
from tests.breaches import Breach, Together, breaches, together


def test_every_rule_that_is_mandatory_somewhere_has_one_breach() -> None:
    mandatory = [
        rule.id for rule in all_rules() if "mandatory" in (rule.levels.dev, rule.levels.staging, rule.levels.prod)
    ]
    assert sorted(breach.rule for breach in breaches()) == sorted(mandatory)


@pytest.mark.parametrize("breach", breaches(), ids=str)
def test_a_breach_breaks_its_rule_and_no_other(breach: Breach) -> None:
    assert {found.rule for found in breach.findings()} == {breach.rule}


@pytest.mark.parametrize("group", together(breaches()), ids=str)
def test_breaches_that_the_engine_sees_together_break_their_rules_and_no_other(group: Together) -> None:
    assert {found.rule for found in group.findings()} == {row.rule for row in group.rows}


@pytest.mark.parametrize("breach", breaches(), ids=str)
def test_what_a_breach_adds_or_changes_can_be_sent_to_the_engine(breach: Breach) -> None:
    sent = [item.inputs for item in breach.add] + [
        value for paths in breach.change.values() for value in paths.values()
    ]
    # JSON would turn the number that a YAML key may be into text.
    assert json.loads(json.dumps(plain(sent))) == sent
