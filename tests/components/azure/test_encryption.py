from typing import Any

import pytest

from accel.planning.graph import UNKNOWN
from accel.preview.recorder import Recording
from components.azure.encryption import AzureEncryption, validate
from tests.components.azure.building import (
    ENDPOINT,
    GRANT,
    LOCK,
    NAMES,
    PLACE,
    SUBNET,
    SUBSCRIPTION,
    TENANT,
    ZONE,
    findings,
    named,
    only,
    recorded_component,
    refusal,
    types,
    without_none,
)

VAULT, KEY = "azure-native:keyvault:Vault", "azure-native:keyvault:Key"
OUTPUTS = ("vault_id", "vault_uri", "data_key_name", "data_key_id", "storage_identity_id")


def arguments(**changes: Any) -> Any:
    given = {
        **PLACE,
        "tenant_id": TENANT,
        "endpoint_subnet_id": SUBNET,
        "vault_zone_id": f"{ZONE}privatelink.vaultcore.azure.net",
        "protect": True,
    }
    return without_none({**given, **changes})


def recorded(unknown_outputs: bool = False, stack: str = "prod", **changes: Any) -> Recording:
    return recorded_component(
        AzureEncryption, "keys", arguments(**changes), OUTPUTS, "storage_identity_id", unknown_outputs, stack
    )


def vault_of(**changes: Any) -> dict[str, Any]:
    return only(recorded(**changes).graph, VAULT).inputs


def key_of(**changes: Any) -> dict[str, Any]:
    return only(recorded(**changes).graph, KEY).inputs["properties"]


def test_everything_that_is_made_is_known() -> None:
    assert types(recorded().graph) == [
        ("authorization:ManagementLockByScope", "keys-lock"),
        ("authorization:RoleAssignment", "keys-storage-use"),
        ("keyvault:Key", "keys-data"),
        ("keyvault:Vault", "keys-vault"),
        ("managedidentity:UserAssignedIdentity", "keys-storage"),
        ("network:PrivateDnsZoneGroup", "keys-endpoint-names"),
        ("network:PrivateEndpoint", "keys-endpoint"),
        ("storage:BlobServiceProperties", "user"),
    ]
    assert not recorded(protect=False).graph.of(LOCK)


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_the_keys_keep_our_own_rules(unknown_outputs: bool) -> None:
    assert findings(recorded(unknown_outputs).graph) == []


def test_the_vault_is_closed_and_ruled_by_roles_and_cannot_be_purged() -> None:
    vault = vault_of()["properties"]
    assert vault["publicNetworkAccess"] == "Disabled"
    assert vault["networkAcls"] == {"defaultAction": "Deny", "bypass": "AzureServices"}
    assert vault["enableRbacAuthorization"] is True
    assert vault["enablePurgeProtection"] is True
    assert vault["enableSoftDelete"] is True
    assert vault["softDeleteRetentionInDays"] == 90
    assert vault["tenantId"] == TENANT
    assert "accessPolicies" not in vault
    assert not any(vault[f"enabledFor{what}"] for what in ("Deployment", "DiskEncryption", "TemplateDeployment"))


def test_a_vault_that_nobody_protects_is_gone_after_a_week() -> None:
    assert vault_of(protect=False)["properties"]["softDeleteRetentionInDays"] == 7
    assert vault_of(soft_delete_days=30)["properties"]["softDeleteRetentionInDays"] == 30


def test_the_key_wraps_keys_alone_and_rotates_before_it_expires() -> None:
    key = key_of(rotation_days=60, expire_days=120)
    assert (key["kty"], key["keySize"], key["keyOps"]) == ("RSA", 3072, ["wrapKey", "unwrapKey"])
    policy = key["rotationPolicy"]
    assert policy["attributes"] == {"expiryTime": "P120D"}
    assert {action["action"]["type"]: action["trigger"] for action in policy["lifetimeActions"]} == {
        "rotate": {"timeAfterCreate": "P60D"},
        "notify": {"timeBeforeExpiry": "P30D"},
    }


def test_premium_keeps_the_key_in_hardware() -> None:
    assert (vault_of(sku="premium")["properties"]["sku"]["name"], key_of(sku="premium")["kty"]) == (
        "premium",
        "RSA-HSM",
    )
    assert (vault_of()["properties"]["sku"]["name"], key_of()["kty"]) == ("standard", "RSA")


