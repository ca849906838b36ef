"""A rule judges a resource alike, whichever version of its API the program names."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from accel.planning.graph import Graph
from tests.policies.building import Case
from tests.policies.cases import all_cases

_NATIVE = "azure-native:"


def _in_the_module(token: str) -> str:
    module, _, name = token.removeprefix(_NATIVE).partition(":")
    return f"{_NATIVE}{module}/v20230101preview:{name}"


def _in_the_package(token: str) -> str:
    return f"azure-native_{token.split(':')[1]}_v20240101:{token.removeprefix(_NATIVE)}"


def _judged_alike(case: Case) -> bool:
    return any(resource.type.startswith(_NATIVE) and "/" not in resource.type for resource in case.resources)


@pytest.mark.parametrize("versioned", [_in_the_module, _in_the_package])
@pytest.mark.parametrize("case", [case for case in all_cases() if _judged_alike(case)], ids=str)
def test_the_version_in_a_type_token_changes_nothing(case: Case, versioned: Callable[[str], str]) -> None:
    older = Graph(
        replace(resource, type=versioned(resource.type))
        if resource.type.startswith(_NATIVE) and "/" not in resource.type
        else resource
        for resource in case.resources
    )
    assert [(found.urn, found.message) for found in case.findings(older)] == [
        (found.urn, found.message) for found in case.findings()
    ]
