from typing import Any

import pulumi
import pytest

from accel.catalog.aws import limit, pattern
from accel.planning.graph import UNKNOWN, Graph, Secret
from accel.preview.recorder import record
from components.aws.secrets import AwsSecrets, validate
from components.contract import InvalidArgument
from tests.components.aws.judging import (
    ACCOUNT,
    applies,
    broken_rules,
    only,
    shape,
    statements,
    types_of,
    unknown_actions,
)
from tests.components.judging import TAGS

KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/00000000-0000-4000-8000-000000000000"
TOKEN = "hf_planted0123456789"
READ = "secretsmanager:GetSecretValue"
HOME = {"aws:PrincipalAccount": ACCOUNT, "aws:PrincipalIsAWSService": "false", "aws:SecureTransport": "true"}


def arguments(**changes: Any) -> Any:
    given = {
        "account_id": ACCOUNT,
        "secrets": ["hub-token", "pager"],
        "values": {"hub-token": TOKEN},
        "data_key_arn": KEY,
        "tags": TAGS,
        "protect": True,
    }
    return {**given, **changes}


def recorded(unknown_outputs: bool = False, **changes: Any) -> Graph:
    return record(lambda: AwsSecrets("secrets", arguments(**changes)), unknown_outputs=unknown_outputs).graph


def refused(action: str, **context: str) -> list[str]:
    """Return the statements that refuse a request from the own account over TLS, but for what `context` says."""
    asked = {**HOME, **{key.replace("__", ":"): value for key, value in context.items()}}
    found = statements(only(recorded(), "SecretPolicy", "secrets-pager-policy"))
    return [sid for sid, item in found.items() if item["Effect"] == "Deny" and applies(item, action, "any", asked)]


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_each_secret_has_a_policy_and_only_the_one_with_a_value_has_a_version(unknown_outputs: bool) -> None:
    graph = recorded(unknown_outputs)
    assert types_of(graph) == {"AwsSecrets": 1, "Secret": 2, "SecretPolicy": 2, "SecretVersion": 1}
    outputs = only(graph, "AwsSecrets").outputs
    if unknown_outputs:
        assert outputs == {"secret_arns": UNKNOWN}
    else:
        assert outputs["secret_arns"].keys() == {"hub-token", "pager"}
        assert outputs["secret_arns"]["pager"] == only(graph, "Secret", "secrets-pager").outputs["arn"]


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_the_secrets_keep_our_own_rules_in_prod_but_for_the_advice_to_rotate_them(unknown_outputs: bool) -> None:
    # No function can get a new token from a model hub.
    broken = {(rule, name) for rule, name, _ in broken_rules(recorded(unknown_outputs))}
    assert broken == {("secret-rotation", "secrets-hub-token"), ("secret-rotation", "secrets-pager")}


@pytest.mark.parametrize("value", [TOKEN, "output"])
def test_a_value_is_a_secret_wherever_it_is_written(value: str) -> None:
    def program() -> None:
        given = pulumi.Output.from_input(TOKEN) if value == "output" else TOKEN
        AwsSecrets("secrets", arguments(values={"hub-token": given}))

    graph = record(program).graph
    found = only(graph, "SecretVersion").inputs["secretString"]
    assert isinstance(found, Secret)
    assert found.value == TOKEN
    without_it = [resource.inputs for resource in graph if resource.type.rpartition(":")[2] != "SecretVersion"]
    assert TOKEN not in str(without_it)


def test_each_secret_is_under_the_key_and_can_be_had_back_for_a_month() -> None:
    for secret in recorded().of("aws:secretsmanager/secret:Secret"):
        assert secret.get("kmsKeyId") == KEY
        assert secret.get("recoveryWindowInDays") == 30
        # The name of a deleted secret is taken for as long: a stack that is built again must not need it.
        assert secret.get("name") is None


def test_the_own_account_over_tls_is_left_to_its_iam_policies() -> None:
    assert refused(READ) == []


def test_other_accounts_and_plain_http_are_shut_out() -> None:
    assert refused(READ, aws__PrincipalAccount="999988887777") == ["DenyOtherAccounts"]
    assert refused("secretsmanager:PutResourcePolicy", aws__PrincipalAccount="999988887777") == ["DenyOtherAccounts"]
    assert refused(READ, aws__SecureTransport="false") == ["DenyPlainHttp"]


def test_nobody_is_let_in_by_the_policy_itself() -> None:
    for policy in recorded().of("aws:secretsmanager/secretPolicy:SecretPolicy"):
        assert {statement["Effect"] for statement in statements(policy).values()} == {"Deny"}
        assert policy.get("blockPublicPolicy") is True


def test_no_action_is_misspelt() -> None:
    assert unknown_actions(recorded()) == []


@pytest.mark.parametrize("protect", [False, True])
def test_protected_secrets_stay(protect: bool) -> None:
    for secret in recorded(protect=protect).of("aws:secretsmanager/secret:Secret"):
        assert secret.protect is protect
        assert secret.retain_on_delete is protect


def test_names_are_short_enough_with_what_is_put_around_them() -> None:
    assert shape("secretsmanager", "NameType")["max"] == 512
    assert pattern("secret").fits("a" * 512)
    assert not pattern("secret").fits("a" * 513)
    assert (limit("secret recovery days").lowest, limit("secret recovery days").highest) == (7, 30)


@pytest.mark.parametrize(
    ("changes", "field", "part"),
    [
        ({"account_id": "12345"}, "account_id", "twelve digits"),
        ({"secrets": [], "values": {}}, "secrets", "at least one name"),
        ({"secrets": ["hub token"], "values": {}}, "secrets[0]", "letters, digits"),
        ({"secrets": ["hub-tokens"], "values": {}}, "secrets[0]", "not ending in a dash and six"),
        ({"secrets": ["a/b", "a-b"], "values": {}}, "secrets[1]", "each name once"),
        ({"values": {"hub-tokn": TOKEN}}, "values", "did you mean 'hub-token'?"),
        ({"recovery_window_days": 3}, "recovery_window_days", "7 to 30 days"),
        ({"recovery_window_days": 0}, "recovery_window_days", "7 to 30 days"),
        ({"recovery_window_days": 31, "protect": False}, "recovery_window_days", "7 to 30 days"),
    ],
)
def test_a_wrong_argument_is_refused_without_quoting_a_value(changes: Any, field: str, part: str) -> None:
    with pytest.raises(InvalidArgument) as refusal:
        validate(arguments(**changes))
    assert refusal.value.field == field
    assert part in str(refusal.value)
    assert TOKEN not in str(refusal.value)


def test_an_unprotected_secret_may_go_at_once() -> None:
    (secret,) = recorded(secrets=["a"], values={}, protect=False, recovery_window_days=0).of(
        "aws:secretsmanager/secret:Secret"
    )
    assert secret.get("recoveryWindowInDays") == 0
