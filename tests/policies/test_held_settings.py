"""A setting takes back nothing that a compliance profile raised, and no setting lets in every registry."""

from typing import Any

import pytest

from accel.catalog.compliance import requirements
from accel.planning.problems import ConfigurationError
from policies.configuration import ConfiguredRule, configured
from policies.held_settings import FREE, HELD
from policies.profiles import PROFILES, raises
from policies.registry import all_rules
from policies.rule import OF_EVERY_RULE, Rule
from tests.policies.building import facts

LAXER: dict[str, Any] = {
    "activity-log-exported.auditedElsewhere": True,
    "activity-log-immutable.minDays": 1,
    "audit-retention.minDays": 1,
    "audit-sink-on.auditedElsewhere": True,
    "audit-trail-on.auditedElsewhere": True,
    "autoscaler-minimum.minReplicas": 0,
    "crypto-key-destruction-delay.minDays": 1,
    "endpoint-instances.minInstances": 1,
    "gce-os-login.projectSetsIt": True,
    "kms-deletion-window.minimumDays": 7,
    "namespace-pod-security.standards": ["restricted", "baseline"],
    "node-upgrade-gradual.maxUnavailable": 50,
    "node-upgrade-gradual.maxUnavailablePercent": 100,
    "pod-egress-limited.publicPorts": [443, 22],
    "server-replicas.minReplicas": 0,
}
STRICTER: dict[str, Any] = {
    "audit-retention.minDays": 3653,
    "crypto-key-destruction-delay.minDays": 30,
    "namespace-pod-security.standards": ["restricted"],
    "node-upgrade-gradual.maxUnavailablePercent": 1,
    "pod-egress-limited.publicPorts": [],
}


def entries(compliance: tuple[str, ...], key: str, value: Any) -> dict[str, ConfiguredRule]:
    rule, _, setting = key.partition(".")
    given = facts("prod", compliance=compliance, rule_settings={rule: {setting: value}})
    return {entry.rule.id: entry for entry in configured(all_rules(), given)}


def refused(compliance: tuple[str, ...], key: str, value: Any) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        entries(compliance, key, value)
    return str(caught.value).splitlines()


def settings_of(rule: Rule[Any]) -> set[str]:
    fields = rule.settings_model.model_fields.items()
    return {f"{rule.id}.{field.alias or name}" for name, field in fields if name not in OF_EVERY_RULE}


@pytest.mark.parametrize("key", HELD)
def test_a_laxer_value_is_refused_with_one_line(key: str) -> None:
    (line,) = refused(tuple(PROFILES), key, LAXER[key])
    assert f"policies.{key}: " in line
    assert "is not allowed; allowed: " in line


@pytest.mark.parametrize("key", HELD)
def test_without_a_profile_a_stack_may_say_so(key: str) -> None:
    rule = key.partition(".")[0]
    assert entries((), key, LAXER[key])[rule].settings.model_dump(by_alias=True)[key.partition(".")[2]] is not None


@pytest.mark.parametrize("key", STRICTER)
def test_a_stricter_value_is_taken(key: str) -> None:
    assert entries(tuple(PROFILES), key, STRICTER[key])


def test_the_line_says_what_is_allowed_by_whom_and_the_way_out() -> None:
    (line,) = refused(("gdpr", "soc2"), "kms-deletion-window.minimumDays", 7)
    assert line == (
        "stacks/Pulumi.test.yaml: policies.kms-deletion-window.minimumDays: 7 is not allowed; "
        "allowed: at least 30 (gdpr, soc2); to relax a rule, write an exemption with reason and end date"
    )


def test_a_profile_to_which_the_rule_does_not_refer_holds_nothing() -> None:
    assert entries(("gdpr",), "namespace-pod-security.standards", ["baseline"])


def test_what_a_source_says_is_told_once() -> None:
    (line,) = refused(("hipaa", "soc2"), "audit-retention.minDays", 400)
    assert "at least 2192 (hipaa" in line


def test_every_setting_of_a_rule_with_references_is_held_or_says_why_not() -> None:
    rules = [rule for rule in all_rules() if any(raises(name, rule) for name in PROFILES)]
    known = set().union(*(settings_of(rule) for rule in rules))
    assert known <= HELD.keys() | FREE.keys()
    assert HELD.keys() <= known
    assert not HELD.keys() & FREE.keys()
    assert all(FREE.values())


def test_what_is_free_exists_and_what_compliance_wants_is_never_laxer_than_the_default() -> None:
    rules = {rule.id: rule for rule in all_rules()}
    assert FREE.keys() <= set().union(*map(settings_of, rules.values()))
    for wanted in requirements(PROFILES, "policies."):
        rule, _, setting = wanted.key.removeprefix("policies.").partition(".")
        default = rules[rule].settings.prod.model_dump(by_alias=True)[setting]
        assert wanted.value is not None
        assert wanted.value == wanted.strictest(default)


@pytest.mark.parametrize("pattern", ["*", "**", "*/*", "?*/vllm", "*.io/*", "docker.*/vllm/*", "[a-z]*"])
def test_a_pattern_of_every_registry_is_refused_also_without_a_profile(pattern: str) -> None:
    (line,) = refused((), "image-from-allowed-registry.registries", ["docker.io/vllm/*", pattern])
    assert "policies.image-from-allowed-registry.registries: " in line
    assert f"patterns that name a domain: {pattern!r} lets in every registry" in line


@pytest.mark.parametrize("pattern", ["docker.io/vllm/*", "*.registry.example.com/*", "localhost:5000/*"])
def test_a_registry_that_somebody_answers_for_is_taken(pattern: str) -> None:
    assert entries(tuple(PROFILES), "image-from-allowed-registry.registries", [pattern])
