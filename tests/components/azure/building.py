"""What the tests of Azure's components share: a subscription, tags, wiring, and the rules that the components keep."""

from collections.abc import Callable, Iterable
from typing import Any

import pulumi
import pulumi_azure_native as azure
import pytest

from accel.planning.graph import Graph, Resource
from accel.preview.recorder import Recording, record
from components.contract import InvalidArgument
from policies.evaluation import Finding, evaluate
from tests.components.judging import TAGS, rules_of_a_component
from tests.policies.building import facts

SUBSCRIPTION = "11111111-2222-3333-4444-555555555555"
TENANT = "99999999-8888-7777-6666-555555555555"
PRINCIPAL = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
REGION = "westeurope"
GROUP = "ml"
_IN_GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}/providers"
SUBNET = f"{_IN_GROUP}/Microsoft.Network/virtualNetworks/n/subnets/endpoints"
ZONE = f"{_IN_GROUP}/Microsoft.Network/privateDnsZones/"
IDENTITY = f"{_IN_GROUP}/Microsoft.ManagedIdentity/userAssignedIdentities/storage"
VAULT_URI = "https://kv-ours.vault.azure.net/"
PLACE: dict[str, Any] = {
    "subscription_id": SUBSCRIPTION,
    "resource_group_name": GROUP,
    "location": REGION,
    "tags": TAGS,
}
STORAGE_KEY: dict[str, Any] = {"vault_uri": VAULT_URI, "key_name": "data", "storage_identity_id": IDENTITY}

ENDPOINT = "azure-native:network:PrivateEndpoint"
NAMES = "azure-native:network:PrivateDnsZoneGroup"
GRANT = "azure-native:authorization:RoleAssignment"
LOCK = "azure-native:authorization:ManagementLockByScope"
_OF_THE_STACK = ("activity-log-exported", "key-vault-logged")
"""The baseline keeps them, not each component."""


def provider() -> azure.Provider:
    return azure.Provider("azure", subscription_id=SUBSCRIPTION, tenant_id=TENANT, location=REGION)


def recorded_component(
    kind: Callable[..., Any],
    name: str,
    args: Any,
    outputs: Iterable[str],
    awaited: str | None,
    unknown_outputs: bool,
    stack: str = "prod",
) -> Recording:
    """Record one component and its outputs; the resource `user` takes the awaited one."""

    def program() -> None:
        made = kind(name, args, pulumi.ResourceOptions(providers=[provider()]))
        for output in outputs:
            pulumi.export(output, getattr(made, output))
        if awaited is not None:
            azure.storage.BlobServiceProperties("user", resource_group_name=GROUP, account_name=getattr(made, awaited))

    return record(program, stack=stack, unknown_outputs=unknown_outputs)


def refusal(judge: Callable[[], object], make: Callable[[], object]) -> InvalidArgument:
    """Return why arguments are refused when they are judged; the component that has them must not be made either."""
    with pytest.raises(InvalidArgument) as refused:
        judge()
    with pytest.raises(InvalidArgument):
        make()
    return refused.value


def findings(graph: Graph, *without: str) -> list[Finding]:
    """Judge what a component made as a part of a prod stack that keeps its data in one region."""
    rules = rules_of_a_component(*without, *_OF_THE_STACK)
    return evaluate(graph, facts("prod", data_regions=(REGION,)), rules=rules)


def only(graph: Graph, type_: str) -> Resource:
    (found,) = graph.of(type_)
    return found


def named(graph: Graph, name: str) -> Resource:
    (found,) = [resource for resource in graph if resource.name == name and resource.custom]
    return found


def types(graph: Graph) -> list[tuple[str, str]]:
    """Return type and name of everything below the component, sorted and without the provider's package."""
    return sorted(
        (resource.type.removeprefix("azure-native:"), resource.name)
        for resource in graph
        if resource.custom and not resource.type.startswith("pulumi:")
    )


def without_none(given: dict[str, Any]) -> Any:
    return {key: value for key, value in given.items() if value is not None}
