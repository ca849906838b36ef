"""What a compliance profile raises, that it relaxes nothing, and how several of them are combined."""

import datetime
from itertools import combinations
from typing import Any

import pytest
from pydantic import ValidationError

from accel.catalog.compliance import requirements
from accel.planning.graph import Graph
from accel.planning.problems import ConfigurationError, problems_of
from accel.planning.stack import CommonSettings
from policies.configuration import ConfiguredRule, configured
from policies.evaluation import evaluate
from policies.profiles import NEVER_RAISED, PROFILES, RAISED_ALL_THE_SAME, raised, refers_to
from policies.registry import all_rules
from policies.rule import Level, strictest
from tests.policies.building import TODAY, exemption, facts, resource

ENVIRONMENTS = ("dev", "staging", "prod")
COMMON = {"environment": "dev", "owner": "ml", "costCenter": "c", "monthlyBudgetUsd": 1}
SETS = [found for count in range(len(PROFILES) + 1) for found in combinations(PROFILES, count)]


def entries(environment: str, *compliance: str, **changes: Any) -> dict[str, ConfiguredRule]:
    given = facts(environment, compliance=compliance, **changes)
    return {entry.rule.id: entry for entry in configured(all_rules(), given)}


@pytest.mark.parametrize("environment", [*ENVIRONMENTS, "qa"])
@pytest.mark.parametrize("compliance", SETS, ids=lambda found: "+".join(found) or "none")
def test_no_profile_relaxes_a_rule_and_several_are_as_strict_as_the_strictest(
    environment: str, compliance: tuple[str, ...]
) -> None:
    plain = entries(environment)
    alone = [entries(environment, name) for name in compliance]
    for rule, entry in entries(environment, *compliance).items():
        assert entry.level == strictest(plain[rule].level, *(one[rule].level for one in alone))
        assert set(entry.raised_by) == {
            name for name, one in zip(compliance, alone, strict=True) if one[rule].level is not plain[rule].level
        }


@pytest.mark.parametrize("environment", ENVIRONMENTS)
@pytest.mark.parametrize("profile", PROFILES)
def test_a_rule_that_refers_to_the_framework_is_mandatory_where_it_was_advisory(profile: str, environment: str) -> None:
    for entry in entries(environment, profile).values():
        rule, before = entry.rule, entry.rule.levels.of(environment)
        spared = rule.group in NEVER_RAISED or rule.id in NEVER_RAISED
        if (spared and profile not in RAISED_ALL_THE_SAME.get(rule.id, ())) or not refers_to(rule, PROFILES[profile]):
            assert (entry.level, entry.raised_by) == (before, ())
        else:
            assert entry.level is (Level.ADVISORY if before is Level.DISABLED else Level.MANDATORY)
            assert entry.raised_by == (() if before is Level.MANDATORY else (profile,))


def test_rules_of_cost_are_never_raised_but_for_how_long_data_are_kept() -> None:
    costs = [rule for rule in all_rules() if rule.group == "cost" and rule.id not in RAISED_ALL_THE_SAME]
    assert len(costs) == sum(rule.group == "cost" for rule in all_rules()) - 2
    assert any(refers_to(rule, framework) for rule in costs for framework in PROFILES.values())
    for environment in ENVIRONMENTS:
        found = entries(environment, *PROFILES)
        assert all(found[rule.id].level is rule.levels.of(environment) for rule in costs)


def test_gdpr_wants_data_to_end_in_every_environment() -> None:
    plain, found = entries("dev"), entries("dev", "gdpr")
    for rule in ("log-retention-bounded", "storage-lifecycle"):
        assert plain[rule].level is Level.ADVISORY
        assert (found[rule].level, found[rule].raised_by) == (Level.MANDATORY, ("gdpr",))
        assert entries("dev", "soc2", "iso27001", "hipaa")[rule].level is Level.ADVISORY


def test_each_profile_raises_something() -> None:
    for profile in PROFILES:
        assert any(entry.raised_by == (profile,) for entry in entries("dev", profile).values())


def test_what_no_profile_raises_says_why_and_exists() -> None:
    known = {rule.id for rule in all_rules()} | {rule.group for rule in all_rules()}
    assert NEVER_RAISED.keys() <= known
    assert all(NEVER_RAISED.values())


def test_a_profile_that_nobody_knows_raises_nothing() -> None:
    rule = next(rule for rule in all_rules() if rule.levels.dev is Level.ADVISORY)
    assert raised(rule, Level.ADVISORY, ("pci",)).level is Level.ADVISORY


def test_a_stack_cannot_relax_what_a_profile_raised() -> None:
    advisory = next(one for one in entries("dev", "hipaa").values() if one.raised_by == ("hipaa",))
    assert advisory.rule.levels.dev is not Level.MANDATORY
    with pytest.raises(ConfigurationError) as caught:
        entries("dev", "hipaa", rule_settings={advisory.rule.id: {"level": "advisory"}})
    (line,) = str(caught.value).splitlines()
    assert f"allowed: {advisory.level} (hipaa) or stricter" in line


