from typing import Any

import pytest

from accel.planning.graph import UNKNOWN
from accel.preview.recorder import Recording
from components.azure.model_store import AzureModelStore, validate
from tests.components.azure.building import (
    GRANT,
    IDENTITY,
    LOCK,
    NAMES,
    PLACE,
    PRINCIPAL,
    STORAGE_KEY,
    SUBNET,
    VAULT_URI,
    ZONE,
    findings,
    named,
    only,
    recorded_component,
    refusal,
    types,
    without_none,
)

ACCOUNT = "azure-native:storage:StorageAccount"
CONTAINER = "azure-native:storage:BlobContainer"
TRAINER = PRINCIPAL.replace("a", "b")
OUTPUTS = ("account_id", "account_name", "container_name", "blob_endpoint")


def arguments(**changes: Any) -> Any:
    given = {
        **PLACE,
        **STORAGE_KEY,
        "endpoint_subnet_id": SUBNET,
        "blob_zone_id": f"{ZONE}privatelink.blob.core.windows.net",
        "protect": True,
    }
    return without_none({**given, **changes})


def recorded(unknown_outputs: bool = False, stack: str = "prod", **changes: Any) -> Recording:
    return recorded_component(
        AzureModelStore, "models", arguments(**changes), OUTPUTS, "container_name", unknown_outputs, stack
    )


def account_of(**changes: Any) -> dict[str, Any]:
    return only(recorded(**changes).graph, ACCOUNT).inputs


def test_everything_that_is_made_is_known() -> None:
    graph = recorded(readers={"server": PRINCIPAL}, writers={"trainer": TRAINER}).graph
    assert types(graph) == [
        ("authorization:ManagementLockByScope", "models-lock"),
        ("authorization:RoleAssignment", "models-reader-server"),
        ("authorization:RoleAssignment", "models-writer-trainer"),
        ("network:PrivateDnsZoneGroup", "models-endpoint-names"),
        ("network:PrivateEndpoint", "models-endpoint"),
        ("storage:BlobContainer", "models-weights"),
        ("storage:BlobServiceProperties", "models-blobs"),
        ("storage:BlobServiceProperties", "user"),
        ("storage:ManagementPolicy", "models-lifecycle"),
        ("storage:StorageAccount", "models-account"),
    ]


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_the_store_keeps_our_own_rules(unknown_outputs: bool) -> None:
    assert findings(recorded(unknown_outputs, readers={"server": PRINCIPAL}).graph) == []


def test_the_account_lets_in_roles_alone_and_is_closed() -> None:
    account = account_of()
    assert account["allowSharedKeyAccess"] is False
    assert account["allowBlobPublicAccess"] is False
    assert account["isLocalUserEnabled"] is False
    assert account["allowCrossTenantReplication"] is False
    assert account["publicNetworkAccess"] == "Disabled"
    assert account["networkRuleSet"] == {"defaultAction": "Deny", "bypass": "AzureServices"}
    assert (account["minimumTlsVersion"], account["enableHttpsTrafficOnly"]) == ("TLS1_2", True)


def test_a_key_of_yours_encrypts_everything_and_its_rotation_is_followed() -> None:
    account = account_of()
    encryption = account["encryption"]
    assert account["identity"] == {"type": "UserAssigned", "userAssignedIdentities": [IDENTITY]}
    assert encryption["keySource"] == "Microsoft.Keyvault"
    # A version would pin the account to it.
    assert encryption["keyVaultProperties"] == {"keyName": "data", "keyVaultUri": VAULT_URI}
    assert encryption["encryptionIdentity"] == {"encryptionUserAssignedIdentity": IDENTITY}
    assert encryption["requireInfrastructureEncryption"] is True
    assert {service["keyType"] for service in encryption["services"].values()} == {"Account"}
    assert sorted(encryption["services"]) == ["blob", "file", "queue", "table"]


def test_readers_read_and_writers_write_in_the_container_alone() -> None:
    graph = recorded(readers={"server": PRINCIPAL}, writers={"trainer": TRAINER}).graph
    grants = {grant.inputs["principalId"]: grant.inputs for grant in graph.of(GRANT)}
    assert grants[PRINCIPAL]["roleDefinitionId"].endswith("/2a2b9908-6ea1-4ae2-8e65-a410df84e7d1")
    assert grants[TRAINER]["roleDefinitionId"].endswith("/ba92f5b4-2d11-453d-a403-e96b0029c9fe")
    assert all(grant["scope"].endswith("/containers/weights") for grant in grants.values())


