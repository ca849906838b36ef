"""AWS policy documents: JSON text as resources carry it, read into statements."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from accel.planning.graph import Resource
from policies.properties import entries, mapping, texts

ANYBODY = "*"


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement; a member given as a single text is a tuple of one."""

    allows: bool
    actions: tuple[str, ...] = ()
    not_actions: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    not_resources: tuple[str, ...] = ()
    principals: tuple[str, ...] = ()
    """Principals of every kind; `*` for anybody, which is also what `NotPrincipal` comes down to."""
    conditions: Mapping[str, Any] = field(default_factory=dict[str, Any], hash=False)
    sid: str = ""

    @property
    def label(self) -> str:
        """The statement in a message: its sid, or its first action."""
        return self.sid or (self.actions or self.not_actions or ("?",))[0]


def statements(document: Any) -> tuple[Statement, ...]:
    """Return the statements of a policy document given as JSON text or as an object.

    Empty where the document is unknown or no document: its provider refuses the latter.
    """
    if isinstance(document, str):
        return _of_text(document)
    return _of_object(document)


@lru_cache(maxsize=4096)
def _of_text(text: str) -> tuple[Statement, ...]:
    try:
        return _of_object(json.loads(text))
    except (ValueError, RecursionError):
        return ()


def _of_object(document: Any) -> tuple[Statement, ...]:
    if not isinstance(document, Mapping):
        return ()
    given = document.get("Statement")
    listed = given if isinstance(given, list) else [given]
    return tuple(_statement(item) for item in listed if isinstance(item, Mapping))


def _statement(item: Mapping[str, Any]) -> Statement:
    conditions = item.get("Condition")
    return Statement(
        allows=item.get("Effect") == "Allow",
        actions=tuple(texts(item.get("Action"))),
        not_actions=tuple(texts(item.get("NotAction"))),
        resources=tuple(texts(item.get("Resource"))),
        not_resources=tuple(texts(item.get("NotResource"))),
        principals=_principals(item),
        conditions=conditions if isinstance(conditions, Mapping) else {},
        sid=str(item.get("Sid") or ""),
    )


def _principals(item: Mapping[str, Any]) -> tuple[str, ...]:
    if "NotPrincipal" in item:
        return (ANYBODY,)
    given = item.get("Principal")
    if isinstance(given, Mapping):
        return tuple(name for value in given.values() for name in texts(value))
    return tuple(texts(given))


_NARROWING_KEYS = (
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:principalorgid",
    "aws:principalaccount",
    "kms:calleraccount",
)


def is_open_to_anybody(statement: Statement) -> bool:
    """Say whether a statement of a resource's own policy lets anybody in: `*` with no condition on who it is."""
    if not statement.allows or ANYBODY not in statement.principals:
        return False
    operators = {name.lower(): value for name, value in statement.conditions.items()}
    for operator, keys in operators.items():
        positive = (
            operator.startswith(("stringequals", "stringlike", "arnequals", "arnlike")) and "ifexists" not in operator
        )
        if positive and isinstance(keys, Mapping):
            named = {str(key).lower(): texts(value) for key, value in keys.items()}
            if any(named.get(key) and ANYBODY not in named[key] for key in _NARROWING_KEYS):
                return False
    return True


def denies_plain_http(statement: Statement) -> bool:
    """Say whether a statement refuses every request that does not use TLS."""
    if statement.allows or ANYBODY not in statement.principals:
        return False
    secure = statement.conditions.get("Bool", {})
    value = secure.get("aws:SecureTransport") if isinstance(secure, Mapping) else None
    refused = (value[0] if isinstance(value, list) and value else value) in ("false", False)
    return refused and any(action in ("*", "s3:*") for action in statement.actions)


IDENTITY_POLICIES = (
    "aws:iam/policy:Policy",
    "aws:iam/rolePolicy:RolePolicy",
    "aws:iam/userPolicy:UserPolicy",
    "aws:iam/groupPolicy:GroupPolicy",
    "aws:iam/role:Role",
)
"""Types that carry what an identity may do; a role only in its inline policies."""


def identity_statements(resource: Resource) -> tuple[Statement, ...]:
    """Return what a resource of `IDENTITY_POLICIES` grants."""
    if resource.type == "aws:iam/role:Role":
        inline = entries(resource.get("inlinePolicies"))
        return tuple(found for item in inline for found in statements(mapping(item).get("policy")))
    return statements(resource.get("policy"))
