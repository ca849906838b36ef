"""Policy documents of AWS as plain data; what is only known later stays an output inside."""

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

VERSION = "2012-10-17"
Statement = Mapping[str, Any]


def document(statements: Sequence[Statement]) -> dict[str, Any]:
    """Return a policy document."""
    return {"Version": VERSION, "Statement": list(statements)}


def rendered(statements: Sequence[Statement]) -> pulumi.Output[str]:
    """Return a policy document as JSON text, known when the last output inside is known."""
    return pulumi.Output.json_dumps(document(statements))


def only_this_account(actions: str, account_ids: Sequence[str]) -> Statement:
    """Return a statement that refuses whoever belongs to another account, whatever other policies allow.

    Services that act for themselves belong to none, and come in only where a policy names them.
    """
    return {
        "Sid": "DenyOtherAccounts",
        "Effect": "Deny",
        "Principal": "*",
        "Action": actions,
        "Condition": {
            "StringNotEquals": {"aws:PrincipalAccount": list(account_ids)},
            "Bool": {"aws:PrincipalIsAWSService": "false"},
        },
    }


def only_over_tls(actions: str | Sequence[str], resource: Any) -> Statement:
    """Return a statement that refuses requests over plain HTTP."""
    return {
        "Sid": "DenyPlainHttp",
        "Effect": "Deny",
        "Principal": "*",
        "Action": actions,
        "Resource": resource,
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def service_trust(service: str, condition: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the trust policy of a role that one service of AWS assumes."""
    statement: dict[str, Any] = {
        "Sid": "ServiceAssumesRole",
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sts:AssumeRole",
    }
    return document([statement if condition is None else {**statement, "Condition": condition}])