def test_what_the_stack_itself_raises_is_no_profiles_doing() -> None:
    off = next(rule for rule in all_rules() if rule.levels.dev is Level.DISABLED and refers_to(rule, "SOC 2"))
    assert entries("dev", "soc2")[off.id].raised_by == ("soc2",)
    found = entries("dev", "soc2", rule_settings={off.id: {"level": "mandatory"}})[off.id]
    assert (found.level, found.raised_by) == (Level.MANDATORY, ())


def test_a_finding_says_which_profiles_made_it_so_strict() -> None:
    group = resource("aws:cloudwatch/logGroup:LogGroup", "logs")
    given = facts("dev", compliance=("soc2", "hipaa"))
    found = {finding.rule: finding for finding in evaluate(Graph([group]), given)}["log-group-customer-key"]
    assert (found.level, found.raised_by) == ("mandatory", ("soc2", "hipaa"))
    assert found.to_json()["raised_by"] == ["soc2", "hipaa"]


def test_an_exempt_finding_was_raised_by_nobody() -> None:
    group = resource("aws:cloudwatch/logGroup:LogGroup", "logs")
    given = facts("dev", compliance=("hipaa",), exemptions=(exemption("log-group-customer-key", "logs"),))
    found = {finding.rule: finding for finding in evaluate(Graph([group]), given)}["log-group-customer-key"]
    assert (found.level, found.raised_by) == ("exempt", ())


@pytest.mark.parametrize("profile", PROFILES)
def test_every_requirement_has_a_reason_a_source_and_a_key_that_exists(profile: str) -> None:
    rules = {rule.id: rule for rule in all_rules()}
    for wanted in requirements([profile]):
        assert wanted.reason
        assert wanted.source
        assert datetime.date.fromisoformat(wanted.source_date) <= TODAY
        assert (wanted.value is None) == (wanted.bound == "stated")
        kind, _, rest = wanted.key.partition(".")
        assert kind in {"policies", "profile", "dataClass"}
        if kind == "policies":
            rule, _, setting = rest.partition(".")
            assert setting in {field.alias for field in rules[rule].settings_model.model_fields.values()}


def test_a_setting_of_a_rule_is_as_strict_as_a_profile_wants_it() -> None:
    laxer = {"crypto-key-rotation": {"maxDays": 365}}
    stricter = {"crypto-key-rotation": {"maxDays": 30}}
    assert entries("prod", rule_settings=laxer)["crypto-key-rotation"].settings.model_dump()["max_days"] == 365
    found = entries("prod", "hipaa", rule_settings=stricter)["crypto-key-rotation"]
    assert found.settings.model_dump()["max_days"] == 30
    with pytest.raises(ConfigurationError) as caught:
        entries("prod", "soc2", "hipaa", rule_settings=laxer)
    lines = str(caught.value).splitlines()
    assert len(lines) == 2
    assert all(
        "policies.crypto-key-rotation.maxDays: 365 is not allowed; allowed: at most 90 (" in line for line in lines
    )


def stack(**values: Any) -> CommonSettings:
    return CommonSettings.model_validate({**COMMON, **values})


def refused(**values: Any) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        stack(**values)
    return [str(problem) for problem in problems_of(caught.value, file="f", model=CommonSettings)]


def test_health_data_keep_their_logs_for_six_years() -> None:
    found = stack(compliance=["hipaa"], dataClass="health").facts("s", regions=(), today=TODAY)
    assert found.profile.log_retention_days == 2192
    longer = stack(compliance=["hipaa"], dataClass="health", profile={"logRetentionDays": 3653})
    assert longer.facts("s", regions=(), today=TODAY).profile.log_retention_days == 3653
    (line,) = refused(compliance=["hipaa"], dataClass="health", profile={"logRetentionDays": 365})
    assert line.startswith(
        "f: profile: {'logRetentionDays': 365} is not allowed; allowed: logRetentionDays at least 2192"
    )


@pytest.mark.parametrize("profile", ["hipaa", "gdpr"])
def test_the_class_of_the_data_must_be_stated_where_a_profile_wants_it(profile: str) -> None:
    (line,) = refused(compliance=[profile])
    assert line.startswith("f: dataClass: nothing is not allowed; allowed: public, internal, personal, health")
    assert profile in line
    assert stack(compliance=[profile], dataClass="internal").data_class == "internal"


def test_without_a_profile_data_are_internal() -> None:
    assert stack().facts("s", regions=(), today=TODAY).data_class == "internal"
    assert stack(compliance=["soc2"]).facts("s", regions=(), today=TODAY).data_class == "internal"


def test_a_misspelt_profile_is_refused_with_the_right_one() -> None:
    lines = refused(compliance=["soc2", "hippa"], dataClass="personel")
    assert any("compliance[1]: 'hippa'" in line and "did you mean 'hipaa'?" in line for line in lines)
    assert any("dataClass: 'personel'" in line and "did you mean 'personal'?" in line for line in lines)


def test_a_profile_that_is_named_twice_counts_once() -> None:
    assert stack(compliance=["soc2", "soc2"]).facts("s", regions=(), today=TODAY).compliance == ("soc2",)
