"""What the tests of Azure's components share: a subscription, tags, wiring, and the rules that the components keep."""

from typing import Any

import pulumi_azure_native as azure

from accel.planning.graph import Graph, Resource
from policies.evaluation import Finding, evaluate
from policies.registry import all_rules
from tests.policies.building import facts

SUBSCRIPTION = "11111111-2222-3333-4444-555555555555"
TENANT = "99999999-8888-7777-6666-555555555555"
PRINCIPAL = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
REGION = "westeurope"
GROUP = "ml"
TAGS = {
    "environment": "prod",
    "owner": "ml-platform",
    "cost-center": "research",
    "blueprint": "baseline",
    "stack": "prod",
    "managed-by": "accelerator-blueprints",
}
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
# Rules of cost that ask for an estimate judge a stack's bill, not a component.
_RULES_OF_COST = ("cost-tags", "incomplete-uploads-aborted", "log-retention-bounded", "storage-lifecycle")


def provider() -> azure.Provider:
    return azure.Provider("azure", subscription_id=SUBSCRIPTION, tenant_id=TENANT, location=REGION)


def findings(graph: Graph, *without: str) -> list[Finding]:
    """Judge what a component made as a part of a prod stack that keeps its data in one region."""
    rules = [rule for rule in all_rules() if rule.group != "cost" or rule.id in _RULES_OF_COST]
    judged = [rule for rule in rules if rule.id not in (*without, *_OF_THE_STACK)]
    return evaluate(graph, facts("prod", data_regions=(REGION,)), rules=judged)


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
