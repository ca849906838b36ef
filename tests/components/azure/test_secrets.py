from typing import Any

import pytest

from accel.planning.graph import UNKNOWN, Secret
from accel.preview.recorder import Recording
from components.azure.secrets import AzureSecrets, validate
from tests.components.azure.building import (
    GRANT,
    LOCK,
    NAMES,
    PLACE,
    PRINCIPAL,
    SUBNET,
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

VAULT, SECRET = "azure-native:keyvault:Vault", "azure-native:keyvault:Secret"
TOKEN = "hf_planted"
OUTPUTS = ("vault_id", "vault_name", "vault_uri")


def arguments(**changes: Any) -> Any:
    given = {
        **PLACE,
        "tenant_id": TENANT,
        "endpoint_subnet_id": SUBNET,
        "vault_zone_id": f"{ZONE}privatelink.vaultcore.azure.net",
        "protect": True,
    }
    return without_none({**given, **changes})


def recorded(unknown_outputs: bool = False, **changes: Any) -> Recording:
    return recorded_component(AzureSecrets, "secrets", arguments(**changes), OUTPUTS, "vault_uri", unknown_outputs)


def test_everything_that_is_made_is_known() -> None:
    assert types(recorded(readers={"server": PRINCIPAL}, secrets={"hub-token": TOKEN}).graph) == [
        ("authorization:ManagementLockByScope", "secrets-lock"),
        ("authorization:RoleAssignment", "secrets-reader-server"),
        ("keyvault:Secret", "secrets-secret-hub-token"),
        ("keyvault:Vault", "secrets-vault"),
        ("network:PrivateDnsZoneGroup", "secrets-endpoint-names"),
        ("network:PrivateEndpoint", "secrets-endpoint"),
        ("storage:BlobServiceProperties", "user"),
    ]


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_the_secrets_keep_our_own_rules(unknown_outputs: bool) -> None:
    given: dict[str, Any] = {"readers": {"server": PRINCIPAL}, "secrets": {"hub-token": TOKEN}}
    assert findings(recorded(unknown_outputs, **given, expires_on="2027-06-30").graph) == []
    # Whoever gives no day is told so, and no more.
    assert {finding.rule for finding in findings(recorded(unknown_outputs, **given).graph)} <= {"vault-secret-expires"}


def test_a_value_is_a_secret_everywhere_and_is_not_deleted_through_the_closed_vault() -> None:
    secret = only(recorded(secrets={"hub-token": TOKEN}).graph, SECRET)
    assert secret.retain_on_delete
    value = secret.inputs["properties"]
    value = value.value["value"] if isinstance(value, Secret) else value["value"]
    assert (value.value if isinstance(value, Secret) else value) == TOKEN
    assert TOKEN not in repr(secret.inputs)


def test_a_secret_ends_on_the_day_that_was_given() -> None:
    def attributes(**changes: Any) -> Any:
        properties = only(recorded(secrets={"hub-token": TOKEN}, **changes).graph, SECRET).inputs["properties"]
        return (properties.value if isinstance(properties, Secret) else properties)["attributes"]

    # 2027-06-30T00:00:00Z
    assert attributes(expires_on="2027-06-30") == {"enabled": True, "expires": 1_814_313_600}
    assert attributes() == {"enabled": True}


def test_readers_read_secrets_of_this_vault_alone() -> None:
    grant = only(recorded(readers={"server": PRINCIPAL}).graph, GRANT).inputs
    assert grant["roleDefinitionId"].endswith("/4633458b-17de-408a-b874-0445c86b69e6")
    assert grant["scope"] == recorded().outputs["vault_id"]


def test_the_vault_is_as_closed_as_that_of_the_keys() -> None:
    vault = only(recorded().graph, VAULT).inputs["properties"]
    assert vault["publicNetworkAccess"] == "Disabled"
    assert vault["enableRbacAuthorization"] is True
    assert vault["enablePurgeProtection"] is True


@pytest.mark.parametrize(("protect", "days"), [(False, 7), (True, 90)])
def test_the_vault_is_kept_and_locked_exactly_where_asked_for(protect: bool, days: int) -> None:
    graph = recorded(protect=protect).graph
    vault = only(graph, VAULT)
    assert (vault.protect, vault.retain_on_delete) == (protect, protect)
    assert vault.inputs["properties"]["softDeleteRetentionInDays"] == days
    assert len(graph.of(LOCK)) == protect


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_who_reads_waits_for_grants_and_endpoint(unknown_outputs: bool) -> None:
    recording = recorded(unknown_outputs, readers={"server": PRINCIPAL})
    waits_for = named(recording.graph, "user").property_dependencies["accountName"]
    assert {only(recording.graph, type_).urn for type_ in (GRANT, NAMES)} <= set(waits_for)
    assert (recording.outputs["vault_uri"] is UNKNOWN) == unknown_outputs


def test_outputs_name_the_vault() -> None:
    outputs = recorded(vault_name="our-secrets").outputs
    assert (outputs["vault_name"], outputs["vault_uri"]) == ("our-secrets", "https://our-secrets.vault.azure.net/")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"tenant_id": "x"}, "tenant_id"),
        ({"vault_name": "-"}, "vault_name"),
        ({"soft_delete_days": 1}, "soft_delete_days"),
        ({"generation": -1}, "generation"),
        ({"expires_on": "next year"}, "expires_on"),
        ({"readers": [PRINCIPAL]}, "readers"),
        ({"secrets": ["token"]}, "secrets"),
        ({"secrets": {"hub_token": TOKEN}}, "secrets"),
    ],
)
def test_what_azure_would_refuse_is_refused_before_anything_is_made(changes: dict[str, Any], field: str) -> None:
    refused = refusal(lambda: validate(arguments(**changes)), lambda: recorded(**changes))
    assert refused.field == field
    assert TOKEN not in str(refused)
