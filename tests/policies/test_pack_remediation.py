"""Repairs by the pack in this process, as the SDK calls it: `_PolicyAnalyzerServicer.Remediate`, on its own proxies."""

from typing import Any

import pytest
from pulumi_policy import EnforcementLevel, ResourceValidationArgs, ResourceValidationPolicy, Secret
from pulumi_policy.deserialize import SPECIAL_SECRET_SIG, SPECIAL_SIG_KEY, deserialize_properties, serialize_properties
from pulumi_policy.proxy import UNKNOWN_BOOLEAN_VALUE, UNKNOWN_STRING_VALUE, unknown_checking_proxy

from policies.pack import policies_for
from policies.registry import all_rules
from tests.policies.building import exemption, facts
from tests.policies.test_pack import shown

KEY = "aws:kms/key:Key"
BUCKET = "gcp:storage/bucket:Bucket"
RULES = {rule.id: rule for rule in all_rules()}
ON = {"remediate": True}


def policy(rule: str, environment: str = "prod", **changes: Any) -> ResourceValidationPolicy:
    (found,) = policies_for(facts(environment, **changes), [RULES[rule]])
    assert isinstance(found, ResourceValidationPolicy)
    return found


def secret(value: Any) -> dict[str, Any]:
    """A secret as the engine writes it."""
    return {SPECIAL_SIG_KEY: SPECIAL_SECRET_SIG, "value": value}


def asked(type_: str, props: dict[str, Any], **given: Any) -> ResourceValidationArgs:
    """Return arguments with properties proxied as for a repair: secrets opened at each look, unknowns raw."""
    args = shown(type_, {}, **given)
    args.props = unknown_checking_proxy(deserialize_properties(props, True))
    return args


def answer(policy: ResourceValidationPolicy, args: ResourceValidationArgs) -> Any:
    """Return what the engine is told, as it travels."""
    found: Any = policy.remediate(args)
    return None if found is None else serialize_properties(found)


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_only_rules_that_can_repair_have_a_repair_and_none_does_it_unasked(rule: Any) -> None:
    (found,) = policies_for(facts(), [rule])
    can = isinstance(found, ResourceValidationPolicy) and found.has_remediation()
    assert can is (rule.remediate is not None)
    assert found.enforcement_level is not EnforcementLevel.REMEDIATE


def test_a_stack_file_switches_it_on() -> None:
    found = policy("kms-key-rotation", rule_settings={"kms-key-rotation": ON})
    assert found.enforcement_level is EnforcementLevel.REMEDIATE
    assert answer(found, asked(KEY, {"enableKeyRotation": False})) == {"enableKeyRotation": True}


def test_what_keeps_the_rule_and_other_types_are_left_alone() -> None:
    found = policy("kms-key-rotation", rule_settings={"kms-key-rotation": ON})
    assert answer(found, asked(KEY, {"enableKeyRotation": True})) is None
    assert answer(found, asked(BUCKET, {})) is None


def test_secrets_stay_secrets_and_unknown_values_unknown() -> None:
    found = policy("kms-key-rotation", rule_settings={"kms-key-rotation": ON})
    props = {
        "policy": secret("hush"),
        "description": UNKNOWN_STRING_VALUE,
        "tags": {"token": secret("hush"), "id": UNKNOWN_STRING_VALUE},
        "list": [secret("hush"), UNKNOWN_STRING_VALUE, 1],
    }
    assert answer(found, asked(KEY, props)) == {**props, "enableKeyRotation": True}


def test_an_unknown_value_is_not_repaired() -> None:
    found = policy("kms-key-rotation", rule_settings={"kms-key-rotation": ON})
    assert answer(found, asked(KEY, {"enableKeyRotation": UNKNOWN_BOOLEAN_VALUE})) is None


def test_a_value_inside_a_secret_is_repaired_there() -> None:
    found = policy("ownership-tags", rule_settings={"ownership-tags": ON})
    given = asked(BUCKET, {"labels": secret({"owner": "me"})})
    assert answer(found, given) == {"labels": secret({"owner": "me", "managed-by": "accelerator-blueprints"})}


def test_the_next_repair_sees_what_the_last_one_left() -> None:
    settings = dict.fromkeys(("gcs-uniform-access", "gcs-public-access-prevention"), ON)
    first, second = (policy(name, rule_settings=settings) for name in settings)
    args = asked(BUCKET, {"kmsKey": secret("k"), "name": UNKNOWN_STRING_VALUE})
    # The SDK hands on what the first one returned, without a proxy.
    left: Any = first.remediate(args)
    args.props = left
    assert isinstance(left["kmsKey"], Secret)
    assert answer(second, args) == {
        "kmsKey": secret("k"),
        "name": UNKNOWN_STRING_VALUE,
        "uniformBucketLevelAccess": True,
        "publicAccessPrevention": "enforced",
    }


def test_what_is_exempt_is_left_as_it_is() -> None:
    given: Any = {
        "rule_settings": {"kms-key-rotation": ON},
        "exemptions": (exemption("kms-key-rotation", "subject"),),
    }
    assert answer(policy("kms-key-rotation", **given), asked(KEY, {})) is None
    assert answer(policy("kms-key-rotation", **given), asked(KEY, {}, name="other")) == {"enableKeyRotation": True}


def test_a_policy_pack_configuration_may_switch_it_on_too_and_its_mistakes_change_nothing() -> None:
    found = policy("kms-key-rotation")
    assert answer(found, asked(KEY, {})) == {"enableKeyRotation": True}
    assert answer(found, asked(KEY, {}, config={"maxUnit": 3})) is None


def test_tags_that_only_the_cloud_knows_are_left_as_they_are() -> None:
    found = policy("ownership-tags", rule_settings={"ownership-tags": ON})
    assert answer(found, asked(BUCKET, {"labels": UNKNOWN_STRING_VALUE})) is None
