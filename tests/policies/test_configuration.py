from typing import Any

import pytest

from accel.planning.problems import ConfigurationError
from policies.configuration import ConfiguredRule, configured
from policies.registry import all_rules
from policies.rule import Level
from tests.policies.building import exemption, facts


def entry(rule: str, environment: str = "prod", overrides: Any = None, **settings: Any) -> ConfiguredRule:
    given = facts(environment, rule_settings={rule: settings} if settings else {})
    return next(found for found in configured(all_rules(), given, overrides) if found.rule.id == rule)


def problems(overrides: Any = None, **changes: Any) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        configured(all_rules(), facts(changes.pop("environment", "prod"), **changes), overrides)
    return str(caught.value).splitlines()


def test_every_rule_is_configured_once_with_the_defaults_of_its_environment() -> None:
    found = configured(all_rules(), facts("staging"))
    assert [item.rule.id for item in found] == [rule.id for rule in all_rules()]
    for item in found:
        assert item.level is item.rule.levels.of("staging")
        assert item.settings == item.rule.settings.of("staging")


def test_a_setting_replaces_one_value_and_leaves_the_others() -> None:
    changed = entry("autoscaler-bounded", maxUnits=7)
    assert changed.settings.model_dump() == {"level": None, "remediate": False, "max_units": 7}
    assert changed.level is Level.MANDATORY


def test_overrides_win_over_the_stack_file_value_by_value() -> None:
    assert entry("autoscaler-bounded", overrides={"autoscaler-bounded": {"maxUnits": 2}}, maxUnits=7).settings == (
        entry("autoscaler-bounded", maxUnits=2).settings
    )


def test_a_rule_can_be_made_stricter() -> None:
    assert entry("storage-lifecycle", "dev").level is Level.ADVISORY
    assert entry("storage-lifecycle", "dev", level="mandatory").level is Level.MANDATORY


def test_a_rule_that_is_off_can_be_switched_on() -> None:
    off = next(rule for rule in all_rules() if rule.levels.dev is Level.DISABLED)
    assert entry(off.id, "dev").level is Level.DISABLED
    assert entry(off.id, "dev", level="advisory").level is Level.ADVISORY


def test_a_rule_cannot_be_relaxed_and_the_way_out_is_told() -> None:
    (line,) = problems(rule_settings={"kms-key-rotation": {"level": "advisory"}})
    assert line.startswith("stacks/Pulumi.test.yaml: policies.kms-key-rotation.level: 'advisory' is not allowed")
    assert "mandatory or stricter" in line
    assert "write an exemption" in line


def test_an_environment_that_nobody_knows_gets_the_strictest_level() -> None:
    assert entry("storage-lifecycle", "qa").level is Level.MANDATORY


def test_a_misspelt_rule_is_told_with_the_nearest_one_wherever_it_stands() -> None:
    lines = problems(
        rule_settings={"autoscaler-bound": {}},
        exemptions=(exemption("kms-key-rotatio", "*"),),
        overrides={"storage-lifecycl": {}},
    )
    assert len(lines) == 3
    assert any("exemptions[0].rule: 'kms-key-rotatio'" in line and "'kms-key-rotation'" in line for line in lines)
    assert any("policies.autoscaler-bound" in line and "'autoscaler-bounded'" in line for line in lines)
    assert any("policies.storage-lifecycl" in line for line in lines)


def test_all_mistakes_are_told_at_once_with_their_keys() -> None:
    lines = problems(
        rule_settings={
            "autoscaler-bounded": {"maxUnits": 0, "maxUnit": 3},
            "kms-key-rotation": {"level": "off"},
        }
    )
    assert len(lines) == 3
    assert any("policies.autoscaler-bounded.maxUnits: 0" in line for line in lines)
    assert any("did you mean 'maxUnits'?" in line for line in lines)
    assert any("policies.kms-key-rotation.level: 'off'" in line for line in lines)


def test_a_rule_of_ones_own_can_be_configured_beside_the_others() -> None:
    own = all_rules()[:1]
    (found,) = configured(own, facts(rule_settings={"autoscaler-bounded": {"maxUnits": 1}}))
    assert found.rule is own[0]


def test_a_rule_that_repairs_is_mandatory_for_the_rest() -> None:
    assert entry("ownership-tags", "dev").level is Level.ADVISORY
    for more in ({}, {"level": "advisory"}, {"level": "mandatory"}):
        found = entry("ownership-tags", "dev", remediate=True, **more)
        assert (found.level, found.remediates) == (Level.MANDATORY, True)
    assert entry("ownership-tags", "dev", remediate=False).level is Level.ADVISORY


def test_a_rule_that_cannot_repair_says_so_in_one_line() -> None:
    (line,) = problems(rule_settings={"stack-budget": {"remediate": True}})
    assert line.startswith("stacks/Pulumi.test.yaml: policies.stack-budget.remediate: True is not allowed")
    assert "no machine can repair this safely" in line
    assert not entry("stack-budget", remediate=False).remediates