def test_storage_may_use_the_one_key_and_nothing_else() -> None:
    graph = recorded().graph
    grant, identity = only(graph, GRANT), named(graph, "keys-storage")
    assert grant.inputs["scope"] == only(graph, KEY).outputs.get("id", grant.inputs["scope"])
    assert grant.inputs["scope"].endswith("/keys/data")
    assert grant.inputs["roleDefinitionId"] == (
        f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/"
        "e147488a-f6f5-4113-8e2d-b22465e65bf6"
    )
    assert grant.inputs["principalId"] == identity.outputs["principalId"]
    assert grant.inputs["principalType"] == "ServicePrincipal"


@pytest.mark.parametrize("protect", [False, True])
def test_the_key_is_never_deleted_and_the_vault_is_kept_where_asked_for(protect: bool) -> None:
    graph = recorded(protect=protect).graph
    vault, key = only(graph, VAULT), only(graph, KEY)
    assert (vault.protect, vault.retain_on_delete) == (protect, protect)
    # Its deletion would go through the vault's own address, which is closed.
    assert (key.protect, key.retain_on_delete) == (protect, True)


def test_names_of_two_stacks_and_of_two_generations_are_not_the_same_ones() -> None:
    names = [
        vault_of()["vaultName"],
        vault_of(stack="research-and-development-staging")["vaultName"],
        vault_of(stack="research-and-development-production")["vaultName"],
        vault_of(generation=1)["vaultName"],
        vault_of(subscription_id="00000000-2222-3333-4444-555555555555")["vaultName"],
    ]
    assert len(set(names)) == len(names)
    assert all(len(name) <= 24 and name.startswith("kv-") and "--" not in name for name in names)
    assert vault_of()["vaultName"] == names[0]
    assert vault_of(vault_name="our-keys")["vaultName"] == "our-keys"


def test_a_stack_without_letters_gets_a_name_too() -> None:
    name = vault_of(stack="_._")["vaultName"]
    assert name.startswith("kv-")
    assert "--" not in name


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_whoever_takes_the_identity_waits_for_grant_and_endpoint(unknown_outputs: bool) -> None:
    recording = recorded(unknown_outputs)
    waits_for = set(named(recording.graph, "user").property_dependencies["accountName"])
    assert {only(recording.graph, type_).urn for type_ in (GRANT, NAMES)} <= waits_for
    assert (recording.outputs["storage_identity_id"] is UNKNOWN) == unknown_outputs


def test_the_endpoint_reaches_the_vault_under_its_name() -> None:
    graph = recorded().graph
    (connection,) = only(graph, ENDPOINT).inputs["privateLinkServiceConnections"]
    assert connection["groupIds"] == ["vault"]
    assert connection["privateLinkServiceId"] == recorded().outputs["vault_id"]
    # Nothing of the subnet but its id, which else the endpoint would change.
    assert only(graph, ENDPOINT).inputs["subnet"] == {"id": SUBNET}
    (zone,) = only(graph, NAMES).inputs["privateDnsZoneConfigs"]
    assert zone["privateDnsZoneId"] == f"{ZONE}privatelink.vaultcore.azure.net"


def test_outputs_name_vault_and_key() -> None:
    outputs = recorded(vault_name="our-keys").outputs
    assert outputs["vault_uri"] == "https://our-keys.vault.azure.net/"
    assert outputs["data_key_name"] == "data"
    assert outputs["data_key_id"].endswith("/vaults/our-keys/keys/data")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"subscription_id": "ours"}, "subscription_id"),
        ({"tenant_id": "contoso.onmicrosoft.com"}, "tenant_id"),
        ({"location": "West Europe"}, "location"),
        ({"sku": "basic"}, "sku"),
        ({"vault_name": "1keys"}, "vault_name"),
        ({"vault_name": "a--b"}, "vault_name"),
        ({"vault_name": "k" * 25}, "vault_name"),
        ({"rotation_days": 0}, "rotation_days"),
        ({"rotation_days": 90, "expire_days": 119}, "expire_days"),
        ({"soft_delete_days": 6}, "soft_delete_days"),
        ({"soft_delete_days": 91}, "soft_delete_days"),
        ({"generation": -1}, "generation"),
        ({"tags": {"<": ""}}, "tags"),
    ],
)
def test_what_azure_would_refuse_is_refused_before_anything_is_made(changes: dict[str, Any], field: str) -> None:
    assert refusal(lambda: validate(arguments(**changes)), lambda: recorded(**changes)).field == field
