from typing import Any

import pytest

from accel.planning.graph import UNKNOWN
from accel.preview.recorder import Recording
from components.azure.identity import AzureIdentity, validate
from tests.components.azure.building import (
    GRANT,
    IDENTITY,
    PLACE,
    SUBSCRIPTION,
    findings,
    named,
    only,
    recorded_component,
    refusal,
    types,
    without_none,
)

CONTAINER = f"{IDENTITY.rpartition('/providers/')[0]}/providers/Microsoft.Storage/storageAccounts/a/b/c"
READS = {"purpose": "read-blobs", "scope": CONTAINER, "scope_name": "weights"}
PULLS = {"purpose": "pull-images", "scope": f"{CONTAINER}/r", "scope_name": "images"}
FEDERATION = {"issuer": "https://oidc.example/abc/", "namespace": "vllm", "service_account": "server"}
OUTPUTS = ("identity_id", "client_id", "principal_id")


def arguments(**changes: Any) -> Any:
    return without_none({**PLACE, **changes})


def recorded(unknown_outputs: bool = False, **changes: Any) -> Recording:
    return recorded_component(AzureIdentity, "server", arguments(**changes), OUTPUTS, "identity_id", unknown_outputs)


def test_an_identity_alone_may_do_nothing() -> None:
    assert types(recorded().graph) == [
        ("managedidentity:UserAssignedIdentity", "server-identity"),
        ("storage:BlobServiceProperties", "user"),
    ]


def test_each_role_and_the_workload_are_one_resource() -> None:
    graph = recorded(roles=[READS, PULLS], federation=FEDERATION).graph
    assert types(graph)[:4] == [
        ("authorization:RoleAssignment", "server-pull-images-images"),
        ("authorization:RoleAssignment", "server-read-blobs-weights"),
        ("managedidentity:FederatedIdentityCredential", "server-workload"),
        ("managedidentity:UserAssignedIdentity", "server-identity"),
    ]
    assert findings(graph) == []


def test_a_role_holds_for_the_one_scope() -> None:
    grant = only(recorded(roles=[READS]).graph, GRANT)
    assert grant.inputs["scope"] == CONTAINER
    assert grant.inputs["roleDefinitionId"].endswith("/2a2b9908-6ea1-4ae2-8e65-a410df84e7d1")
    assert grant.inputs["roleDefinitionId"].startswith(f"/subscriptions/{SUBSCRIPTION}/")


def test_the_name_of_a_grant_is_the_same_in_every_run_and_its_own() -> None:
    first, again = (
        {grant.name: grant.inputs["roleAssignmentName"] for grant in recorded(roles=[READS, PULLS]).graph.of(GRANT)}
        for _ in range(2)
    )
    assert first == again
    assert len(set(first.values())) == 2


def test_only_the_named_pods_of_the_cluster_act_as_the_identity() -> None:
    credential = named(recorded(federation=FEDERATION).graph, "server-workload").inputs
    assert credential["subject"] == "system:serviceaccount:vllm:server"
    assert credential["issuer"] == "https://oidc.example/abc/"
    assert credential["audiences"] == ["api://AzureADTokenExchange"]


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_machines_wait_until_their_identity_has_its_roles(unknown_outputs: bool) -> None:
    recording = recorded(unknown_outputs, roles=[READS], federation=FEDERATION)
    waits_for = named(recording.graph, "user").property_dependencies["accountName"]
    assert only(recording.graph, GRANT).urn in waits_for
    assert named(recording.graph, "server-workload").urn in waits_for
    assert all((value is UNKNOWN) == unknown_outputs for value in recording.outputs.values())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"subscription_id": "x"}, "subscription_id"),
        ({"roles": [{**READS, "purpose": "own"}]}, "roles[0].purpose"),
        ({"roles": [{**READS, "scope_name": "The Weights"}]}, "roles[0].scope_name"),
        ({"roles": [READS, {**PULLS, "scope": f"/subscriptions/{SUBSCRIPTION}"}]}, "roles[1].scope"),
        ({"roles": [{**READS, "scope": "/providers/Microsoft.Management/managementGroups/all"}]}, "roles[0].scope"),
        ({"roles": [READS, READS]}, "roles[1]"),
        ({"federation": {**FEDERATION, "namespace": "My space"}}, "federation.namespace"),
        ({"federation": {**FEDERATION, "service_account": ""}}, "federation.service_account"),
    ],
)
def test_what_azure_or_our_rules_would_refuse_is_refused_first(changes: dict[str, Any], field: str) -> None:
    assert refusal(lambda: validate(arguments(**changes)), lambda: recorded(**changes)).field == field
