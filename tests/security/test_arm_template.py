"""What the judges of ARM templates are given: ARM's types, names and words."""

from typing import Any

from accel.planning.graph import UNKNOWN, Graph
from tests.policies.building import resource
from tests.previews import preview_of
from tests.security.arm_template import arm_template, kind_and_name

GROUP = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/ml"
ACCOUNT = f"{GROUP}/providers/Microsoft.Storage/storageAccounts/weights"


def told(kind: str, identifier: str, inputs: dict[str, Any]) -> dict[str, Any]:
    found = arm_template(Graph([resource(f"azure-native:{kind}", "a", inputs, id=identifier)]))["resources"]
    assert len(found) == 1
    return found[0]


def test_properties_go_below_and_what_stands_beside_them_stays() -> None:
    inputs = {
        "accountName": "weights",
        "resourceGroupName": "ml",
        "location": "westeurope",
        "sku": {"name": "Standard_ZRS"},
        "minimumTlsVersion": "TLS1_2",
    }
    assert told("storage:StorageAccount", ACCOUNT, inputs) == {
        "type": "Microsoft.Storage/storageAccounts",
        "apiVersion": "2024-01-01",
        "name": "weights",
        "location": "westeurope",
        "sku": {"name": "Standard_ZRS"},
        "properties": {"minimumTlsVersion": "TLS1_2"},
    }


def test_properties_have_arms_names() -> None:
    inputs = {
        "enableHttpsTrafficOnly": True,
        "networkRuleSet": {"defaultAction": "Deny"},
        "encryption": {"keyVaultProperties": {"keyName": "data"}},
    }
    assert told("storage:StorageAccount", ACCOUNT, inputs)["properties"] == {
        "supportsHttpsTrafficOnly": True,
        "networkAcls": {"defaultAction": "Deny"},
        "encryption": {"keyvaultproperties": {"keyName": "data"}},
    }


def test_rules_of_a_security_group_have_properties_of_their_own() -> None:
    rules = [{"name": "ssh", "access": "Allow", "destinationPortRange": "22"}]
    group = told(
        "network:NetworkSecurityGroup",
        f"{GROUP}/providers/Microsoft.Network/networkSecurityGroups/a",
        {"securityRules": rules},
    )
    assert group["properties"]["securityRules"] == [
        {"name": "ssh", "properties": {"access": "Allow", "destinationPortRange": "22"}}
    ]


def test_a_child_is_named_after_what_it_stands_in() -> None:
    inputs = {"accountName": "weights", "blobServicesName": "default", "isVersioningEnabled": True}
    child = told("storage:BlobServiceProperties", f"{ACCOUNT}/blobServices/default", inputs)
    assert (child["type"], child["name"]) == ("Microsoft.Storage/storageAccounts/blobServices", "weights/default")
    assert child["properties"] == {"isVersioningEnabled": True}


def test_what_stands_on_another_resource_is_named_after_itself() -> None:
    identifier = f"{ACCOUNT}/providers/Microsoft.Authorization/roleAssignments/11111111"
    inputs = {"scope": ACCOUNT, "roleAssignmentName": "11111111", "principalType": "ServicePrincipal"}
    grant = told("authorization:RoleAssignment", identifier, inputs)
    assert (grant["type"], grant["name"]) == ("Microsoft.Authorization/roleAssignments", "11111111")
    assert grant["properties"] == {"principalType": "ServicePrincipal"}


def test_properties_that_the_sdk_keeps_together_are_not_wrapped_twice() -> None:
    vault = f"{GROUP}/providers/Microsoft.KeyVault/vaults/v"
    inputs = {"vaultName": "v", "properties": {"enablePurgeProtection": True}}
    assert told("keyvault:Vault", vault, inputs)["properties"] == {"enablePurgeProtection": True}


def test_what_only_azure_knows_is_an_expression() -> None:
    assert told("storage:StorageAccount", ACCOUNT, {"accessTier": UNKNOWN})["properties"]["accessTier"].startswith("[")


def test_every_azure_resource_of_the_stack_has_a_type_and_a_name_of_its_own() -> None:
    graph = preview_of("azure-baseline").graph
    ours = [item for item in graph if item.package == "azure-native"]
    found = [(*kind_and_name(item), item.inputs.get("scope") or item.inputs.get("resourceUri")) for item in ours]
    assert len(set(found)) == len(found)
    assert all(kind.startswith("Microsoft.") and name for kind, name, _ in found)
    assert [one["name"] for one in arm_template(graph)["resources"]] == [name for _, name, _ in found]


def test_containers_are_children_of_the_blobs_of_their_account() -> None:
    ours = preview_of("azure-baseline").graph.of("azure-native:storage:BlobContainer")
    assert {kind_and_name(item)[0] for item in ours} == {"Microsoft.Storage/storageAccounts/blobServices/containers"}
