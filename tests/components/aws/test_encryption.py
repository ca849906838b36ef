from typing import Any

import pytest

from accel.planning.graph import UNKNOWN, Graph
from accel.preview.recorder import record
from components.aws.encryption import AwsEncryption, validate
from components.aws.encryption_policies import data_key_policy, logs_key_policy
from components.contract import InvalidArgument
from tests.components.aws.judging import (
    ACCOUNT,
    applies,
    broken_rules,
    only,
    statements,
    types_of,
    unknown_actions,
)
from tests.components.judging import TAGS

REGION = "eu-central-1"
ADMINISTRATOR = f"arn:aws:iam::{ACCOUNT}:role/key-administrators"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
USE = {"kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:CreateGrant"}


def arguments(**changes: Any) -> Any:
    given = {"account_id": ACCOUNT, "region": REGION, "tags": TAGS, "protect": True}
    return {**given, **changes}


def recorded(unknown_outputs: bool = False, **changes: Any) -> Graph:
    return record(lambda: AwsEncryption("keys", arguments(**changes)), unknown_outputs=unknown_outputs).graph


def may(key: str, principal: dict[str, str], action: str, **context: str) -> bool:
    keys = {name.replace("__", ":"): value for name, value in context.items()}
    return any(
        statement["Effect"] == "Allow"
        and statement["Principal"] == principal
        and applies(statement, action, "any key", keys)
        for statement in statements(only(recorded(), "Key", key)).values()
    )


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_there_are_two_keys_with_aliases_and_both_arns_come_out(unknown_outputs: bool) -> None:
    graph = recorded(unknown_outputs)
    assert types_of(graph) == {"AwsEncryption": 1, "Key": 2, "Alias": 2}
    outputs = only(graph, "AwsEncryption").outputs
    if unknown_outputs:
        assert outputs == {"data_key_arn": UNKNOWN, "logs_key_arn": UNKNOWN}
    else:
        assert outputs["data_key_arn"] == only(graph, "Key", "keys-data").outputs["arn"]
        assert outputs["logs_key_arn"] == only(graph, "Key", "keys-logs").outputs["arn"]
        assert outputs["data_key_arn"] != outputs["logs_key_arn"]


def test_each_alias_leads_to_its_own_key() -> None:
    graph = recorded()
    for name in ("keys-data", "keys-logs"):
        alias, key = only(graph, "Alias", f"{name}-alias"), only(graph, "Key", name)
        assert alias.get("targetKeyId") == key.outputs["keyId"]


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_the_keys_keep_our_own_rules_in_prod(unknown_outputs: bool) -> None:
    assert broken_rules(recorded(unknown_outputs, administrator_arns=[ADMINISTRATOR])) == []


def test_keys_rotate_and_are_deleted_after_the_longest_wait_unless_told_otherwise() -> None:
    for key in recorded().of("aws:kms/key:Key"):
        assert key.get("enableKeyRotation") is True
        assert key.get("deletionWindowInDays") == 30
    assert {key.get("deletionWindowInDays") for key in recorded(deletion_window_days=7).of("aws:kms/key:Key")} == {7}


@pytest.mark.parametrize("protect", [False, True])
def test_protected_keys_stay_with_their_aliases(protect: bool) -> None:
    graph = recorded(protect=protect)
    assert all(key.protect is protect for key in graph.of("aws:kms/key:Key"))
    assert all(item.retain_on_delete is protect for item in graph.of("aws:kms/key:Key", "aws:kms/alias:Alias"))


def test_no_action_is_misspelt() -> None:
    assert unknown_actions(recorded(administrator_arns=[ADMINISTRATOR])) == []


@pytest.mark.parametrize("policy", [data_key_policy, logs_key_policy])
def test_nobody_is_called_by_a_wildcard_and_no_action_has_one(policy: Any) -> None:
    for statement in policy(ACCOUNT, REGION, [ADMINISTRATOR])["Statement"]:
        names = [
            name for value in statement["Principal"].values() for name in ([value] if isinstance(value, str) else value)
        ]
        assert not any("*" in name for name in names)
        assert not any("*" in action for action in statement["Action"])


@pytest.mark.parametrize("policy", [data_key_policy, logs_key_policy])
def test_whoever_uses_a_key_does_so_under_a_condition(policy: Any) -> None:
    for statement in policy(ACCOUNT, REGION, [ADMINISTRATOR])["Statement"]:
        if USE & set(statement["Action"]):
            assert statement["Condition"], statement["Sid"]


@pytest.mark.parametrize("key", ["keys-data", "keys-logs"])
def test_administrators_administer_and_never_use(key: str) -> None:
    found = statements(only(recorded(administrator_arns=[ADMINISTRATOR]), "Key", key))
    administration = set(found["AdministratorsAdminister"]["Action"])
    assert {"kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:EnableKeyRotation"} <= administration
    assert not administration & USE
    assert found["AdministratorsAdminister"]["Principal"] == {"AWS": [ADMINISTRATOR]}
    users = [statement for sid, statement in found.items() if "Administ" not in sid]
    assert not any({"kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"} & set(user["Action"]) for user in users)


def test_without_administrators_no_statement_is_left_empty() -> None:
    assert "AdministratorsAdminister" not in statements(only(recorded(), "Key", "keys-data"))


def test_the_account_keeps_the_administration_so_that_nobody_is_locked_out() -> None:
    assert may("keys-data", {"AWS": ROOT}, "kms:PutKeyPolicy")


