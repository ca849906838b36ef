"""The pack in this process, as the engine would call it; tests/engine runs it on the real one."""

import sys
from collections.abc import Mapping
from typing import Any, Literal

import pytest
from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyCustomTimeouts,
    PolicyProviderResource,
    PolicyResource,
    PolicyResourceOptions,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.proxy import UNKNOWN_BOOLEAN_VALUE, UNKNOWN_STRING_VALUE, unknown_checking_proxy

from accel.planning.graph import UNKNOWN
from accel.planning.problems import ConfigurationError
from policies.engine_values import unwrapped
from policies.pack import policies_for
from policies.registry import all_rules
from policies.rule import MANDATORY, OF_EVERY_RULE, Rule, Violation
from tests.policies.building import exemption, facts, urn_of
from tests.tools import ROOT

KEY = "aws:kms/key:Key"
BUCKET = "gcp:storage/bucket:Bucket"
TPU = "gcp:tpu/v2Vm:V2Vm"
RULES = {rule.id: rule for rule in all_rules()}
_LEVELS = {
    "mandatory": EnforcementLevel.MANDATORY,
    "advisory": EnforcementLevel.ADVISORY,
    "disabled": EnforcementLevel.DISABLED,
}
_OPTIONS = PolicyResourceOptions(False, [], None, [], PolicyCustomTimeouts(0, 0, 0), [])


def policy(rule: str, environment: str = "prod", **changes: Any) -> Policy:
    (found,) = policies_for(facts(environment, **changes), [RULES[rule]])
    return found


def shown(
    type_: str,
    props: dict[str, Any],
    name: str = "subject",
    *,
    provider: PolicyProviderResource | None = None,
    config: Mapping[str, Any] | None = None,
) -> ResourceValidationArgs:
    proxied = unknown_checking_proxy(props)
    return ResourceValidationArgs(type_, proxied, urn_of(type_, name), name, _OPTIONS, provider, config)


def kept(type_: str, props: dict[str, Any], name: str = "subject", *uses: PolicyResource) -> PolicyResource:
    proxied = unknown_checking_proxy(props)
    return PolicyResource(type_, proxied, urn_of(type_, name), name, _OPTIONS, None, None, list(uses), {})


def reported(policy: Policy, args: ResourceValidationArgs | StackValidationArgs) -> list[tuple[str, str | None]]:
    found: list[tuple[str, str | None]] = []
    assert isinstance(policy, ResourceValidationPolicy | StackValidationPolicy)
    validate: Any = policy.validate
    validate(args, lambda message, urn=None: found.append((message, urn)))
    return found


@pytest.mark.parametrize("environment", ["dev", "staging", "prod"])
def test_every_rule_is_one_policy_at_the_level_of_the_environment(environment: str) -> None:
    found = {policy.name: policy for policy in policies_for(facts(environment))}
    assert list(found) == [rule.id for rule in all_rules()]
    for rule in all_rules():
        assert found[rule.id].enforcement_level == _LEVELS[rule.levels.of(environment)]


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_a_policy_carries_all_that_the_rule_says_of_itself(rule: Rule[Any]) -> None:
    found = policy(rule.id)
    assert isinstance(found, ResourceValidationPolicy) is (rule.check_resource is not None)
    assert (found.description, found.display_name) == (rule.title, rule.title)
    assert found.remediation_steps == rule.remediation
    assert found.severity is not None
    assert found.severity.value == rule.severity
    framework = (found.framework.name, found.framework.reference) if found.framework else None
    assert framework == next(iter(rule.frameworks), None)
    assert found.tags is not None
    assert set(found.tags) >= {rule.group, rule.cloud, *(f"{name} {reference}" for name, reference in rule.frameworks)}


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_a_policy_takes_the_rules_own_settings_and_lets_the_stack_file_decide_the_rest(rule: Rule[Any]) -> None:
    schema = policy(rule.id).config_schema
    own = {field.alias or name for name, field in rule.settings_model.model_fields.items()} - OF_EVERY_RULE
    assert set(schema.properties if schema else {}) == own
    assert not any("default" in item for item in (schema.properties.values() if schema else []))
    assert schema is None or not schema.required


def test_a_violation_is_reported_and_what_keeps_the_rule_is_not() -> None:
    rotation = policy("kms-key-rotation")
    assert reported(rotation, shown(KEY, {"enableKeyRotation": True})) == []
    assert len(reported(rotation, shown(KEY, {"enableKeyRotation": False}))) == 1
    assert reported(rotation, shown(BUCKET, {})) == []


def test_an_unknown_value_neither_raises_nor_breaks_the_rule() -> None:
    assert reported(policy("kms-key-rotation"), shown(KEY, {"enableKeyRotation": UNKNOWN_BOOLEAN_VALUE})) == []


