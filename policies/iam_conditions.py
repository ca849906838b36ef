"""Conditions of AWS policy statements: what they say of who asks, and of what is asked for."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from policies.iam_wildcards import has_wildcard, is_wild, width
from policies.properties import complete, entries, mapping

_POSITIVE = ("stringequals", "stringlike", "arnequals", "arnlike", "bool")
_PARTS_OF_AN_ARN = 6


def required(conditions: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the keys, in lower case, that a request must have, each with the values it may have.

    `...IfExists` and `ForAllValues:` require nothing: they also hold of a request without the key.
    """
    for operator, keys in conditions.items():
        quantifier, _, name = str(operator).lower().rpartition(":")
        if name.startswith(_POSITIVE) and not name.endswith("ifexists") and quantifier != "forallvalues":
            for key, value in mapping(keys).items():
                yield key.lower(), value


def holds(value: Any, test: Callable[[str], object]) -> bool:
    """Say whether each value that a condition allows passes a test; one that only the cloud knows may pass."""
    known = [str(item) for item in (entries(value) if isinstance(value, list | tuple) else [value]) if _scalar(item)]
    return all(map(test, known)) and (bool(known) or not complete(value))


def _scalar(value: Any) -> bool:
    return isinstance(value, str | int)


def names_caller(conditions: Mapping[str, Any], *, networks: bool = True) -> bool:
    """Say whether conditions let in only requests of named accounts, organizations or resources.

    With `networks`, also of named networks or endpoints.
    """
    tests = {**_CALLERS, **_NETWORKS} if networks else _CALLERS
    return any(key in tests and holds(value, tests[key]) for key, value in required(conditions))


def names_resource(conditions: Mapping[str, Any]) -> bool:
    """Say whether conditions tell resources of one type apart: by tag, by network or by what is being made."""
    return any(_OF_RESOURCES.fullmatch(key) and holds(value, _tells) for key, value in required(conditions))


_OF_RESOURCES = re.compile(
    r"[\w-]+:(resourcetag|existingobjecttag)/.+|ec2:(vpc|subnet|createaction)|ecs:cluster|kms:resourcealiases"
)


def _tells(value: str) -> bool:
    return not is_wild(value) and not (value.startswith("arn:") and width(value))


def _fixed(value: str) -> bool:
    return bool(value) and not has_wildcard(value)


def _of_fixed_organization(path: str) -> bool:
    return _fixed(path.partition("/")[0])


def _of_fixed_account(arn: str) -> bool:
    parts = arn.split(":", _PARTS_OF_AN_ARN - 1)
    if len(parts) < _PARTS_OF_AN_ARN:
        return False
    service, account, name = parts[2], parts[4], parts[5]
    # The ARN of a bucket has no account, and its name is nobody else's.
    return _fixed(account or (name.partition("/")[0] if service == "s3" else name))


def _is_true(value: str) -> bool:
    return value.lower() == "true"


_CALLERS: Mapping[str, Callable[[str], bool]] = {
    "aws:sourceaccount": _fixed,
    "aws:sourceowner": _fixed,
    "aws:principalaccount": _fixed,
    "kms:calleraccount": _fixed,
    "s3:dataaccesspointaccount": _fixed,
    "aws:principalorgid": _fixed,
    "aws:sourceorgid": _fixed,
    "aws:principalorgpaths": _of_fixed_organization,
    "aws:sourceorgpaths": _of_fixed_organization,
    "aws:sourcearn": _of_fixed_account,
    "aws:principalarn": _of_fixed_account,
    "s3:dataaccesspointarn": _of_fixed_account,
}
_NETWORKS: Mapping[str, Callable[[str], bool]] = {
    "aws:sourcevpc": _fixed,
    "aws:sourcevpce": _fixed,
    "aws:vpceaccount": _fixed,
    "aws:vpceorgid": _fixed,
    "aws:vpceorgpaths": _of_fixed_organization,
    # A mount target stands in the network of the file system, and security groups guard it.
    "elasticfilesystem:accessedviamounttarget": _is_true,
}