@pytest.mark.parametrize("service", ["s3", "sagemaker", "secretsmanager"])
def test_roles_of_the_account_use_the_data_key_through_its_services(service: str) -> None:
    through = {"kms__ViaService": f"{service}.{REGION}.amazonaws.com"}
    assert may("keys-data", {"AWS": ROOT}, "kms:Decrypt", **through)


def test_roles_of_the_account_cannot_use_the_data_key_by_themselves_or_from_another_region() -> None:
    assert not may("keys-data", {"AWS": ROOT}, "kms:Decrypt")
    assert not may("keys-data", {"AWS": ROOT}, "kms:Decrypt", kms__ViaService="s3.us-east-1.amazonaws.com")
    assert not may("keys-data", {"AWS": ROOT}, "kms:Decrypt", kms__ViaService=f"lambda.{REGION}.amazonaws.com")


def test_grants_are_for_services_only() -> None:
    assert may("keys-data", {"AWS": ROOT}, "kms:CreateGrant", kms__GrantIsForAWSResource="true")
    assert not may("keys-data", {"AWS": ROOT}, "kms:CreateGrant", kms__GrantIsForAWSResource="false")
    assert not may("keys-data", {"AWS": ROOT}, "kms:CreateGrant")


def test_the_data_key_serves_no_service_directly() -> None:
    found = statements(only(recorded(), "Key", "keys-data")).values()
    assert not any("Service" in statement["Principal"] for statement in found)


@pytest.mark.parametrize(("account", "allowed"), [(ACCOUNT, True), ("999988887777", False)])
def test_services_use_the_logs_key_for_this_account_only(account: str, allowed: bool) -> None:
    logs = {"Service": f"logs.{REGION}.amazonaws.com"}
    group = f"arn:aws:logs:{REGION}:{account}:log-group:/aws/sagemaker/Endpoints/chat"
    assert may("keys-logs", logs, "kms:GenerateDataKey", **{"kms__EncryptionContext__aws__logs__arn": group}) is allowed
    trail = f"arn:aws:cloudtrail:{REGION}:{account}:trail/audit-trail-1234567"
    cloudtrail = {"Service": "cloudtrail.amazonaws.com"}
    context = {"aws__SourceArn": trail, "kms__EncryptionContext__aws__cloudtrail__arn": trail}
    assert may("keys-logs", cloudtrail, "kms:GenerateDataKey", **context) is allowed
    assert may("keys-logs", cloudtrail, "kms:DescribeKey", aws__SourceArn=trail) is allowed
    topic = f"arn:aws:sns:{REGION}:{account}:alarms"
    alarms = {"aws__SourceAccount": account, "kms__EncryptionContext__aws__sns__topicArn": topic}
    assert may("keys-logs", {"Service": "cloudwatch.amazonaws.com"}, "kms:Decrypt", **alarms) is allowed


@pytest.mark.parametrize("key", ["keys-data", "keys-logs"])
def test_conditions_on_the_encryption_context_compare_texts_and_stand_beside_actions_that_have_one(key: str) -> None:
    without_context = {"kms:CreateGrant", "kms:DescribeKey", "kms:RetireGrant"}
    for statement in statements(only(recorded(), "Key", key)).values():
        for operator, keys in statement.get("Condition", {}).items():
            if any(name.startswith("kms:EncryptionContext:") for name in keys):
                assert operator.startswith("String"), statement["Sid"]
                assert not without_context & set(statement["Action"]), statement["Sid"]


def test_a_trail_cannot_encrypt_what_is_no_trail() -> None:
    trail = f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/audit"
    assert not may("keys-logs", {"Service": "cloudtrail.amazonaws.com"}, "kms:GenerateDataKey", aws__SourceArn=trail)


def test_arns_carry_the_partition_of_the_region() -> None:
    text = str(logs_key_policy(ACCOUNT, "us-gov-west-1", []))
    assert "arn:aws-us-gov:" in text
    assert "arn:aws:" not in text


@pytest.mark.parametrize(
    ("changes", "field", "part"),
    [
        ({"account_id": "12345"}, "account_id", "twelve digits"),
        ({"region": "eu-central-9"}, "region", "did you mean 'eu-central-"),
        ({"region": "nowhere"}, "region", "a region of AWS"),
        ({"region": "cn-north-1"}, "region", "outside China"),
        ({"deletion_window_days": 6}, "deletion_window_days", "7 to 30 days"),
        ({"deletion_window_days": 31}, "deletion_window_days", "7 to 30 days"),
        ({"administrator_arns": ["*"]}, "administrator_arns", f"{ROOT.removesuffix(':root')}:role/<name>"),
        ({"administrator_arns": [ROOT]}, "administrator_arns", "role/<name>"),
        ({"administrator_arns": ["arn:aws:iam::999988887777:role/a"]}, "administrator_arns", "role/<name>"),
        ({"administrator_arns": [f"{ADMINISTRATOR}*"]}, "administrator_arns", "role/<name>"),
    ],
)
def test_a_wrong_argument_is_refused_before_anything_is_registered(changes: Any, field: str, part: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        validate(arguments(**changes))
    assert refused.value.field == field
    assert part in str(refused.value)
    with pytest.raises(InvalidArgument):
        recorded(**changes)


def test_the_window_that_kms_allows_is_accepted_at_both_ends() -> None:
    validate(arguments(deletion_window_days=7, administrator_arns=[ADMINISTRATOR]))
    validate(arguments(deletion_window_days=30, administrator_arns=[f"arn:aws:iam::{ACCOUNT}:user/path/to/ada"]))
