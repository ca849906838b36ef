from typing import Any

import pytest

from accel.planning.graph import UNKNOWN
from accel.preview.recorder import Recording
from components.azure.registry import AzureRegistry, validate
from tests.components.azure.building import (
    ENDPOINT,
    GRANT,
    IDENTITY,
    LOCK,
    NAMES,
    PLACE,
    PRINCIPAL,
    SUBNET,
    ZONE,
    findings,
    named,
    only,
    recorded_component,
    refusal,
    types,
    without_none,
)

REGISTRY = "azure-native:containerregistry:Registry"
KEY = {
    "key_identifier": "https://kv-open.vault.azure.net/keys/images",
    "identity_id": IDENTITY,
    "identity_client_id": PRINCIPAL,
}
OUTPUTS = ("registry_id", "registry_name", "login_server")


def arguments(**changes: Any) -> Any:
    given = {
        **PLACE,
        "endpoint_subnet_id": SUBNET,
        "registry_zone_id": f"{ZONE}privatelink.azurecr.io",
        "protect": True,
    }
    return without_none({**given, **changes})


def recorded(unknown_outputs: bool = False, stack: str = "prod", **changes: Any) -> Recording:
    return recorded_component(
        AzureRegistry, "images", arguments(**changes), OUTPUTS, "login_server", unknown_outputs, stack
    )


def registry_of(**changes: Any) -> dict[str, Any]:
    return only(recorded(**changes).graph, REGISTRY).inputs


def test_everything_that_is_made_is_known() -> None:
    assert types(recorded(pullers={"nodes": PRINCIPAL}).graph) == [
        ("authorization:ManagementLockByScope", "images-lock"),
        ("authorization:RoleAssignment", "images-puller-nodes"),
        ("containerregistry:Registry", "images-registry"),
        ("network:PrivateDnsZoneGroup", "images-endpoint-names"),
        ("network:PrivateEndpoint", "images-endpoint"),
        ("storage:BlobServiceProperties", "user"),
    ]


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_the_registry_keeps_our_own_mandatory_rules(unknown_outputs: bool) -> None:
    broken = findings(recorded(unknown_outputs, pullers={"nodes": PRINCIPAL}).graph)
    # A key of yours cannot come from a closed vault.
    assert {finding.rule for finding in broken} <= {"acr-customer-key"}
    assert [finding for finding in broken if finding.level == "mandatory"] == []


def test_the_registry_is_closed_and_roles_alone_pull() -> None:
    registry = registry_of()
    assert registry["adminUserEnabled"] is False
    assert registry["anonymousPullEnabled"] is False
    assert registry["publicNetworkAccess"] == "Disabled"
    assert registry["dataEndpointEnabled"] is True
    assert registry["sku"] == {"name": "Premium"}
    assert registry["policies"]["exportPolicy"] == {"status": "disabled"}


def test_images_without_a_tag_stay_unless_asked_otherwise() -> None:
    # Machines name images by digest, so a tag that moves on must not take the old one's image away.
    assert registry_of()["policies"]["retentionPolicy"]["status"] == "disabled"
    assert registry_of(untagged_days=30)["policies"]["retentionPolicy"] == {"status": "enabled", "days": 30}


@pytest.mark.parametrize(("wanted", "state"), [(None, "enabled"), (True, "enabled"), (False, "disabled")])
def test_clusters_pull_with_the_tokens_that_they_have_unless_asked_otherwise(wanted: bool | None, state: str) -> None:
    assert registry_of(arm_tokens=wanted)["policies"]["azureADAuthenticationAsArmPolicy"] == {"status": state}


@pytest.mark.parametrize(("wanted", "state"), [(None, "Enabled"), (True, "Enabled"), (False, "Disabled")])
def test_images_are_kept_in_several_zones_unless_asked_otherwise(wanted: bool | None, state: str) -> None:
    assert registry_of(zone_redundant=wanted)["zoneRedundancy"] == state


def test_pullers_pull_and_do_nothing_else() -> None:
    grant = only(recorded(pullers={"nodes": PRINCIPAL}).graph, GRANT).inputs
    assert grant["roleDefinitionId"].endswith("/7f951dda-4ed3-4680-a7ca-43fe172d538d")
    assert grant["scope"] == recorded().outputs["registry_id"]
    assert grant["principalId"] == PRINCIPAL


def test_a_key_of_yours_is_used_as_a_map_of_identities() -> None:
    registry = registry_of(encryption=KEY)
    assert registry["identity"] == {"type": "UserAssigned", "userAssignedIdentities": {IDENTITY: {}}}
    assert registry["encryption"] == {
        "status": "enabled",
        "keyVaultProperties": {"identity": PRINCIPAL, "keyIdentifier": KEY["key_identifier"]},
    }
    assert not {"identity", "encryption"} & registry_of().keys()


@pytest.mark.parametrize("protect", [False, True])
def test_the_registry_is_kept_and_locked_exactly_where_asked_for(protect: bool) -> None:
    graph = recorded(protect=protect).graph
    registry = only(graph, REGISTRY)
    assert (registry.protect, registry.retain_on_delete) == (protect, protect)
    assert len(graph.of(LOCK)) == protect


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_who_pulls_waits_for_grants_and_endpoint(unknown_outputs: bool) -> None:
    recording = recorded(unknown_outputs, pullers={"nodes": PRINCIPAL})
    waits_for = named(recording.graph, "user").property_dependencies["accountName"]
    assert {only(recording.graph, type_).urn for type_ in (GRANT, NAMES)} <= set(waits_for)
    assert (recording.outputs["login_server"] is UNKNOWN) == unknown_outputs


def test_outputs_name_the_registry_and_its_host() -> None:
    outputs = recorded(registry_name="OurImages").outputs
    assert (outputs["registry_name"], outputs["login_server"]) == ("OurImages", "OurImages.azurecr.io")
    (connection,) = only(recorded().graph, ENDPOINT).inputs["privateLinkServiceConnections"]
    assert connection["groupIds"] == ["registry"]


def test_names_of_two_stacks_are_not_the_same_one() -> None:
    names = [registry_of(stack=stack)["registryName"] for stack in ("staging", "production")]
    assert len(set(names)) == 2
    assert all(name.isalnum() and len(name) <= 50 for name in names)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"location": "moon"}, "location"),
        ({"registry_name": "our-images"}, "registry_name"),
        ({"registry_name": "abcd"}, "registry_name"),
        ({"untagged_days": -1}, "untagged_days"),
        ({"untagged_days": 366}, "untagged_days"),
        ({"pullers": [PRINCIPAL]}, "pullers"),
    ],
)
def test_what_azure_would_refuse_is_refused_before_anything_is_made(changes: dict[str, Any], field: str) -> None:
    assert refusal(lambda: validate(arguments(**changes)), lambda: recorded(**changes)).field == field