def test_unknown_values_become_plain_ones_at_any_depth() -> None:
    proxied = unknown_checking_proxy({"a": [{"b": UNKNOWN_STRING_VALUE}, "c"], "d": UNKNOWN_STRING_VALUE, "e": 1})
    assert unwrapped(proxied) == {"a": [{"b": UNKNOWN}, "c"], "d": UNKNOWN, "e": 1}


def test_an_exemption_silences_the_policy_for_one_resource_until_its_day() -> None:
    broken = {"enableKeyRotation": False}
    exempt = policy("kms-key-rotation", exemptions=(exemption("kms-key-rotation", "old-*"),))
    assert reported(exempt, shown(KEY, broken, "old-key")) == []
    assert len(reported(exempt, shown(KEY, broken, "new-key"))) == 1


def test_the_stack_files_settings_reach_the_policy() -> None:
    pool = shown("gcp:container/nodePool:NodePool", {"autoscaling": {"totalMaxNodeCount": 5}})
    relaxed = {"autoscaler-bounded": {"maxUnits": 5}}
    strict = {"autoscaler-bounded": {"maxUnits": 4}}
    assert reported(policy("autoscaler-bounded", rule_settings=relaxed), pool) == []
    assert len(reported(policy("autoscaler-bounded", rule_settings=strict), pool)) == 1


def test_a_policy_pack_configuration_wins_over_the_stack_file() -> None:
    found = policy("autoscaler-bounded", rule_settings={"autoscaler-bounded": {"maxUnits": 9}})
    pool = {"autoscaling": {"totalMaxNodeCount": 5}}
    assert len(reported(found, shown("gcp:container/nodePool:NodePool", pool, config={"maxUnits": 4}))) == 1


def test_a_wrong_policy_pack_configuration_is_a_violation_and_no_crash() -> None:
    args = shown("gcp:container/nodePool:NodePool", {}, config={"maxUnits": "many", "maxUnit": 3})
    messages = [message for message, _ in reported(policy("autoscaler-bounded"), args)]
    assert len(messages) == 2
    assert any("policies.autoscaler-bounded.maxUnits: 'many' is not allowed" in message for message in messages)
    assert any("did you mean 'maxUnits'?" in message for message in messages)


def test_a_wrong_setting_in_the_stack_file_stops_the_pack_before_it_starts() -> None:
    with pytest.raises(ConfigurationError, match="did you mean 'kms-key-rotation'"):
        policies_for(facts(rule_settings={"kms-key-rotatio": {}}))


def test_default_labels_of_the_provider_count() -> None:
    labels = {
        "environment": "prod",
        "owner": "a",
        "cost-center": "b",
        "stack": "s",
        "managed-by": "m",
        "blueprint": "x",
    }
    provider = PolicyProviderResource("pulumi:providers:gcp", {"defaultLabels": labels}, "urn:provider", "gcp")
    assert reported(policy("ownership-tags"), shown(BUCKET, {}, provider=provider)) == []
    assert len(reported(policy("ownership-tags"), shown(BUCKET, {}))) == 1


def test_a_stack_policy_sees_the_resources_and_their_links() -> None:
    bucket = kept(BUCKET, {}, "checkpoints")
    spot = {"schedulingConfig": {"spot": True}}
    found = policy("checkpoints-for-spot-training")
    with_bucket = StackValidationArgs([bucket, kept(TPU, spot, "slice", bucket)])
    ((_, urn),) = reported(found, StackValidationArgs([bucket, kept(TPU, spot, "slice")]))
    assert reported(found, with_bucket) == []
    assert urn == urn_of(TPU, "slice")


@pytest.mark.parametrize("order", ["inputs first", "outputs only"])
def test_a_stack_policy_judges_inputs_where_it_was_shown_them(order: Literal["inputs first", "outputs only"]) -> None:
    seen: list[Any] = []

    def check(graph: Any, _: Any) -> list[Violation]:
        seen.extend(item.get("owner") for item in graph)
        return []

    looks = Rule(
        id="looks-at-owner",
        title="t",
        group="cost",
        cloud="any",
        severity="low",
        levels=MANDATORY,
        why="w",
        remediation="r",
        check_stack=check,
    )
    rotation, whole = policies_for(facts(), [RULES["kms-key-rotation"], looks])
    if order == "inputs first":
        reported(rotation, shown(KEY, {"owner": "input"}))
    reported(whole, StackValidationArgs([kept(KEY, {"owner": "output"})]))
    assert seen == ["input" if order == "inputs first" else "output"]


def test_a_second_run_of_the_engine_is_judged_by_its_own_values() -> None:
    rotation = policy("kms-key-rotation")
    assert len(reported(rotation, shown(KEY, {"enableKeyRotation": False}))) == 1
    assert reported(rotation, shown(KEY, {"enableKeyRotation": True})) == []


def test_no_module_of_the_pack_hides_one_of_pythons_own() -> None:
    # The engine starts Python inside policies/: a `selectors.py` there would be found before the library's.
    ours = {path.stem for path in (ROOT / "policies").iterdir()} - {"__init__", "__main__", "__pycache__"}
    assert not ours & sys.stdlib_module_names