def test_what_is_deleted_or_overwritten_can_be_brought_back_and_goes_in_the_end() -> None:
    graph = recorded(noncurrent_days=3, soft_delete_days=14).graph
    blobs = named(graph, "models-blobs").inputs
    assert blobs["isVersioningEnabled"] is True
    assert blobs["deleteRetentionPolicy"] == {"enabled": True, "days": 14, "allowPermanentDelete": False}
    assert blobs["containerDeleteRetentionPolicy"]["days"] == 14
    lifecycle = named(graph, "models-lifecycle")
    (rule,) = lifecycle.inputs["policy"]["rules"]
    assert rule["definition"]["actions"] == {
        "version": {"delete": {"daysAfterCreationGreaterThan": 3}},
        "snapshot": {"delete": {"daysAfterCreationGreaterThan": 3}},
    }
    # Azure refuses a rule about versions while versioning is off.
    assert named(graph, "models-blobs").urn in lifecycle.dependencies


@pytest.mark.parametrize("protect", [False, True])
def test_account_and_container_are_kept_and_locked_exactly_where_asked_for(protect: bool) -> None:
    graph = recorded(protect=protect).graph
    for type_ in (ACCOUNT, CONTAINER):
        found = only(graph, type_)
        assert (found.protect, found.retain_on_delete) == (protect, protect)
    assert [lock.inputs["scope"] for lock in graph.of(LOCK)] == [recorded().outputs["account_id"]] * protect


def test_the_lock_is_gone_before_what_it_would_not_let_go() -> None:
    graph = recorded(readers={"server": PRINCIPAL}).graph
    assert {only(graph, GRANT).urn, only(graph, CONTAINER).urn} <= set(only(graph, LOCK).dependencies)


def test_an_account_that_is_not_protected_breaks_a_rule_in_prod() -> None:
    assert {finding.rule for finding in findings(recorded(protect=False).graph)} <= {"data-store-protected"}


def test_names_of_two_stacks_are_not_the_same_one() -> None:
    names = [account_of(stack=f"research-and-development-{place}")["accountName"] for place in ("staging", "prod")]
    assert len(set(names)) == 2
    assert all(name.isalnum() and name.islower() and len(name) <= 24 for name in names)
    assert account_of(account_name="ourweights")["accountName"] == "ourweights"


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_who_uses_the_container_waits_for_grants_and_endpoint(unknown_outputs: bool) -> None:
    recording = recorded(unknown_outputs, writers={"trainer": TRAINER})
    waits_for = named(recording.graph, "user").property_dependencies["accountName"]
    assert {only(recording.graph, type_).urn for type_ in (GRANT, NAMES)} <= set(waits_for)
    assert (recording.outputs["container_name"] is UNKNOWN) == unknown_outputs


def test_outputs_name_account_and_container() -> None:
    outputs = recorded(account_name="ourweights", container_name="models").outputs
    assert outputs["account_name"] == "ourweights"
    assert outputs["container_name"] == "models"
    assert outputs["blob_endpoint"] == "https://ourweights.blob.core.windows.net/"
    assert outputs["account_id"].endswith("/Microsoft.Storage/storageAccounts/ourweights")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"subscription_id": ""}, "subscription_id"),
        ({"location": "europe"}, "location"),
        ({"redundancy": "Premium_LRS"}, "redundancy"),
        ({"account_name": "Our-weights"}, "account_name"),
        ({"container_name": "w"}, "container_name"),
        ({"container_name": "a--b"}, "container_name"),
        ({"soft_delete_days": 0}, "soft_delete_days"),
        ({"soft_delete_days": 366}, "soft_delete_days"),
        ({"noncurrent_days": 0}, "noncurrent_days"),
        ({"readers": [PRINCIPAL]}, "readers"),
        ({"writers": [PRINCIPAL]}, "writers"),
    ],
)
def test_what_azure_would_refuse_is_refused_before_anything_is_made(changes: dict[str, Any], field: str) -> None:
    assert refusal(lambda: validate(arguments(**changes)), lambda: recorded(**changes)).field == field
