"""A container registry knows identities, not passwords, and nobody it does not know."""

from collections.abc import Iterable
from typing import Any

from accel.planning.graph import Resource
from policies.frameworks import ACCESS_CONTROL, SECRETS, checkov
from policies.resource_types import AZURE_REGISTRIES
from policies.rule import MANDATORY, PlainContext, Rule

_SWITCHES = ("adminUserEnabled", "anonymousPullEnabled")


def _check(registry: Resource, _: PlainContext) -> Iterable[str]:
    # Both defaults are false.
    for name in _SWITCHES:
        if registry.get(name) is True:
            yield f"{name} is true"


def _remediate(registry: Resource, _: PlainContext) -> dict[str, Any] | None:
    return {**registry.inputs, **{name: False for name in _SWITCHES if registry.get(name) is True}}


RULE = Rule(
    id="acr-no-admin",
    title="Container registries have no admin user and no anonymous pulls",
    group="security",
    cloud="azure",
    severity="high",
    levels=MANDATORY,
    why="The admin user is one password for everybody, and images hold weights, and tokens that were forgotten.",
    remediation="Leave adminUserEnabled and anonymousPullEnabled off, and grant AcrPull to identities.",
    frameworks=(*checkov("CKV_AZURE_137", "CKV_AZURE_138"), *ACCESS_CONTROL, *SECRETS),
    types=AZURE_REGISTRIES,
    check_resource=_check,
    remediate=_remediate,
)
