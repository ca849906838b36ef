"""AWS policy documents: JSON text as resources carry it, read into statements."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from accel.planning.graph import Resource
from policies.iam_conditions import names_caller
from policies.iam_wildcards import is_everything, is_whole_service, is_wild
from policies.properties import entries, mapping, texts
from policies.resource_types import (
    IAM_EXCLUSIVE_ATTACHMENTS,
    IAM_POLICY_ATTACHMENTS,
    IAM_ROLES,
    PERMISSION_SET_POLICIES,
)

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
    spares_some: bool = False
    """Whether it is about everybody but those that `NotPrincipal` names."""
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
        spares_some="NotPrincipal" in item,
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


def is_open_to_anybody(statement: Statement, *, networks: bool = True) -> bool:
    """Say whether a statement of a resource's own policy lets anybody in: `*` with no condition on who it is.

    With `networks`, a condition on the network that a request comes from says who it is, too.
    """
    if not statement.allows or ANYBODY not in statement.principals:
        return False
    return not names_caller(statement.conditions, networks=networks)


_PLAIN_HTTP = "aws:securetransport"
"""The key that is false of a request without TLS, in lower case."""


def denies_plain_http(document: Iterable[Statement]) -> bool:
    """Say whether a bucket's policy refuses every request that does not use TLS: to the bucket and to any object."""
    refused = [name for statement in document if _denies_plain_http(statement) for name in statement.resources]
    return any("/" not in name for name in refused) and any(_every_object(name) for name in refused)


def _denies_plain_http(statement: Statement) -> bool:
    if statement.allows or statement.spares_some or ANYBODY not in statement.principals:
        return False
    asked = [
        (str(operator).lower().removesuffix("ifexists"), str(key).lower(), value)
        for operator, keys in statement.conditions.items()
        for key, value in mapping(keys).items()
    ]
    # Whatever else is asked lets the other requests through.
    if len(asked) != 1 or asked[0][:2] != ("bool", _PLAIN_HTTP):
        return False
    given = asked[0][2]
    plain_http = "false" in [str(one).lower() for one in (given if isinstance(given, list) else [given])]
    return plain_http and any(_takes_in_s3(action) for action in statement.actions)


def _takes_in_s3(action: str) -> bool:
    return is_everything(action) or (is_whole_service(action) and action.lower().startswith("s3:"))


def _every_object(name: str) -> bool:
    _, slash, objects = name.partition("/")
    # Without a slash the star takes in the bucket and whatever follows.
    return ("*" in objects and is_wild(objects)) if slash else name.endswith("*")


_PERMISSION_SET = "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy"
IDENTITY_POLICIES = (
    "aws:iam/policy:Policy",
    "aws:iam/rolePolicy:RolePolicy",
    "aws:iam/userPolicy:UserPolicy",
    "aws:iam/groupPolicy:GroupPolicy",
    "aws:iam/role:Role",
    _PERMISSION_SET,
)
"""Types that carry what an identity may do; a role only in its inline policies."""


def identity_statements(resource: Resource) -> tuple[Statement, ...]:
    """Return what a resource of `IDENTITY_POLICIES` grants."""
    if resource.type == "aws:iam/role:Role":
        inline = entries(resource.get("inlinePolicies"))
        return tuple(found for item in inline for found in statements(mapping(item).get("policy")))
    return statements(resource.get("inlinePolicy" if resource.type == _PERMISSION_SET else "policy"))


def managed_policies(resource: Resource) -> list[str]:
    """Return the ARNs of the policies that a role, a permission set or an attachment names."""
    return [arn for name in _MANAGED for arn in texts(resource.get(name))]


MANAGED_POLICY_HOLDERS = (
    *IAM_POLICY_ATTACHMENTS,
    *IAM_EXCLUSIVE_ATTACHMENTS,
    *PERMISSION_SET_POLICIES,
    *IAM_ROLES,
)
"""Types whose managed policies `managed_policies` reads."""
_MANAGED = ("policyArn", "policyArns", "managedPolicyArn", "managedPolicyArns")
