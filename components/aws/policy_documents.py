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


def service_trust(service: str, condition: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the trust policy of a role that one service of AWS assumes."""
    statement: dict[str, Any] = {
        "Sid": "ServiceAssumesRole",
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sts:AssumeRole",
    }
    return document([statement if condition is None else {**statement, "Condition": condition}])
