"""Judges of recorded AWS resources: our own rules, botocore's list of actions, and policies evaluated as AWS does."""

import gzip
import json
from collections import Counter
from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import botocore

from accel.planning.graph import Graph, Resource
from policies.evaluation import evaluate
from tests.components.judging import rules_of_a_component
from tests.policies.building import facts

ACCOUNT = "111122223333"
# What IAM calls differently from the API, or knows beside it.
_PERMISSIONS_ONLY = {"s3:listbucket": "s3:listobjectsv2", "kms:reencryptfrom": "kms:reencrypt"}
_PERMISSIONS_ONLY["kms:reencryptto"] = "kms:reencrypt"


def types_of(graph: Graph) -> dict[str, int]:
    """Count resources by the class in their type token."""
    return dict(Counter(resource.type.rpartition(":")[2] for resource in graph))


def only(graph: Graph, kind: str, name: str | None = None) -> Resource:
    found = [
        resource
        for resource in graph
        if resource.type.rpartition(":")[2] == kind and (name is None or resource.name == name)
    ]
    assert len(found) == 1, [resource.name for resource in found]
    return found[0]


def used(graph: Graph, resource: Resource, field: str) -> list[str]:
    """Return the names of the resources whose outputs a property takes, in the order of registration."""
    return [other.name for other in graph if other.urn in resource.property_dependencies.get(field, ())]


def statements(resource: Resource, field: str = "policy") -> dict[str, dict[str, Any]]:
    """Return the statements of a policy document by their ids, which must differ."""
    document = json.loads(resource.get(field))
    assert document["Version"] == "2012-10-17"
    found = {statement["Sid"]: statement for statement in document["Statement"]}
    assert len(found) == len(document["Statement"])
    # IAM takes letters and digits only.
    assert all(sid.isalnum() for sid in found)
    return found


def broken_rules(graph: Graph, environment: str = "prod") -> list[tuple[str, str, str]]:
    """Return what breaks our rules; a component alone is no stack, so the trail may stand elsewhere."""
    elsewhere = {"audit-trail-on": {"auditedElsewhere": True}}
    found = evaluate(graph, facts(environment), rules=rules_of_a_component(), overrides=elsewhere)
    return [(finding.rule, finding.urn.rpartition("::")[2], finding.message) for finding in found]


def documents(graph: Graph) -> list[dict[str, Any]]:
    """Return every policy document of a graph; the policy of a lifecycle is none."""
    found = []
    for resource in graph:
        for field in ("policy", "assumeRolePolicy"):
            if isinstance(text := resource.get(field), str):
                found.append(json.loads(text))
    return [document for document in found if "rules" not in document]


def unknown_actions(graph: Graph) -> list[str]:
    """Return the actions in a graph's policies that botocore's models of the services do not have."""
    named = [
        action
        for document in documents(graph)
        for statement in document["Statement"]
        for action in _listed(statement["Action"])
    ]
    assert named
    return [action for action in named if not is_action(action)]


def is_action(action: str) -> bool:
    service, _, name = action.partition(":")
    known = _operations(service)
    if name == "*":
        return bool(known)
    wanted = _PERMISSIONS_ONLY.get(action.lower(), action.lower())
    return wanted.partition(":")[2] in known


def service_models() -> list[Path]:
    return sorted((Path(botocore.__file__).parent / "data").glob("*/*/service-2.json.gz"))


@cache
def model(path: Path) -> dict[str, Any]:
    return json.loads(gzip.decompress(path.read_bytes()))


def shape(service: str, name: str) -> dict[str, Any]:
    """Return a shape of the newest model of a service: its enumeration, pattern or bounds."""
    return model([path for path in service_models() if path.parent.parent.name == service][-1])["shapes"][name]


@cache
def _operations(service: str) -> frozenset[str]:
    found = [path for path in service_models() if path.parent.parent.name == service]
    return frozenset(name.lower() for path in found for name in model(path)["operations"])


def applies(statement: Mapping[str, Any], action: str, resource: str, context: Mapping[str, str]) -> bool:
    """Say whether a statement speaks of a request, as IAM decides it, for the operators that our policies use.

    IAM compares the names of actions and of condition keys without case.
    """
    actions = [name.lower() for name in _listed(statement["Action"])]
    if not any(fnmatchcase(action.lower(), name) for name in actions):
        return False
    if not any(fnmatchcase(resource, name) for name in _listed(statement["Resource"])):
        return False
    given = {key.lower(): value for key, value in context.items()}
    return all(
        _holds(operator, given.get(key.lower()), _listed(wanted))
        for operator, keys in statement.get("Condition", {}).items()
        for key, wanted in keys.items()
    )


def _holds(operator: str, value: str | None, wanted: list[str]) -> bool:
    if operator == "Null":
        return (value is None) == (wanted == ["true"])
    if operator in ("StringNotEquals", "ArnNotEquals"):
        # A negated operator matches where the key is absent.
        return value is None or value not in wanted
    if operator in ("ArnLike", "StringLike"):
        return value is not None and any(fnmatchcase(value, pattern) for pattern in wanted)
    assert operator in ("StringEquals", "Bool"), operator
    return value is not None and value in wanted


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
